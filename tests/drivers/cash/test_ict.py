"""ICT bill acceptors behind the same interface: the same answers, and the weaker guarantee said openly."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from drivers.cash.accepting import CashRules
from drivers.cash.cctalk_codec import EventBuffer, Route, RouteAnswer
from drivers.cash.driver import CashDriver
from drivers.cash.events import Fraud, Trouble
from drivers.cash.ict_codec import HostByte
from drivers.cash.ict_unit import IctBillAcceptor
from drivers.cash.journal import CashJournal
from drivers.cash.model import (
    Accept,
    Accepted,
    AcceptEnd,
    AwaitingCash,
    CashInfo,
    CashRejected,
    CashSessionId,
    FraudAlarm,
    Guarantee,
    NoteEscrowed,
    NoteReturned,
    OutOfOrder,
    ReadInfo,
    Ready,
)
from drivers.cash.posting import Cause, NoteState
from drivers.cash.simulator.ict_core import AMOUNTS_FEN, IctCore
from drivers.commands import LiveContext
from drivers.transport.errors import NoReplyError, UnpluggedError
from drivers.vocabulary import DeviceError
from tests.drivers.cash.till import ACCEPTED_FEN, NOW, SESSION, MemoryTime, then

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))


class IctWire:
    """A line in memory."""

    def __init__(self, time: MemoryTime) -> None:
        self.core = IctCore(self._arrive)
        self.is_open = False
        self.pulled = self.silent = False
        self._time = time
        self._waiting = bytearray()

    def open(self) -> None:
        """Plug in; what was said before is gone."""
        self._waiting.clear()

    def close(self) -> None:
        """Unplug."""

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly so many bytes, or time passes until the deadline."""
        self._check()
        if len(self._waiting) < size:
            self._time.at = max(self._time.at, deadline)
            raise NoReplyError
        return self._take(size)

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What is there."""
        self._check()
        return self._take(max_size)

    def write(self, data: bytes) -> None:
        """Hand it to the device."""
        self._check()
        self.core.receive(data)

    def flush_input(self) -> None:
        """Forget what is there."""
        self._waiting.clear()

    def noise(self, data: bytes) -> None:
        """Bytes that nobody has sent."""
        self._waiting += data

    def _arrive(self, data: bytes) -> None:
        if not self.silent:
            self._waiting += data

    def _take(self, size: int) -> bytes:
        data = bytes(self._waiting[:size])
        del self._waiting[:size]
        return data

    def _check(self) -> None:
        if self.pulled:
            raise UnpluggedError


class IctTill:
    """A driver, its journal and its device."""

    def __init__(self, folder: Path) -> None:
        self.time = MemoryTime()
        self.wire = IctWire(self.time)
        self.core = self.wire.core
        self.journal = CashJournal(folder / "cash.sqlite", now=lambda: NOW)
        self.progress: list[object] = []
        self.hands: dict[type[object], list[Callable[[], object]]] = {}
        self.driver = self.new_driver()

    def new_driver(self) -> CashDriver:
        """As after a start of the program."""
        self.unit = IctBillAcceptor(self.wire, self.time, AMOUNTS_FEN)
        return CashDriver(self.wire, [self.unit], self.journal, CashRules(ACCEPTED_FEN), timebase=self.time)

    def when(self, kind: type[object], act: Callable[[], object]) -> None:
        """The next time that the driver shows such a value, do that."""
        self.hands.setdefault(kind, []).append(act)

    def accept(self, amount_fen: int | None = 10000, timeout_s: float = 60.0) -> Accepted:
        """Run an ``Accept``."""
        context = LiveContext(timebase=self.time, timeout_s=timeout_s, on_progress=self._show)
        result = self.driver.run(Accept(SESSION, amount_fen), context)
        assert isinstance(result, Accepted)
        return result

    def fault(self) -> str:
        """How an ``Accept`` fails."""
        with pytest.raises(DeviceError) as caught:
            self.accept()
        return caught.value.code

    def _show(self, value: object) -> None:
        self.progress.append(value)
        waiting = self.hands.get(type(value))
        if waiting:
            waiting.pop(0)()


@pytest.fixture
def till(tmp_path: Path) -> Iterator[IctTill]:
    made = IctTill(tmp_path)
    made.driver.open()
    yield made
    made.driver.close()


def test_two_notes_make_the_amount(till: IctTill) -> None:
    """Escrow, accept, stacked, credit; then it takes no more."""
    for _ in range(2):
        till.when(AwaitingCash, lambda: till.core.insert(5))
    result = till.accept()
    assert (result.end, result.credited_fen) == (AcceptEnd.AMOUNT_REACHED, 10000)
    assert till.core.vault.stacked_fen == 10000
    assert not till.core.accepting


def test_the_row_is_written_before_the_order(till: IctTill) -> None:
    """As with every family."""
    seen: list[NoteState] = []
    receive = till.core.receive

    def watch(data: bytes) -> None:
        if data == bytes([HostByte.ACCEPT]):
            seen.extend(line.state for line in till.journal.lines_of(SESSION))
        receive(data)

    till.core.receive = watch  # type: ignore[method-assign]
    till.when(AwaitingCash, lambda: till.core.insert(6))
    till.accept()
    assert seen == [NoteState.ROUTE_SENT]


def test_its_weaker_guarantee_is_a_capability(till: IctTill) -> None:
    """No counter: what happened while nobody listened is unknown; the amounts are settings."""
    info = till.driver.run(ReadInfo(), LiveContext(timebase=till.time, timeout_s=5))
    assert isinstance(info, CashInfo)
    (unit,) = info.units
    assert unit.capabilities.guarantee is Guarantee.NOTHING_KEPT
    assert not unit.capabilities.inhibits_by_type
    assert unit.denominations[5] == ("type 6", 10000)
    assert till.unit.buffer() == EventBuffer(0, ())
    assert till.unit.history(EventBuffer(0, ())) == ()


def test_a_note_that_is_too_much_goes_back(till: IctTill) -> None:
    """The family has no choice of types on the line: it is decided in escrow."""
    till.when(AwaitingCash, lambda: till.core.insert(6))
    till.when(NoteReturned, lambda: till.core.insert(3))
    assert till.accept(1000).credited_fen == 1000
    assert [piece.amount_fen for piece in till.core.vault.given_back] == [10000]


@pytest.mark.expects_log_warnings
def test_silence_after_the_order(till: IctTill) -> None:
    """Unknown for ever from data alone: for a person, and not credited."""
    till.core.faults.silent_after_accept = True
    till.when(AwaitingCash, lambda: till.core.insert(6))
    assert till.fault() == "cash_result_unknown"
    (line,) = till.journal.listed().notes
    assert (line.amount_fen, line.cause) == (10000, Cause.NO_EVENT)
    assert till.journal.credited_fen(SESSION) == 0


def test_a_note_that_could_not_be_stacked(till: IctTill) -> None:
    """It comes back, and the next one may be taken."""
    till.core.faults.fails_to_stack = True
    till.when(AwaitingCash, lambda: till.core.insert(6))
    till.when(
        NoteReturned, then(lambda: setattr(till.core.faults, "fails_to_stack", False), lambda: till.core.insert(6))
    )
    assert till.accept().credited_fen == 10000
    assert len(till.core.vault.given_back) == 1


def test_noise_that_looks_like_money(till: IctTill) -> None:
    """``10`` without an order of ours is ignored."""
    till.when(AwaitingCash, lambda: till.wire.noise(b"\x10\x10"))
    assert till.accept(timeout_s=3).credited_fen == 0
    assert till.journal.lines_of(SESSION) == ()


@pytest.mark.expects_log_warnings
def test_power_lost_with_a_note_in_escrow(till: IctTill) -> None:
    """It is greeted within its time, and the note is for a person."""
    till.when(AwaitingCash, then(lambda: till.core.insert(6), till.core.power_up))
    assert till.fault() == "cash_device_restarted"
    assert [line.cause for line in till.journal.listed().notes] == [Cause.RESTARTED]
    assert isinstance(till.driver.poll(), Ready)
    till.when(AwaitingCash, lambda: till.core.insert(6))
    assert till.accept().credited_fen == 10000


@pytest.mark.expects_log_warnings
def test_the_program_ends_with_a_note_on_its_way(till: IctTill) -> None:
    """The next start cannot ask: the note and the time that nobody watched are listed."""

    class Ended(BaseException):
        pass

    def end() -> None:
        raise Ended

    till.when(AwaitingCash, lambda: till.core.insert(6))
    till.when(NoteEscrowed, end)
    with pytest.raises(Ended):
        till.accept()
    till.journal.close()
    till.driver = till.new_driver()
    till.driver.open()
    till.driver.poll()
    assert [line.cause for line in till.journal.listed().notes] == [Cause.NO_EVENT]
    assert [loss.events for loss in till.journal.listed().losses] == [None]
    assert not till.core.accepting


def test_troubles_and_their_end(till: IctTill) -> None:
    """Told in a session, seen while idle, over when it says so."""
    till.when(AwaitingCash, till.core.jam)
    assert till.fault() == "cash_jam"
    assert till.driver.poll() == OutOfOrder(Trouble.JAM_IN_TRANSPORT)
    till.core.mended()
    till.driver.poll()
    assert isinstance(till.driver.poll(), Ready)
    till.core.take_stacker()
    till.driver.poll()
    assert till.driver.poll() == OutOfOrder(Trouble.STACKER_REMOVED)
    till.core.faults.error = 0
    till.driver.poll()
    assert isinstance(till.driver.poll(), Ready)


@pytest.mark.expects_log_warnings
def test_refused_notes_and_fishing(till: IctTill) -> None:
    """The first is shown, the second ends the session."""
    till.when(AwaitingCash, till.core.refuse)
    till.when(CashRejected, till.core.fraud)
    with pytest.raises(DeviceError) as caught:
        till.accept()
    assert caught.value.code == "cash_fraud_suspected"
    assert till.driver.poll() == FraudAlarm(Fraud.STRING)


def test_a_device_that_says_nothing(till: IctTill) -> None:
    """No reply, at the start and while idle."""
    till.wire.silent = True
    with pytest.raises(NoReplyError):
        till.driver.poll()
    till.wire.silent = False
    till.driver.poll()
    till.wire.silent = True
    with pytest.raises(NoReplyError):
        till.driver.poll()


def test_orders_without_a_note(till: IctTill) -> None:
    """Nothing is sent where nothing is in escrow; a note in escrow may be held."""
    till.driver.poll()
    assert till.unit.route(Route.STACK) is RouteAnswer.EMPTY
    till.unit.allow()
    till.core.insert(1)
    assert till.unit.look(EventBuffer(0, ()))[1].events
    assert till.unit.route(Route.HOLD) is RouteAnswer.TAKEN
    assert till.core.heard[-1] == HostByte.HOLD


@pytest.mark.expects_log_warnings
def test_random_lives_never_credit_more_than_is_in_the_box(quick_folder: Path) -> None:
    """Notes, power cuts, silence and refusals in any order; what is missing is listed."""
    for seed in range(15 * PROVE):
        rng = random.Random(seed)
        folder = quick_folder / str(seed)
        folder.mkdir()
        till = IctTill(folder)
        till.driver.open()

        def hands(_now: float, till: IctTill = till, rng: random.Random = rng) -> None:
            match rng.randrange(30):
                case 0:
                    till.core.power_up()
                case 1:
                    till.core.faults.silent_after_accept = rng.random() < 0.3
                case 2:
                    till.core.escrow_times_out()
                case 3:
                    till.core.faults.fails_to_stack = rng.random() < 0.3
                case n if n < 12:
                    till.core.insert(rng.randrange(1, 7))
                case _:
                    pass

        till.time.on_wait = hands
        for number in range(6):
            context = LiveContext(timebase=till.time, timeout_s=8)
            try:
                till.driver.run(Accept(CashSessionId(f"order-{number}"), None), context)
            except DeviceError:
                till.time.at += 1
        credited = sum(till.journal.credited_fen(f"order-{number}") for number in range(6))
        listed = sum(line.amount_fen for line in till.journal.listed().notes)
        assert credited <= till.core.vault.stacked_fen <= credited + listed or till.journal.listed().losses
        assert credited <= till.core.vault.stacked_fen
        till.driver.close()
