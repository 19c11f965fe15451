"""What a card terminal does when nothing goes wrong: charge once, take back, close the day, tell."""

from __future__ import annotations

import dataclasses

import pytest

from drivers.card_terminal.bench_tool import describe_status
from drivers.card_terminal.errors import CardJournalError
from drivers.card_terminal.journal import PaymentState, VoidState
from drivers.card_terminal.model import (
    Busy,
    CardStage,
    CardStatus,
    NeverAsked,
    NotPaid,
    NotPaidReason,
    NotVoided,
    Offline,
    OutOfOrder,
    Paid,
    Pay,
    ReadInfo,
    Ready,
    Settle,
    Settled,
    TerminalInfo,
    Unknown,
    Unsettled,
    Void,
    Voided,
)
from drivers.card_terminal.simulator.core import TERMINAL_ID
from drivers.vocabulary import DeviceKind
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, OTHER, MemoryDesk


def test_a_payment_is_charged_once_and_told_with_the_terminals_numbers(either: MemoryDesk) -> None:
    """The receipt has amount, reference and the card's last digits; the journal has no digit of the card."""
    result = either.pay()
    assert isinstance(result, Paid)
    receipt = result.receipt
    assert (receipt.amount_fen, receipt.reference) == (FEE_FEN, f"{TERMINAL_ID}-0001-000001")
    assert (receipt.card_tail, receipt.card_name) == ("4771", "UnionPay")
    assert either.bank.standing_fen == FEE_FEN
    payment = either.journal.latest(ORDER)
    assert payment is not None
    assert (payment.state, payment.amount_fen) == (PaymentState.APPROVED, FEE_FEN)
    assert payment.receipt == dataclasses.replace(receipt, card_tail="", card_name="")
    assert "4771" not in repr(result)


def test_the_stages_of_a_payment_are_shown_in_order(desk: MemoryDesk) -> None:
    """What the resident has to do at the terminal is known as it happens."""
    desk.pay()
    assert desk.stages == [
        CardStage.CONNECTING,
        CardStage.PRESENT_CARD,
        CardStage.ENTER_PIN,
        CardStage.PROCESSING,
    ]


def test_an_order_that_is_paid_is_not_charged_again(either: MemoryDesk) -> None:
    """The second time the journal answers, also after a restart, and the terminal is not asked to charge."""
    first = either.pay()
    assert isinstance(first, Paid)
    either.restart()
    again = either.pay()
    assert isinstance(again, Paid)
    assert again.receipt.reference == first.receipt.reference
    assert len(either.bank.charges) == 1


def test_two_orders_are_two_charges(desk: MemoryDesk) -> None:
    """Each order has its own receipt."""
    first, second = desk.pay(), desk.pay(OTHER, 100)
    assert isinstance(first, Paid)
    assert isinstance(second, Paid)
    assert first.receipt.reference != second.receipt.reference
    assert desk.bank.standing_fen == FEE_FEN + 100


def test_an_order_that_was_never_begun_is_told_so(desk: MemoryDesk) -> None:
    """Asking charges nothing and invents nothing."""
    assert desk.ask() == NeverAsked()
    assert desk.bank.charges == []


def test_a_paid_order_is_told_from_the_journal(desk: MemoryDesk) -> None:
    """Nobody asks the terminal for what is on the disk."""
    desk.pay()
    heard = len(desk.core.heard)
    assert isinstance(desk.ask(), Paid)
    assert len(desk.core.heard) == heard


def test_a_paid_order_is_taken_back_once(either: MemoryDesk) -> None:
    """The money is back; asked again it is still taken back; it cannot be paid under the same name."""
    either.pay()
    assert isinstance(either.driver.run(Void(ORDER), either.context()), Voided)
    assert isinstance(either.driver.run(Void(ORDER), either.context()), Voided)
    assert either.bank.standing == []
    assert isinstance(either.ask(), Voided)
    assert either.pay() == NotPaid(NotPaidReason.DECLINED, "voided")
    payment = either.journal.latest(ORDER)
    assert payment is not None
    assert payment.void is VoidState.VOIDED


def test_what_is_not_paid_cannot_be_taken_back(desk: MemoryDesk) -> None:
    """Nothing is asked of the terminal."""
    assert desk.driver.run(Void(ORDER), desk.context()) == NotVoided("not_paid", known=True)
    assert desk.core.heard == []


def test_a_receipt_that_was_reversed_by_hand_counts_as_taken_back(desk: MemoryDesk) -> None:
    """The terminal says that it is reversed already: nothing goes back twice."""
    desk.pay()
    desk.bank.charges[0].taken_back = True
    assert isinstance(desk.driver.run(Void(ORDER), desk.context()), Voided)


def test_a_receipt_that_the_terminal_does_not_know_stays_paid(desk: MemoryDesk) -> None:
    """The refusal is told with its code, and the order is paid as before."""
    desk.pay()
    desk.bank.charges.clear()
    assert desk.driver.run(Void(ORDER), desk.context()) == NotVoided("zvt_b5", known=True)
    assert isinstance(desk.ask(), Paid)


def test_the_day_is_closed_and_payments_go_on(either: MemoryDesk) -> None:
    """The terminal has no last payment then, and the next one is charged and known."""
    either.pay()
    assert either.driver.run(Settle(), either.context()) == Settled()
    assert isinstance(either.pay(OTHER, 500), Paid)
    assert either.bank.standing_fen == FEE_FEN + 500


def test_the_terminal_tells_who_it_is(either: MemoryDesk) -> None:
    """Number, currency and software."""
    info = either.driver.run(ReadInfo(), either.context())
    assert info == TerminalInfo(str(TERMINAL_ID), 156, "SIM 1.0")


def test_an_idle_terminal_is_ready_and_is_not_asked_with_every_poll(desk: MemoryDesk) -> None:
    """It is asked how it is now and then; the line is looked at every time."""
    assert desk.driver.poll() == Ready(str(TERMINAL_ID))
    heard = len(desk.core.heard)
    assert desk.driver.poll() == Ready(str(TERMINAL_ID))
    assert len(desk.core.heard) == heard
    desk.time.at += 31
    assert desk.driver.poll() == Ready(str(TERMINAL_ID))
    assert len(desk.core.heard) == heard + 1


def test_before_it_is_asked_nothing_is_known_of_it(desk: MemoryDesk) -> None:
    """Unknown is not offline."""
    assert desk.driver.unreached(None) == Unknown()
    assert desk.driver.kind is DeviceKind.CARD_TERMINAL


def test_without_a_journal_nothing_is_charged(desk: MemoryDesk) -> None:
    """A driver that only observes takes no money."""
    observer = desk.new_driver(None)
    observer.open()
    assert observer.poll() == Ready(str(TERMINAL_ID))
    with pytest.raises(CardJournalError):
        observer.run(Pay(ORDER, FEE_FEN), desk.context())
    observer.close()
    assert desk.bank.charges == []


def test_another_command_is_a_bug(desk: MemoryDesk) -> None:
    """What is no command of this device is refused loudly."""
    with pytest.raises(TypeError):
        desk.driver.run(object(), desk.context())


@pytest.mark.parametrize(
    ("status", "usable"),
    [
        (Ready("66000123"), True),
        (Unsettled(ORDER), False),
        (Busy(), False),
        (OutOfOrder("zvt_f0"), False),
        (Offline("no_reply"), False),
        (Unknown(), False),
    ],
)
def test_only_a_ready_terminal_is_offered(status: CardStatus, usable: bool) -> None:
    """Paying by card is offered for nothing else, and the bench describes each."""
    assert status.usable is usable
    assert describe_status(status)["usable"] is usable
