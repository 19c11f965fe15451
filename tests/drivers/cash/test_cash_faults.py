"""Every fault of a validator in a session: a known end, the right amount, and what staff should do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from drivers.cash.cctalk_codec import Header
from drivers.cash.errors import CashJournalError
from drivers.cash.events import Fraud, Reject, Trouble
from drivers.cash.journal import CashJournal
from drivers.cash.model import (
    Accept,
    AlarmCleared,
    AwaitingCash,
    CashRejected,
    CashStacked,
    ClearAlarm,
    EscrowCleared,
    FraudAlarm,
    NoteEscrowed,
    NoteReturned,
    Offline,
    OutOfOrder,
    Ready,
    ReturnEscrow,
    Unknown,
)
from drivers.cash.posting import Cause, NoteState, Posting
from drivers.vocabulary import DeviceError, ErrorClass, StaffAction
from tests.drivers.cash.till import SESSION, MemoryTill, then

pytestmark = pytest.mark.expects_log_warnings


def failed(till: MemoryTill, command: Accept | None = None) -> DeviceError:
    """How an ``Accept`` fails."""
    with pytest.raises(DeviceError) as caught:
        till.accept(command)
    return caught.value


def pieces(till: MemoryTill) -> tuple[list[int], list[int]]:
    """What is in the box and what came back."""
    return [one.amount_fen for one in till.vault.stacked], [one.amount_fen for one in till.vault.given_back]


@pytest.mark.parametrize(
    ("act", "code", "error_class", "action", "trouble"),
    [
        (
            lambda till: till.bill.jam(),
            "cash_jam",
            ErrorClass.HARDWARE,
            StaffAction.CLEAR_CASH_JAM,
            Trouble.JAM_IN_TRANSPORT,
        ),
        (
            lambda till: till.bill.fill(),
            "cash_box_full",
            ErrorClass.SUPPLY,
            StaffAction.EMPTY_CASH_BOX,
            Trouble.STACKER_FULL,
        ),
        (
            lambda till: till.bill.take_stacker(),
            "cash_box_removed",
            ErrorClass.SUPPLY,
            StaffAction.INSERT_CASH_BOX,
            Trouble.STACKER_REMOVED,
        ),
        (
            lambda till: till.bill.event(0, 13),
            "cash_device_fault",
            ErrorClass.HARDWARE,
            StaffAction.CALL_SERVICE,
            Trouble.STACKER_FAULTY,
        ),
    ],
)
def test_the_device_is_out_of_order(
    till: MemoryTill,
    act: Callable[[MemoryTill], None],
    code: str,
    error_class: ErrorClass,
    action: StaffAction,
    trouble: Trouble,
) -> None:
    """In a session, between two, and until it says that it is in order."""
    till.when(AwaitingCash, lambda: act(till))
    error = failed(till)
    assert (error.code, error.error_class, error.action) == (code, error_class, action)
    assert till.driver.poll() == OutOfOrder(trouble)
    assert failed(till).code == code
    assert not till.bill.accepting
    till.bill.put_stacker()
    till.bill.transport = type(till.bill.transport)()
    assert isinstance(till.driver.poll(), Ready)
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    assert till.accept().credited_fen == 10000


@pytest.mark.parametrize(("code", "kind"), [(9, Fraud.TAMPER), (17, Fraud.OPTICAL), (18, Fraud.STRING)])
def test_an_attempt_to_cheat(till: MemoryTill, code: int, kind: Fraud) -> None:
    """The session ends, and the device waits until a person has looked."""
    till.when(AwaitingCash, lambda: till.bill.fraud(code))
    error = failed(till)
    assert (error.code, error.detail, error.action) == ("cash_fraud_suspected", kind.value, StaffAction.COUNT_CASH)
    assert till.driver.poll() == FraudAlarm(kind)
    assert failed(till).code == "cash_fraud_suspected"
    assert till.driver.run(ClearAlarm(), till.context()) == AlarmCleared()
    assert isinstance(till.driver.poll(), Ready)


def test_a_note_that_is_pulled_back_out(till: MemoryTill) -> None:
    """The session ends; it is no lasting alarm."""
    till.when(AwaitingCash, lambda: till.bill.fraud(8))
    assert failed(till).detail == Fraud.PULLED_BACK
    assert isinstance(till.driver.poll(), Ready)


def test_the_note_gets_stuck_on_its_way_into_the_box(till: MemoryTill) -> None:
    """It is for a person: neither credited nor forgotten."""
    till.bill.faults.jams_on_stack = True
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    error = failed(till)
    assert (error.code, error.action) == ("cash_result_unknown", StaffAction.COUNT_CASH)
    (line,) = till.journal.listed().notes
    assert (line.amount_fen, line.cause, line.session) == (10000, Cause.NO_EVENT, SESSION)
    assert till.journal.credited_fen(SESSION) == 0
    assert till.driver.poll() == OutOfOrder(Trouble.JAM_IN_STACKER)


def test_a_note_that_staff_push_into_the_box_later(till: MemoryTill) -> None:
    """The late event is linked to the row that was given up; the credit stays the person's to give."""
    till.bill.faults.jams_on_stack = True
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    failed(till)
    till.bill.event(6, 0)
    till.driver.poll()
    (line,) = till.journal.listed().notes
    assert line.stacked_event is not None
    assert till.journal.credited_fen(SESSION) == 0


