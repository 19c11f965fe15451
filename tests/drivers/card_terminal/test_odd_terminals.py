"""Terminals that say what is allowed and seldom: every such answer has a meaning, and none is a payment by mistake."""

from __future__ import annotations

import dataclasses

import pytest

from drivers.card_terminal.errors import CardNotRegisteredError, CardRefusedError
from drivers.card_terminal.journal import NOTHING_BEFORE, Payment, PaymentState, VoidState
from drivers.card_terminal.judging import before_mark, judge
from drivers.card_terminal.model import (
    Busy,
    CardReceipt,
    NotPaid,
    NotPaidReason,
    NotVoided,
    OutOfOrder,
    Paid,
    Pay,
    PayResult,
    QueryLast,
    ReadInfo,
    Ready,
    Settle,
    TerminalInfo,
    Unresolved,
    UnresolvedCause,
    Void,
)
from drivers.card_terminal.terminal import CannotSay, LastPayment, LastReport, NoPayment
from drivers.card_terminal.zvt import commands
from drivers.card_terminal.zvt.apdu import Apdu
from drivers.card_terminal.zvt.fields import Field, encode_field
from drivers.transport.errors import NoReplyError
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, OTHER, MemoryDesk

DONE = Apdu(commands.COMPLETION)


def says(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch, dialogue: str, *units: Apdu) -> None:
    """The terminal answers a command with these units."""
    monkeypatch.setattr(desk.core, dialogue, lambda _data: iter(units))


def aborted(*codes: int) -> Apdu:
    """06 1E."""
    return Apdu(commands.ABORTED, bytes(codes))


def status(text: str) -> Apdu:
    """04 0F."""
    return Apdu(commands.STATUS, bytes.fromhex(text))


# ---- how it is ----


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        (aborted(0x9C), Busy()),
        (aborted(0xF0), OutOfOrder("zvt_f0")),
        (aborted(), OutOfOrder("zvt_no_code")),
        (Apdu(commands.COMPLETION, b"\x9c"), Busy()),
        (Apdu(commands.COMPLETION, b"\xe2"), OutOfOrder("zvt_e2")),
        (DONE, Ready("66000123")),
    ],
)
def test_every_answer_to_a_status_enquiry(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch, unit: Apdu, expected: object
) -> None:
    """Busy, in trouble, or ready."""
    says(desk, monkeypatch, "_enquiry", unit)
    assert desk.driver.poll() == expected


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (0x01, OutOfOrder("zvt_needs_initialisation")),
        (0x02, OutOfOrder("zvt_needs_diagnosis")),
        (0x10, Ready("")),
    ],
)
def test_a_terminal_that_has_to_be_prepared_is_out_of_order(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch, flags: int, expected: object
) -> None:
    """Its registration says so; other flags mean nothing here."""
    says(desk, monkeypatch, "_registration", Apdu(commands.COMPLETION, encode_field(0x19, bytes([flags]))))
    assert desk.driver.poll() == expected


