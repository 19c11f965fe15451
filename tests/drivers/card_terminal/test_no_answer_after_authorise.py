"""The terminal has the payment, and nothing of it comes back: it is asked for, never begun again."""

from __future__ import annotations

import pytest

from drivers.card_terminal.model import (
    NotPaid,
    NotPaidReason,
    Paid,
    Ready,
    Unresolved,
    UnresolvedCause,
    Unsettled,
)
from drivers.card_terminal.simulator.core import ZvtCore
from drivers.card_terminal.zvt import commands
from drivers.card_terminal.zvt.terminal import ZvtOptions
from tests.drivers.card_terminal.desk import FEE_FEN, ORDER, OTHER, MemoryDesk


def authorisations(desk: MemoryDesk) -> int:
    """How often the terminal was told to charge."""
    return desk.core.heard.count(commands.AUTHORISATION)


def test_the_question_finds_the_payment(either: MemoryDesk) -> None:
    """Charged without a word: the last payment is ours, so the order is paid."""
    either.faults.silent_from = "command"
    result = either.pay()
    assert isinstance(result, Paid)
    assert (either.bank.standing_fen, authorisations(either)) == (FEE_FEN, 1)


def test_the_question_finds_that_it_never_happened(desk: MemoryDesk) -> None:
    """The command was swallowed by the line: the last payment is the one before, so nothing was charged."""
    desk.pay(OTHER)
    desk.link.on_write = lambda data: b"" if bytes([0x06, 0x01]) in data[:4] else data
    assert desk.pay() == NotPaid(NotPaidReason.NEVER_BEGUN)
    desk.link.on_write = lambda data: data
    assert len(desk.bank.charges) == 1
    assert isinstance(desk.pay(), Paid)


def test_the_very_first_payment_can_be_asked_for(either: MemoryDesk) -> None:
    """A terminal that had no payment before, and has one now, has ours."""
    either.faults.silent_from = "charge"
    assert isinstance(either.pay(), Paid)


def test_a_terminal_that_does_not_answer_leaves_it_unknown_until_it_does(either: MemoryDesk) -> None:
    """Not failed, not paid, not again; no other order either; with the first answer it is known."""
    either.when("processing", lambda: setattr(either.link, "pulled", True))
    assert either.pay() == Unresolved(UnresolvedCause.NOT_ASKED_YET)
    either.link.pulled = False
    either.faults.busy = True
    either.reopen()
    assert either.driver.poll() == Unsettled(ORDER)
    assert either.pay() == Unresolved(UnresolvedCause.NOT_ASKED_YET)
    assert authorisations(either) == 1
    either.faults.busy = False
    assert isinstance(either.driver.poll(), Ready)
    assert isinstance(either.ask(), NotPaid | Paid)


@pytest.mark.expects_log_warnings
def test_a_terminal_that_knows_no_last_payment_leaves_it_to_a_person(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Unknown for good; the next order is taken all the same, and this one is never charged again."""
    core = ZvtCore()
    core.faults.unasked_last = True
    core.faults.silent_from = "charge"
    desk = MemoryDesk(tmp_path_factory.mktemp("card"), core=core)
    desk.driver.open()
    assert desk.pay() == Unresolved(UnresolvedCause.CANNOT_TELL)
    core.faults.silent_from = ""
    assert desk.pay() == Unresolved(UnresolvedCause.CANNOT_TELL)
    assert desk.ask() == Unresolved(UnresolvedCause.CANNOT_TELL)
    assert isinstance(desk.pay(OTHER, 100), Paid)
    assert [one.order for one in desk.journal.listed()] == [ORDER]
    assert len(core.bank.charges) == 2
    desk.close()


@pytest.mark.expects_log_warnings
@pytest.mark.parametrize("options", [{"asks_last": False}, {"nothing_code": 0}], ids=["not_asked", "code_not_known"])
def test_settings_that_promise_less_claim_less(
    tmp_path_factory: pytest.TempPathFactory, options: dict[str, int]
) -> None:
    """Where it is not certain what an answer means, nothing is concluded from it."""
    core = ZvtCore()
    core.faults.silent_from = "charge"
    desk = MemoryDesk(
        tmp_path_factory.mktemp("card"),
        core=core,
        options=ZvtOptions(password="000000", **options),  # type: ignore[arg-type]
    )
    desk.driver.open()
    assert desk.pay() == Unresolved(UnresolvedCause.CANNOT_TELL)
    desk.close()