def test_power_lost_after_the_order_to_stack(till: MemoryTill) -> None:
    """Unknown, listed, and nothing is credited by guessing."""
    till.bill.faults.stacks_at_power_up = True
    till.when(AwaitingCash, lambda: till.bill.insert(6))

    def cut(data: bytes) -> bytes:
        if data[3] == Header.ROUTE_BILL:
            till.bill.power_up()
        return data

    till.wire.on_write = cut
    error = failed(till)
    assert (error.code, error.action) == ("cash_device_restarted", StaffAction.COUNT_CASH)
    assert pieces(till) == ([10000], [])
    (line,) = till.journal.listed().notes
    assert (line.amount_fen, line.cause) == (10000, Cause.RESTARTED)
    assert till.journal.credited_fen(SESSION) == 0
    assert isinstance(till.driver.poll(), Ready)


def test_power_lost_between_two_sessions(till: MemoryTill) -> None:
    """Nothing was open: nothing is listed, and the next session works."""
    till.driver.poll()
    till.bill.event(0, 2)
    till.driver.poll()
    till.bill.power_up()
    assert isinstance(till.driver.poll(), Ready)
    assert (till.journal.listed().notes, till.journal.listed().losses) == ((), ())
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    assert till.accept().credited_fen == 10000


def test_six_events_at_once(till: MemoryTill) -> None:
    """One was never seen: the session stops, and it is listed."""
    till.when(AwaitingCash, lambda: till.bill.jump(6))
    error = failed(till)
    assert (error.code, error.action) == ("cash_events_lost", StaffAction.COUNT_CASH)
    (loss,) = till.journal.listed().losses
    assert loss.events == 1
    assert not till.bill.accepting


def test_money_among_lost_events_is_listed_and_not_credited(till: MemoryTill) -> None:
    """A device that has taken a note without us, and much besides."""

    def burst() -> None:
        till.bill.jump(5)
        till.vault.stacked.append(till.vault.piece(6, 10000))
        till.bill.event(6, 0)

    till.when(AwaitingCash, burst)
    assert failed(till).code == "cash_events_lost"
    assert [(line.amount_fen, line.cause) for line in till.journal.listed().notes] == [(10000, Cause.EVENTS_LOST)]
    assert till.journal.credited_fen(SESSION) == 0


def test_the_reply_to_the_order_is_lost(till: MemoryTill) -> None:
    """The events tell: credited once, though the order may be repeated."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(NoteEscrowed, lambda: setattr(till.bill.faults, "reply_lost", 1))
    assert till.accept().credited_fen == 10000
    assert pieces(till) == ([10000], [])


@pytest.mark.parametrize("fault", ["deaf", "busy", "refused"])
def test_the_order_did_not_get_through(till: MemoryTill, fault: str) -> None:
    """The note is still in escrow by the events, so the order is given again."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(NoteEscrowed, lambda: setattr(till.bill.faults, fault, 1))
    assert till.accept().credited_fen == 10000
    assert pieces(till) == ([10000], [])


def test_every_order_fails(till: MemoryTill) -> None:
    """The note cannot be moved: it is listed, and the session ends."""
    till.bill.faults.route_fails = True
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    assert failed(till).code == "cash_result_unknown"
    assert till.journal.credited_fen(SESSION) == 0
    assert len(till.journal.listed().notes) == 1