def test_a_terminal_of_another_currency_is_not_ours(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes the registration and names another currency: nothing is charged in it."""
    says(desk, monkeypatch, "_registration", Apdu(commands.COMPLETION, encode_field(Field.CURRENCY, b"\x09\x78")))
    with pytest.raises(CardNotRegisteredError):
        desk.driver.poll()


def test_a_terminal_that_does_not_know_the_enquiry_is_a_fault(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """84 83 tells nothing about how it is."""
    begin = desk.core._begin

    def answer(apdu: Apdu) -> None:
        if apdu.control == commands.STATUS_ENQUIRY:
            desk.core.out(Apdu(0x8483))
        else:
            begin(apdu)

    monkeypatch.setattr(desk.core, "_begin", answer)
    with pytest.raises(CardRefusedError):
        desk.driver.poll()
    assert desk.driver.run(ReadInfo(), desk.context()) == TerminalInfo("66000123", 156)


def test_a_registration_that_is_refused(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Busy is passing, everything else is for staff."""
    says(desk, monkeypatch, "_registration", aborted(0x9C))
    assert desk.driver.poll() == Busy()
    desk.reopen()
    monkeypatch.setattr(desk.core, "_begin", lambda _apdu: desk.core.out(Apdu(0x8483)))
    with pytest.raises(CardNotRegisteredError):
        desk.driver.poll()


def test_what_it_sends_unasked_is_answered_and_means_nothing(desk: MemoryDesk) -> None:
    """Between two commands."""
    desk.driver.poll()
    desk.core.out(Apdu(commands.INTERMEDIATE, b"\x1a\x01"))
    assert isinstance(desk.driver.poll(), Ready)


# ---- paying ----

CHARGED = "27 00 04 00 00 00 00 20 40 49 01 56 87 00 07 0B 00 00 07"


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ((status(CHARGED), DONE), Paid),
        ((status(CHARGED), status(CHARGED), DONE), Paid),
        ((status("27 00 87 00 07 0B 00 00 07"), DONE), Paid),
        ((Apdu(0x0401), Apdu(commands.PRINT_LINE, b"\x00x"), status(CHARGED), DONE), Paid),
        ((status("27 05"), DONE), NotPaid(NotPaidReason.DECLINED, "zvt_05")),
        ((status("27 05"), aborted()), NotPaid(NotPaidReason.DECLINED, "zvt_05")),
        ((aborted(),), NotPaid(NotPaidReason.DECLINED)),
        ((aborted(0x6C),), NotPaid(NotPaidReason.CANCELLED, "zvt_6c")),
        ((status(CHARGED), status(CHARGED.replace("20 40", "20 41")), DONE), Unresolved(UnresolvedCause.DIFFERS)),
        ((status(CHARGED.replace("01 56", "09 78")), DONE), Unresolved(UnresolvedCause.DIFFERS)),
        ((status(CHARGED + " 4D 01"), DONE), Paid),
        ((status("27 05 4D 01"), aborted(0x05)), NotPaid(NotPaidReason.DECLINED, "zvt_05")),
    ],
)
@pytest.mark.expects_log_warnings
def test_every_course_of_a_payment(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch, units: tuple[Apdu, ...], expected: object
) -> None:
    """Only result 00 with our amount and currency, and then the completion, is a payment."""
    says(desk, monkeypatch, "_payment", *units)
    result = desk.pay()
    if isinstance(expected, type):
        assert isinstance(result, expected)
    else:
        assert result == expected


@pytest.mark.parametrize(
    "units",
    [
        (status(CHARGED), aborted(0xCC)),
        (status("27 00 04 00"), DONE),
        (DONE,),
        (status("4D 27 05"), aborted(0x05)),
        (status("27 00 4D 04"), DONE),
    ],
    ids=["charged_then_aborted", "malformed", "nothing_told", "result_not_read", "amount_not_read"],
)
def test_what_contradicts_itself_is_asked_for(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch, units: tuple[Apdu, ...]
) -> None:
    """The terminal's last payment decides: here it is the one before."""
    desk.pay(OTHER)
    says(desk, monkeypatch, "_payment", *units)
    assert desk.pay() == NotPaid(NotPaidReason.NEVER_BEGUN)


