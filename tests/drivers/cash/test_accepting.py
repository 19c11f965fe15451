"""Taking money from a ccTalk bill validator: what is shown, what is credited, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.cash.accepting import CashRules
from drivers.cash.cctalk_codec import Header
from drivers.cash.cctalk_frames import Checksum
from drivers.cash.errors import CashNoUsableTypeError
from drivers.cash.events import Reject
from drivers.cash.model import (
    Accept,
    AcceptEnd,
    AwaitingCash,
    CashInfo,
    CashRejected,
    CashSessionId,
    CashStacked,
    CashTotal,
    EscrowCleared,
    Inhibit,
    Inhibited,
    NoteEscrowed,
    NoteReturned,
    ReadInfo,
    Ready,
    ReturnEscrow,
    TakenCash,
    UnitKind,
)
from drivers.cash.posting import NoteState
from drivers.commands import CommandStoppedError
from drivers.vocabulary import DeviceKind
from tests.drivers.cash.till import SESSION, MemoryTill, then


@pytest.mark.parametrize("checksum", Checksum)
@pytest.mark.parametrize("echo", [True, False])
@pytest.mark.parametrize("fixed", [True, False])
def test_two_notes_make_the_amount(tmp_path: Path, checksum: Checksum, echo: bool, fixed: bool) -> None:
    """In both checksum forms, set or found out, with and without echo."""
    till = MemoryTill(tmp_path, checksum=checksum, echo=echo, fixed=checksum if fixed else None)
    till.driver.open()
    till.when(AwaitingCash, lambda: till.bill.insert(5), times=2)
    result = till.accept(Accept(SESSION, 10000))
    assert (result.end, result.credited_fen) == (AcceptEnd.AMOUNT_REACHED, 10000)
    assert result.taken == (TakenCash(UnitKind.BILLS, "CN0050A", 5000),) * 2
    assert till.vault.stacked_fen == 10000
    assert not till.bill.accepting
    till.close()


def test_what_is_shown_and_in_which_order(till: MemoryTill) -> None:
    """Escrow is not the credit; the total follows the stacked note."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.accept()
    assert till.progress == [CashTotal(0), AwaitingCash(), NoteEscrowed(10000), CashStacked(10000), CashTotal(10000)]


def test_the_credit_is_in_the_journal_before_it_is_shown(till: MemoryTill) -> None:
    """And the row that says that a note is sent on is there before the order."""
    seen: list[tuple[str, int]] = []
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(CashStacked, lambda: seen.append(("shown", till.journal.credited_fen(SESSION))))

    def watch(data: bytes) -> bytes:
        if data[3] == Header.ROUTE_BILL:
            seen.append((till.journal.lines_of(SESSION)[0].state, till.journal.credited_fen(SESSION)))
        return data

    till.wire.on_write = watch
    till.accept()
    assert seen == [(NoteState.ROUTE_SENT, 0), ("shown", 10000)]


def test_a_note_that_is_more_than_what_is_missing_is_not_let_in(till: MemoryTill) -> None:
    """The device itself refuses it: its type is inhibited."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(CashRejected, lambda: till.bill.insert(5))
    result = till.accept(Accept(SESSION, 5000))
    assert CashRejected(Reject.NOT_ACCEPTED) in till.progress
    assert result.credited_fen == 5000


def test_an_unwanted_note_in_escrow_goes_back(till: MemoryTill) -> None:
    """A device that lets it in all the same is told to return it."""
    till.when(AwaitingCash, then(lambda: setattr(till.bill, "_mask", 0xFFFF), lambda: till.bill.insert(6)))
    till.when(NoteReturned, lambda: till.bill.insert(4))
    result = till.accept(Accept(SESSION, 2000))
    assert NoteReturned(10000) in till.progress
    assert [piece.amount_fen for piece in till.vault.given_back] == [10000]
    assert result.credited_fen == till.vault.stacked_fen == 2000


def test_only_the_wanted_denominations(till: MemoryTill) -> None:
    """Those of the command within those of the terminal."""
    till.when(AwaitingCash, lambda: till.bill.insert(5))
    till.when(CashRejected, lambda: till.bill.insert(4))
    result = till.accept(Accept(SESSION, None, frozenset({2000, 7}), may_exceed=True), timeout_s=5)
    assert [one.amount_fen for one in result.taken] == [2000]


def test_the_last_note_may_lead_over_the_amount_where_that_is_allowed(till: MemoryTill) -> None:
    """Nobody gives change; the hall decides."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    assert till.accept(Accept(SESSION, 3000, may_exceed=True)).credited_fen == 10000


def test_the_time_is_over(till: MemoryTill) -> None:
    """A normal end: what is there is there, and the device takes no more."""
    till.when(AwaitingCash, lambda: till.bill.insert(3))
    result = till.accept(timeout_s=10)
    assert (result.end, result.credited_fen) == (AcceptEnd.TIME_OVER, 1000)
    assert not till.bill.accepting


def test_nothing_fits_any_more(till: MemoryTill) -> None:
    """The rest is smaller than the smallest note."""
    till.when(AwaitingCash, lambda: till.bill.insert(3))
    result = till.accept(Accept(SESSION, 1050))
    assert (result.end, result.credited_fen) == (AcceptEnd.NOTHING_FITS, 1000)


def test_a_session_goes_on_where_it_was(till: MemoryTill) -> None:
    """What the journal has for it counts; another session begins at nothing."""
    till.when(AwaitingCash, lambda: till.bill.insert(5))
    till.accept(timeout_s=5)
    till.when(AwaitingCash, lambda: till.bill.insert(5))
    assert till.accept().credited_fen == 10000
    assert till.accept().taken == ()
    assert till.accept(Accept(CashSessionId("order-2"), 500), timeout_s=2).credited_fen == 0