def test_the_escrow_time_is_over_before_the_order(till: MemoryTill) -> None:
    """The device returns the note by itself; the order finds nothing."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(NoteEscrowed, till.bill.escrow_times_out)
    till.when(NoteReturned, lambda: till.bill.insert(6))
    assert till.accept().credited_fen == 10000
    assert pieces(till) == ([10000], [10000])


def test_busy_devices_and_damaged_replies_are_asked_again(till: MemoryTill) -> None:
    """Requests that may be repeated are."""
    till.bill.faults.busy, till.bill.faults.bad_checksum = 2, 1
    assert isinstance(till.driver.poll(), Ready)


def test_a_device_that_stays_busy(till: MemoryTill) -> None:
    """A typed error with its cause."""
    till.driver.poll()
    till.bill.faults.refused = 99
    with pytest.raises(DeviceError) as caught:
        till.driver.poll()
    assert caught.value.code == "cash_refused"


def test_a_device_whose_events_never_agree(till: MemoryTill) -> None:
    """No reading of them is trusted."""
    till.driver.poll()
    till.bill.event(0, 2)

    def one_more(data: bytes) -> bytes:
        till.bill.event(0, 2)
        return data

    till.wire.damage = one_more
    with pytest.raises(DeviceError) as caught:
        till.driver.poll()
    assert caught.value.code == "cash_unexpected_reply"


def test_a_device_that_says_nothing(till: MemoryTill) -> None:
    """Offline with the cause; damaged bytes are told apart from silence."""
    till.bill.faults.deaf = 999
    with pytest.raises(DeviceError) as caught:
        till.driver.poll()
    assert caught.value.code == "no_reply"
    till.bill.faults.deaf = 0
    till.wire.damage = lambda data: data[:-1] + b"\x99"
    with pytest.raises(DeviceError) as caught:
        till.driver.poll()
    assert caught.value.code == "cash_garbled_reply"
    assert till.driver.unreached(caught.value) == Offline("cash_garbled_reply")
    assert till.driver.unreached(None) == Unknown()
    assert not any(one.usable for one in (Unknown(), Offline(""), FraudAlarm(Fraud.STRING)))


def test_a_failed_self_check(till: MemoryTill) -> None:
    """Out of order until it passes."""
    till.bill.faults.fault_number = 30
    assert till.driver.poll() == OutOfOrder(Trouble.DEVICE_FAULTY)
    assert failed(till).code == "cash_device_fault"
    till.bill.faults.fault_number = 0
    assert isinstance(till.driver.poll(), Ready)


def test_the_cable_is_pulled_with_a_note_on_its_way(till: MemoryTill) -> None:
    """The session fails; at the next start the events credit the note to it."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))

    def pull(data: bytes) -> bytes:
        till.wire.pulled = data[3] == Header.ROUTE_BILL
        return data

    till.wire.on_write = pull
    assert failed(till).code == "unplugged"
    till.driver.close()
    assert till.journal.__class__ is CashJournal
    till.wire.pulled, till.wire.on_write = False, lambda data: data
    till.time.at += 2
    till.driver.open()
    assert isinstance(till.driver.poll(), Ready)
    assert till.journal.credited_fen(SESSION) == 10000
    assert pieces(till) == ([10000], [])


def test_the_program_ends_with_a_note_in_escrow(till: MemoryTill) -> None:
    """The next start returns it; nothing is credited."""

    class Ended(BaseException):
        pass

    def end() -> None:
        raise Ended

    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(NoteEscrowed, end)
    with pytest.raises(Ended):
        till.accept()
    till.restart()
    till.driver.poll()
    assert pieces(till) == ([], [10000])
    assert [line.state for line in till.journal.lines_of(SESSION)] == [NoteState.RETURNED]
    assert not till.bill.accepting


class FullDisk(CashJournal):
    """A journal that cannot write any more at some point."""

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        super().__init__(path, now=now)
        self.fails = ""

    def enter(self, device: str, buffer: object, posting: Posting) -> None:
        states = {line.state for line in posting.lines}
        if self.fails in states or self.fails == "enter":
            raise CashJournalError("SQLITE_FULL")
        super().enter(device, buffer, posting)  # type: ignore[arg-type]

    def route_sent(self, note_id: int) -> None:
        if self.fails == "route_sent":
            raise CashJournalError("SQLITE_FULL")
        super().route_sent(note_id)


@pytest.mark.parametrize("fails", ["escrow", "route_sent"])
def test_the_journal_cannot_be_written_before_the_order(tmp_path: Path, fails: str) -> None:
    """The note goes back: no money without a row."""
    till = MemoryTill(tmp_path)
    journal = FullDisk(tmp_path / "cash.sqlite", now=till.journal._now)
    till.journal = journal
    till.driver = till.new_driver(journal)
    till.driver.open()
    till.when(AwaitingCash, then(lambda: setattr(journal, "fails", fails), lambda: till.bill.insert(6)))
    error = failed(till)
    assert (error.code, error.action) == ("cash_journal_failed", StaffAction.CALL_SERVICE)
    till.time.at += 5
    till.bill.tick()
    assert pieces(till) == ([], [10000])
    assert not till.bill.accepting
    journal.fails = ""
    assert isinstance(till.driver.poll(), Ready)
    assert till.journal.credited_fen(SESSION) == 0
    till.close()


