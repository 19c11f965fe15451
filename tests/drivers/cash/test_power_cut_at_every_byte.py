"""The power goes at every byte of a session, on the line and in the journal: what is credited is what is in the box.

A session with two notes is played once. Wherever the power could go, what is there then is kept: the journal's files
and the validator as it is. From each such moment it is cut at every byte: of what goes to the validator, or of the
journal's write-ahead log, of which a part is on the disk; then everything starts again from there. The truth is the
simulator's own record of what was physically stacked. The validator keeps its power (its events tell what happened),
or loses it too.

A driver knows a journal by what it reads there. So of every place in a commit it is read what is kept, and from each
that differs the program comes back. A push tries some of the places, ``tools/prove`` every one.
"""

from __future__ import annotations

import copy
import os
import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest

from drivers.cash.cctalk_codec import EventBuffer
from drivers.cash.journal import CashJournal
from drivers.cash.model import Accept, AwaitingCash, CashSessionId, UnitKind
from drivers.cash.posting import OPEN, NoteState, Posting
from drivers.cash.simulator.bill_core import BILL_NAMES
from tests.drivers.cash.till import NOW, MemoryTill, MemoryWire

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
FIFTY = next(kind for kind, name in enumerate(BILL_NAMES, 1) if "0050" in name)
SESSION = CashSessionId("order-1")
PLACES = 60
"""How many are tried a push, of the line and of each commit."""
Place = TypeVar("Place")

pytestmark = [pytest.mark.expects_log_warnings, pytest.mark.timeout(7200 if PROVE > 1 else 120)]


@dataclass(frozen=True)
class Moment:
    """What is there when the power goes: the validator, the journal's file and its write-ahead log.

    Attributes:
        begun: where in the log the last commit begins.
        sent: what was about to go to the validator.
    """

    wire: MemoryWire
    file: bytes
    log: bytes
    begun: int = 0
    sent: bytes = b""


class KeptJournal(CashJournal):
    """A journal that tells where each of its commits lies in the write-ahead log."""

    def __init__(self, path: Path, on_commit: Callable[[int], None]) -> None:
        super().__init__(path, now=lambda: NOW)
        self._path, self._on_commit = path, on_commit

    def open(self) -> None:
        with self._commit():
            super().open()

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
    def log(self) -> Path:
        return Path(f"{self._path}-wal")

    @contextmanager
    def _commit(self) -> Iterator[None]:
        before = self.log.stat().st_size if self.log.exists() else 0
        yield
        if self.log.stat().st_size != before:
            self._on_commit(before)


@dataclass
class Played:
    """A session with two notes, whole, and every moment in it."""

    folder: Path

    def __post_init__(self) -> None:
        self.commits: list[Moment] = []
        self.writes: list[Moment] = []
        till = MemoryTill(self.folder)
        self._file = self.folder / "cash.sqlite"
        till.journal = KeptJournal(self._file, lambda begun: self.commits.append(self._moment(till, begun=begun)))
        till.driver = till.new_driver(till.journal)

        def keep(data: bytes) -> bytes:
            self.writes.append(self._moment(till, sent=data))
            return data

        till.wire.on_write = keep
        till.when(AwaitingCash, lambda: till.bill.insert(FIFTY), times=2)
        till.driver.open()
        till.accept(Accept(SESSION, 10_000), timeout_s=20)
        assert till.journal.credited_fen(SESSION) == 10_000
        self.writes.append(self._moment(till))
        till.close()

    def _moment(self, till: MemoryTill, *, begun: int = 0, sent: bytes = b"") -> Moment:
        heard, till.bill.requests = till.bill.requests, []
        on_write, till.wire.on_write = till.wire.on_write, _carry
        wire = copy.deepcopy(till.wire)
        till.bill.requests, till.wire.on_write = heard, on_write
        return Moment(wire, self._file.read_bytes(), Path(f"{self._file}-wal").read_bytes(), begun, sent)


def _carry(data: bytes) -> bytes:
    return data