def test_cancelled_with_a_note_in_escrow(till: MemoryTill) -> None:
    """The note goes back, what was stacked stays credited."""
    context = till.context()
    till.when(AwaitingCash, lambda: till.bill.insert(5))

    def cancel_second() -> None:
        if till.vault.stacked:
            context.cancel()
            till.bill.insert(5)

    till.when(AwaitingCash, cancel_second, times=2)
    with pytest.raises(CommandStoppedError):
        till.driver.run(Accept(SESSION, 10000), context)
    assert (till.vault.stacked_fen, [piece.amount_fen for piece in till.vault.given_back]) == (5000, [5000])
    assert till.journal.credited_fen(SESSION) == 5000
    assert not till.bill.accepting


def test_a_note_in_flight_when_the_amount_is_there(till: MemoryTill) -> None:
    """One more look after the inhibit: it goes back."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(CashStacked, lambda: till.bill.insert(1))
    till.accept()
    assert [piece.amount_fen for piece in till.vault.given_back] == [100]
    assert till.vault.stacked_fen == 10000


def test_a_note_that_is_not_recognised(till: MemoryTill) -> None:
    """It is shown, and the session goes on."""
    till.when(AwaitingCash, till.bill.refuse)
    till.when(CashRejected, lambda: till.bill.insert(6))
    assert till.accept().credited_fen == 10000
    assert CashRejected(Reject.NOT_RECOGNISED) in till.progress


def test_the_device_is_inhibited_before_and_after(till: MemoryTill) -> None:
    """At the start it is made sure of; events are read before anything that changes them."""
    till.driver.poll()
    requests = till.bill.requests
    first_events = requests.index(Header.READ_BILL_EVENTS)
    changing = {Header.SET_MASTER_INHIBIT, Header.SET_INHIBIT, Header.OPERATING_MODE, Header.RESET, Header.ROUTE_BILL}
    assert not changing & set(requests[:first_events])
    assert Header.RESET not in requests
    assert till.bill.insert(6) is None


def test_status_info_and_the_small_commands(till: MemoryTill) -> None:
    """Who it is, what it takes, and that nothing is in escrow."""
    status = till.driver.poll()
    assert isinstance(status, Ready)
    (identity,) = status.units
    assert (identity.key, identity.manufacturer, identity.software) == ("CASH1-123456", "SIM", "1.00")
    info = till.driver.run(ReadInfo(), till.context())
    assert isinstance(info, CashInfo)
    assert info.units[0].denominations[-1] == ("CN0100A", 10000)
    assert (info.units[0].checksum, info.units[0].echo) == ("simple", True)
    assert till.driver.run(Inhibit(), till.context()) == Inhibited()
    assert till.driver.run(ReturnEscrow(), till.context()) == EscrowCleared(returned=False)
    assert till.driver.kind is DeviceKind.CASH
    with pytest.raises(TypeError, match="str"):
        till.driver.run("pay", till.context())


def test_coins_and_notes_on_one_wire(tmp_path: Path) -> None:
    """Both are credited; a coin that falls while the device is being stopped too."""
    till = MemoryTill(tmp_path, coins=True)
    till.driver.open()
    till.when(AwaitingCash, lambda: till.coin.insert(3))
    till.when(CashStacked, lambda: till.bill.insert(3))
    till.when(NoteEscrowed, lambda: till.coin.insert(2))
    result = till.accept(Accept(SESSION, 1150))
    assert sorted(one.amount_fen for one in result.taken) == [50, 100, 1000]
    assert till.vault.stacked_fen == 1150
    assert {line.cause for line in till.journal.lines_of(SESSION)} == {""}
    till.close()


def test_a_device_without_an_accepted_denomination(tmp_path: Path) -> None:
    """The settings do not fit; nothing is opened for notes."""
    till = MemoryTill(tmp_path, rules=CashRules(frozenset({200})))
    till.driver.open()
    with pytest.raises(CashNoUsableTypeError):
        till.accept()
    assert not till.bill.accepting
    till.close()


def test_a_device_that_does_not_say_its_scaling_takes_nothing(till: MemoryTill) -> None:
    """An amount that is not certain is never taken."""
    till.bill.faults.unsupported = frozenset({Header.COUNTRY_SCALING})
    with pytest.raises(CashNoUsableTypeError):
        till.accept()


@pytest.mark.parametrize(
    "header",
    [Header.MANUFACTURER, Header.SOFTWARE_REVISION, Header.EQUIPMENT_CATEGORY, Header.SELF_CHECK, Header.PRODUCT_CODE],
)
def test_a_device_may_lack_what_is_optional(till: MemoryTill, header: Header) -> None:
    """Names and the self-check."""
    till.bill.faults.unsupported = frozenset({header})
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    assert till.accept().credited_fen == 10000


def test_notes_over_the_wrap_of_the_counter(quick_folder: Path) -> None:
    """The device's counter goes round after 255; the journal's numbers do not."""
    till = MemoryTill(quick_folder)
    till.driver.open()
    total = 0
    for number in range(140):
        till.when(AwaitingCash, lambda: till.bill.insert(1))
        total += till.accept(Accept(CashSessionId(f"order-{number}"), 100)).credited_fen
    assert total == till.vault.stacked_fen == 14000
    known = till.journal.known("CASH1-123456")
    assert known is not None
    assert known.last_event == (1, 280)
    assert till.journal.listed().losses == ()
    till.close()