def test_the_journal_cannot_be_written_when_the_note_is_stacked(tmp_path: Path) -> None:
    """The event is new again when it can be, and credited then."""
    till = MemoryTill(tmp_path)
    journal = FullDisk(tmp_path / "cash.sqlite", now=till.journal._now)
    till.journal = journal
    till.driver = till.new_driver(journal)
    till.driver.open()
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    till.when(NoteEscrowed, lambda: setattr(journal, "fails", "stacked"))
    assert failed(till).code == "cash_journal_failed"
    assert (pieces(till), journal.credited_fen(SESSION)) == (([10000], []), 0)
    journal.fails = ""
    till.driver.poll()
    assert journal.credited_fen(SESSION) == 10000
    till.close()


def test_the_validator_is_exchanged(till: MemoryTill) -> None:
    """Another serial number: the open note is for a person, and the new one begins at its own place."""
    till.when(AwaitingCash, lambda: till.bill.insert(6))

    def exchange() -> None:
        till.wire.pulled = True

    till.when(NoteEscrowed, exchange)
    failed(till)
    till.driver.close()
    till.bill.power_up()
    till.bill.serial_number = 777
    till.bill.jump(3)
    till.wire.pulled = False
    till.driver.open()
    assert isinstance(till.driver.poll(), Ready)
    assert [line.cause for line in till.journal.listed().notes] == [Cause.EXCHANGED]
    till.when(AwaitingCash, lambda: till.bill.insert(6))
    assert till.accept().credited_fen == 10000


def test_a_restart_that_leaves_the_same_counter_is_listed(till: MemoryTill) -> None:
    """Counter 0 before and after, but the types that we had set are gone: what it took meanwhile is unknown."""
    till.when(AwaitingCash, till.bill.power_up)
    assert till.accept(timeout_s=3).credited_fen == 0
    assert [loss.events for loss in till.journal.listed().losses] == [None]


def test_an_observer_takes_no_money_and_changes_nothing(till: MemoryTill) -> None:
    """For the doctor: without a journal the device is only looked at."""
    till.driver.close()
    driver = till.new_driver(None)
    driver.open()
    till.bill.requests.clear()
    assert isinstance(driver.poll(), Ready)
    till.bill.jam()
    assert driver.poll() == OutOfOrder(Trouble.JAM_IN_TRANSPORT)
    with pytest.raises(CashJournalError):
        driver.run(Accept(SESSION, 100), till.context())
    driver.close()
    changing = {Header.SET_MASTER_INHIBIT, Header.SET_INHIBIT, Header.OPERATING_MODE, Header.RESET, Header.ROUTE_BILL}
    assert not changing & set(till.bill.requests)


def test_a_note_in_escrow_without_a_session(till: MemoryTill) -> None:
    """A device that takes a note though it is inhibited has to give it back."""

    def push() -> None:
        till.bill._accepting, till.bill._mask, till.bill._mode = True, 0xFFFF, 3
        till.bill.insert(6)

    till.driver.poll()
    push()
    assert isinstance(till.driver.poll(), Ready)
    assert (pieces(till), till.bill.accepting) == (([], [10000]), False)
    push()
    assert till.driver.run(ReturnEscrow(), till.context()) == EscrowCleared(returned=True)
    assert pieces(till) == ([], [10000, 10000])
    till.bill.faults.route_fails = True
    push()
    assert isinstance(till.driver.poll(), Ready)
    assert [line.cause for line in till.journal.listed().notes] == [Cause.NO_EVENT]


def test_opening_fails_and_leaves_nothing_open(till: MemoryTill) -> None:
    """The journal is closed again when the port is not there."""
    till.driver.close()
    till.wire.pulled = True
    with pytest.raises(DeviceError):
        till.driver.open()
    with pytest.raises(CashJournalError, match="closed"):
        till.journal.listed()


def test_a_note_is_rejected_and_another_is_credited_in_one_look(till: MemoryTill) -> None:
    """What is shown follows the order of the device."""
    till.when(AwaitingCash, then(till.bill.refuse, lambda: till.bill.insert(6)))
    till.accept()
    assert till.progress.index(CashRejected(Reject.NOT_RECOGNISED)) < till.progress.index(CashStacked(10000))
