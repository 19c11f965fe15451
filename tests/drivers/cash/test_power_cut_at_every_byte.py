"""The power goes at every byte of a session, on the line and in the journal: what is credited is what is in the box.

A session with two notes is played again and again and ends at another byte each time: of what goes to the validator,
or of a commit of the journal, whose write-ahead log then has a part of it. The truth is the simulator's own record of
what was physically stacked. The validator keeps its power (its events tell what happened), or loses it too.
"""

from __future__ import annotations

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from drivers.cash.cctalk_codec import EventBuffer
from drivers.cash.journal import CashJournal
from drivers.cash.model import Accept, AwaitingCash, CashSessionId, UnitKind
from drivers.cash.posting import OPEN, NoteState, Posting
from drivers.cash.simulator.bill_core import BILL_NAMES
from tests.drivers.cash.misfortune import Killed
from tests.drivers.cash.till import NOW, MemoryTill

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
FIFTY = next(kind for kind, name in enumerate(BILL_NAMES, 1) if "0050" in name)
SESSION = CashSessionId("order-1")

pytestmark = [pytest.mark.expects_log_warnings, pytest.mark.timeout(7200 if PROVE > 1 else 120)]


class TornJournal(CashJournal):
    """A journal whose machine loses its power in one of its commits; ``torn`` has what is on the disk then."""

    def __init__(
        self, path: Path, last: int = 0, cut: Callable[[int, int], int] = lambda _before, after: after
    ) -> None:
        super().__init__(path, now=lambda: NOW)
        self.commits = 0
        self.sizes: list[tuple[int, int]] = []
        self.torn: Path | None = None
        self._path, self._last, self._cut = path, last, cut

    def meet(self, device: str, unit: UnitKind, buffer: EventBuffer) -> None:
        with self._commit():
            super().meet(device, unit, buffer)

    def enter(self, device: str, buffer: EventBuffer, posting: Posting) -> None:
        with self._commit():
            super().enter(device, buffer, posting)

    def route_sent(self, note_id: int) -> None:
        with self._commit():
            super().route_sent(note_id)

    def accepting(self, device: str, *, on: bool) -> None:
        with self._commit():
            super().accepting(device, on=on)

    @property
    def _log(self) -> Path:
        return Path(f"{self._path}-wal")

    @contextmanager
    def _commit(self) -> Iterator[None]:
        before = self._log.stat().st_size if self._log.exists() else 0
        yield
        after = self._log.stat().st_size
        self.commits += 1
        self.sizes.append((before, after))
        if self.commits == self._last:
            self.torn = self._path.with_name("torn.sqlite")
            shutil.copy(self._path, self.torn)
            whole = self._log.read_bytes()
            Path(f"{self.torn}-wal").write_bytes(whole[: self._cut(before, after)])
            raise Killed


def play(till: MemoryTill) -> bool:
    """Take two notes of fifty; whether the program lived to the end."""
    till.when(AwaitingCash, lambda: till.bill.insert(FIFTY), times=2)
    try:
        till.driver.open()
        till.accept(Accept(SESSION, 10_000), timeout_s=20)
    except Killed:
        return False
    return True


def come_back(till: MemoryTill, journal: CashJournal, *, device_too: bool) -> None:
    """The power is there again; the validator had it all the time, or not."""
    till.wire.on_write = lambda data: data
    till.on_progress = lambda _value: None
    till.wire.close()
    till.time.at += 5.0
    till.bill.tick()
    if device_too:
        till.bill.power_up()
    till.journal = journal
    till.driver = till.new_driver(journal)
    till.driver.open()
    till.driver.poll()
    till.time.at += 5.0
    till.driver.poll()