def test_an_approval_that_is_the_old_one_is_none(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The status of the payment before, told again, is no payment of this order."""
    desk.pay(OTHER)
    assert desk.core.last is not None
    from drivers.card_terminal.simulator.core import status_apdu

    says(desk, monkeypatch, "_payment", status_apdu(desk.core.last), DONE)
    assert desk.pay() == NotPaid(NotPaidReason.NEVER_BEGUN)


def test_a_terminal_that_forgot_the_registration_refuses_once(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is charged; it is registered before the next payment."""
    desk.driver.poll()
    last = desk.core._repeat

    def forget(data: bytes) -> object:
        yield from last(data)
        desk.core.registered = False

    with monkeypatch.context() as patch:
        patch.setattr(desk.core, "_repeat", forget)
        assert desk.pay() == NotPaid(NotPaidReason.TERMINAL_TROUBLE, "zvt_6b")
    assert isinstance(desk.pay(), Paid)


def test_an_adapter_that_could_not_reach_the_terminal_has_charged_nothing(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It raises, as its contract says; the order is noted as not charged and can be paid."""

    def unreached(*_values: object) -> None:
        raise NoReplyError

    with monkeypatch.context() as patch:
        patch.setattr(desk.driver._terminal, "pay", unreached)
        with pytest.raises(NoReplyError):
            desk.pay()
    assert desk.ask() == NotPaid(NotPaidReason.TERMINAL_TROUBLE, "no_reply")
    assert isinstance(desk.pay(), Paid)


@pytest.mark.parametrize("amount_fen", [0, -1, 10**9 + 1])
def test_an_amount_that_is_none_is_refused(amount_fen: int) -> None:
    """Before anything is asked."""
    with pytest.raises(ValueError, match="no amount"):
        Pay(ORDER, amount_fen)


# ---- the last payment ----


@pytest.mark.parametrize(
    "units",
    [
        (status("27 00 04 00 00 00 00 20 40"), DONE),
        (status("27 00 87 00 07"), DONE),
        (status("27 00 04"), DONE),
        (DONE,),
        (aborted(0xCC),),
    ],
    ids=["no_numbers", "no_amount", "malformed", "no_status", "another_code"],
)
@pytest.mark.expects_log_warnings
def test_a_last_payment_that_tells_too_little_tells_nothing(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch, units: tuple[Apdu, ...]
) -> None:
    """It cannot be told from another one: what is lost then is for a person."""
    says(desk, monkeypatch, "_repeat", *units)
    desk.faults.silent_from = "charge"
    assert desk.pay() == Unresolved(UnresolvedCause.CANNOT_TELL)


RECEIPT = CardReceipt(FEE_FEN, "66000123-0002-000002", 2, 2, "66000123")
OPEN = Payment(
    *(1, ORDER, FEE_FEN, "66000123", "m1", PaymentState.STARTED, "", "", "", 0, 0, VoidState.NONE),
)


@pytest.mark.parametrize(
    ("before", "last", "terminal_id", "expected"),
    [
        ("m1", LastPayment("m1", RECEIPT), "66000123", NotPaid(NotPaidReason.NEVER_BEGUN)),
        ("m1", LastPayment("m2", RECEIPT), "66000123", Paid(RECEIPT)),
        ("m1", LastPayment("m2", RECEIPT), "", Paid(RECEIPT)),
        ("m1", LastPayment("m2", RECEIPT, charged=False), "66000123", NotPaid(NotPaidReason.DECLINED)),
        ("m1", LastPayment("m2", RECEIPT, own_currency=False), "", Unresolved(UnresolvedCause.DIFFERS)),
        (
            "m1",
            LastPayment("m2", dataclasses.replace(RECEIPT, amount_fen=1)),
            "",
            Unresolved(UnresolvedCause.DIFFERS),
        ),
        ("m1", LastPayment("m2", RECEIPT), "66000124", Unresolved(UnresolvedCause.CANNOT_TELL)),
        ("m1", NoPayment(), "", Unresolved(UnresolvedCause.CANNOT_TELL)),
        ("m1", CannotSay(), "", Unresolved(UnresolvedCause.CANNOT_TELL)),
        (NOTHING_BEFORE, NoPayment(), "", NotPaid(NotPaidReason.NEVER_BEGUN)),
        (NOTHING_BEFORE, LastPayment("m2", RECEIPT), "", Paid(RECEIPT)),
        (None, LastPayment("m2", RECEIPT), "", Unresolved(UnresolvedCause.CANNOT_TELL)),
    ],
)
def test_what_a_last_payment_tells(before: str | None, last: LastReport, terminal_id: str, expected: PayResult) -> None:
    """The same again: never begun. A new one of ours: paid. Anything else: a person."""
    assert judge(dataclasses.replace(OPEN, before=before), last, terminal_id) == expected


def test_what_is_noted_before_a_payment() -> None:
    """A mark, that there is nothing, or that it cannot be told."""
    assert before_mark(LastPayment("m1", RECEIPT)) == "m1"
    assert before_mark(NoPayment()) == NOTHING_BEFORE
    assert before_mark(CannotSay()) is None


# ---- taking back, closing the day ----


def test_a_payment_without_a_receipt_number_cannot_be_named(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reversal of receipt 0 might be another's."""
    says(desk, monkeypatch, "_payment", status("27 00 04 00 00 00 00 20 40 0B 00 00 07"), DONE)
    desk.pay()
    assert desk.driver.run(Void(ORDER), desk.context()) == NotVoided("no_receipt_no", known=True)


def test_a_refused_void_can_be_tried_again(desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order stays paid meanwhile."""
    desk.pay()
    with monkeypatch.context() as patch:
        says(desk, patch, "_reversal", aborted(0xB5))
        assert desk.driver.run(Void(ORDER), desk.context()) == NotVoided("zvt_b5", known=True)
    assert isinstance(desk.driver.run(QueryLast(ORDER), desk.context()), Paid)
    desk.driver.run(Void(ORDER), desk.context())
    assert desk.bank.standing == []


def test_a_day_that_the_terminal_leaves_without_a_word_is_a_fault_of_the_line(
    desk: MemoryDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is on record as begun; closing it again harms nothing."""
    says(desk, monkeypatch, "_day")
    with pytest.raises(NoReplyError):
        desk.driver.run(Settle(), desk.context())