@dataclass(frozen=True)
class Kept:
    """All that a driver finds in a journal after the power came back: two that are equal lead to the same."""

    version: int
    rows: tuple[tuple[object, ...], ...]

    @classmethod
    def of(cls, moment: Moment, folder: Path, log_bytes: int) -> Kept:
        """Read it with so much of the log on the disk, write something, and find both again."""
        file = lay(moment, folder, log_bytes)
        with closing(sqlite3.connect(file, isolation_level=None)) as journal:
            kept = cls._read(journal)
            journal.execute("CREATE TABLE written_later (number)")
        with closing(sqlite3.connect(file, isolation_level=None)) as journal:
            journal.execute("DROP TABLE written_later")
            assert cls._read(journal) == kept
        return kept

    @classmethod
    def _read(cls, journal: sqlite3.Connection) -> Kept:
        (version,) = journal.execute("PRAGMA user_version").fetchone()
        tables = [name for (name,) in journal.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [(table, *row) for table in tables for row in journal.execute(f"SELECT * FROM {table}")]
        return cls(version, tuple(rows))


def lay(moment: Moment, folder: Path, log_bytes: int) -> Path:
    """Lay the journal of that moment on the disk, with so much of its log; gives its file."""
    file = folder / "cash.sqlite"
    file.write_bytes(moment.file)
    Path(f"{file}-wal").write_bytes(moment.log[:log_bytes])
    return file


def come_back(moment: Moment, folder: Path, *, log_bytes: int, sent_bytes: int = 0, device_too: bool) -> str:
    """The power went at that moment and is there again; compare the journal with the box.

    Args:
        moment: what was there.
        folder: where the journal lies then.
        log_bytes: how much of the log is on the disk.
        sent_bytes: how much of what was sent reached the validator; nobody read its answer.
        device_too: whether the validator lost its power too.

    Returns:
        What is so.
    """
    lay(moment, folder, log_bytes)
    till = MemoryTill(folder, wire=copy.deepcopy(moment.wire))
    till.wire.write(moment.sent[:sent_bytes])
    till.wire.close()
    till.time.at += 5.0
    till.bill.tick()
    if device_too:
        till.bill.power_up()
    till.driver.open()
    till.driver.poll()
    till.time.at += 5.0
    till.driver.poll()
    try:
        return check(till, device_too=device_too)
    except AssertionError as error:
        error.add_note(f"{log_bytes} of {len(moment.log)} bytes in the log, {sent_bytes} of {len(moment.sent)} sent")
        raise
    finally:
        till.close()


def check(till: MemoryTill, *, device_too: bool) -> str:
    """Compare the journal with the box; return what is so."""
    lines = [line for session in (SESSION, "") for line in till.journal.lines_of(session)]
    stacked = Counter(piece.amount_fen for piece in till.vault.stacked)
    credited = Counter(line.amount_fen for line in lines if line.state is NoteState.STACKED)
    listed = Counter(line.amount_fen for line in lines if line.state is NoteState.UNKNOWN)
    seen = Counter(line.amount_fen for line in lines if line.stacked_event is not None)
    assert not [line for line in lines if line.state in OPEN]
    if device_too:
        # What it forgot is listed or nowhere: never credited twice, never credited and not there.
        assert not credited - stacked
        assert not stacked - (credited + listed) or till.journal.listed().losses
    else:
        assert seen == stacked
        assert till.journal.credited_fen(SESSION) == sum(credited.elements())
    return f"{stacked.total()} stacked, {credited.total()} credited, {listed.total()} listed"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The session that is cut."""
    return Played(tmp_path_factory.mktemp("played"))


@pytest.mark.parametrize("device_too", [False, True], ids=["validator-keeps-power", "all-power-gone"])
def test_the_power_goes_at_every_byte_on_the_line(played: Played, quick_folder: Path, device_too: bool) -> None:
    """After each byte that the validator gets."""
    places = [(moment, count) for moment in played.writes for count in range(len(moment.sent) + 1)]
    outcomes = {
        come_back(moment, quick_folder, log_bytes=len(moment.log), sent_bytes=count, device_too=device_too)
        for moment, count in chosen(places)
    }
    assert len(outcomes) >= 2


def test_the_power_goes_at_every_byte_of_every_commit(played: Played, quick_folder: Path) -> None:
    """What a commit has written by then is all of it or nothing, it can be written on, and the box says the same."""
    outcomes = set()
    for moment in played.commits:
        before, after = (Kept.of(moment, quick_folder, size) for size in (moment.begun, len(moment.log)))
        assert before != after
        found: dict[Kept, int] = {}
        for size in chosen(range(moment.begun, len(moment.log) + 1)):
            found.setdefault(Kept.of(moment, quick_folder, size), size)
        assert found.keys() == {before, after}
        outcomes |= {
            come_back(moment, quick_folder, log_bytes=size, device_too=device_too)
            for size in found.values()
            for device_too in (False, True)
        }
    assert len(outcomes) >= 2


def chosen(places: Sequence[Place]) -> Sequence[Place]:
    """Every place in the long proof; else so many of them, with the first and the last."""
    if PROVE > 1 or len(places) <= PLACES:
        return places
    return [places[0], *random.sample(places[1:-1], PLACES - 2), places[-1]]