def check(till: MemoryTill, *, device_too: bool, where: object) -> str:
    """Compare the journal with the box; return what is so."""
    lines = [line for session in (SESSION, "") for line in till.journal.lines_of(session)]
    stacked = Counter(piece.amount_fen for piece in till.vault.stacked)
    credited = Counter(line.amount_fen for line in lines if line.state is NoteState.STACKED)
    listed = Counter(line.amount_fen for line in lines if line.state is NoteState.UNKNOWN)
    seen = Counter(line.amount_fen for line in lines if line.stacked_event is not None)
    assert not [line for line in lines if line.state in OPEN], where
    if device_too:
        # What it forgot is listed or nowhere: never credited twice, never credited and not there.
        assert not credited - stacked, where
        assert not stacked - (credited + listed) or till.journal.listed().losses, where
    else:
        assert seen == stacked, where
        assert till.journal.credited_fen(SESSION) == sum(credited.elements()), where
    return f"{stacked.total()} stacked, {credited.total()} credited, {listed.total()} listed"


def chosen(places: list[tuple[int, int]], count: int) -> list[tuple[int, int]]:
    """Every place in the long proof; else so many of them, with the first and the last."""
    if PROVE > 1 or len(places) <= count:
        return places
    return sorted({places[0], places[-1], *random.sample(places, count)})


@pytest.mark.parametrize("device_too", [False, True], ids=["validator-keeps-power", "all-power-gone"])
def test_the_power_goes_at_every_byte_on_the_line(quick_folder: Path, device_too: bool) -> None:
    """After each byte that the validator gets."""
    whole = MemoryTill(quick_folder)
    assert play(whole)
    total = whole.wire.written
    assert whole.journal.credited_fen(SESSION) == 10_000
    whole.close()
    outcomes = set()
    for last, _ in chosen([(place, 0) for place in range(total + 1)], 60):
        folder = quick_folder / f"byte-{last}"
        folder.mkdir()
        till = MemoryTill(folder)
        left = [last]

        def carry(data: bytes, left: list[int] = left, till: MemoryTill = till) -> bytes:
            if left[0] < 0:
                raise Killed
            part = data[: left[0]]
            left[0] -= len(data)
            if left[0] < 0:
                # The device gets a part; the program is gone before it could read an answer.
                for request in till.wire._splitter.feed(part):
                    till.bill.answer(request)
                raise Killed
            return part

        till.wire.on_write = carry
        assert play(till) == (last >= total)
        till.journal.close()
        journal = CashJournal(folder / "cash.sqlite", now=lambda: NOW)
        come_back(till, journal, device_too=device_too)
        outcomes.add(check(till, device_too=device_too, where=last))
        till.close()
        shutil.rmtree(folder)
    assert len(outcomes) >= 2


@pytest.mark.parametrize("device_too", [False, True], ids=["validator-keeps-power", "all-power-gone"])
def test_the_power_goes_at_every_byte_of_every_commit(quick_folder: Path, device_too: bool) -> None:
    """What a commit has written by then is all of it or nothing, and the box says the same."""
    whole = MemoryTill(quick_folder)
    first = TornJournal(quick_folder / "cash.sqlite")
    whole.journal, whole.driver = first, whole.new_driver(first)
    assert play(whole)
    sizes = first.sizes
    whole.close()
    # A commit that goes over an older part of the log is cut where it began or not at all.
    places = [
        (commit, size)
        for commit, (before, after) in enumerate(sizes, 1)
        for size in range(min(before, after), after + 1)
    ]
    outcomes = set()
    for commit, size in chosen(places, 60):
        folder = quick_folder / f"commit-{commit}-{size}"
        folder.mkdir()
        till = MemoryTill(folder)
        till.journal.close()
        mortal = TornJournal(folder / "cash.sqlite", commit, lambda _before, _after, size=size: size)  # type: ignore[misc]
        till.journal, till.driver = mortal, till.new_driver(mortal)
        assert not play(till)
        assert mortal.torn is not None
        mortal.close()
        come_back(till, CashJournal(mortal.torn, now=lambda: NOW), device_too=device_too)
        outcomes.add(check(till, device_too=device_too, where=(commit, size)))
        till.close()
        shutil.rmtree(folder)
    assert len(outcomes) >= 2
