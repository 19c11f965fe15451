"""A disk that fails at the n-th write, sync, cut or rename, for every n, of the database and of the sealed pages.

Once or from then on, full or broken: the error is typed, the change is there as a whole or not at all, and what is
asked again afterwards is done once.
"""

from __future__ import annotations

import contextlib
import errno
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from config.domain.identifiers import EntryId
from offline_queue.core import OutboxCore
from offline_queue.errors import CommitUnknownError, StorageError
from offline_queue.filesystem import OsFs
from offline_queue.model import EntryState
from tests.offline_queue.build import HallSide, ManualClock, enrol_directly
from tests.offline_queue.crash.disk import Log
from tests.offline_queue.crash.recorded import Fault, RecordedFs, RecordedVfs, recorded_connection
from tests.offline_queue.crash.workload import Found, _compare_bytes, enqueue, open_core, snapshot

OLD, SENT, NEW, DONE = (EntryId(f"{n}1111111-1111-4111-8111-111111111111") for n in range(1, 5))
Shape = dict[EntryId, tuple[Any, ...]]


def shape(core: OutboxCore) -> Shape:
    """The ledger without the ids that are drawn anew at each try."""
    there = snapshot(core.ledger.usable())
    return {entry_id: (*row[:-1], [part[1] for part in row[-1]]) for entry_id, row in there.items()}


def advance(core: OutboxCore) -> None:
    part = core.ledger.store.attachments(core.ledger.store.entry(SENT))[0]
    core.advance(part.attachment_id, 10)


OPERATIONS: dict[str, Callable[[OutboxCore], object]] = {
    "enqueue": lambda core: enqueue(core, 0, random.Random(1), NEW),
    "enqueue with pages": lambda core: enqueue(core, 2, random.Random(1), NEW),
    "attempt": lambda core: core.begin_attempt(OLD),
    "register": lambda core: core.register(OLD, "C-1", []),
    "advance": advance,
    "deliver": lambda core: core.deliver(SENT, "C-2", []),
    "hold": lambda core: core.change_state(OLD, EntryState.HELD, "staff"),
    "defer": lambda core: core.defer(OLD, 5.0, fault=True),
    "write back": lambda core: core.rest(idle=True),
    "purge": lambda core: core.housekeeping.purge(-1.0, limit=1),
}
ERRORS = [(errno.ENOSPC, False), (errno.ENOSPC, True), (errno.EIO, False), (errno.EIO, True)]


@dataclass
class Failing:
    """A core over a disk that fails on demand."""

    folder: Path

    def __post_init__(self) -> None:
        self.fault = Fault()
        log = Log(self.folder)
        self._vfs, self._fs = RecordedVfs(log, self.fault), RecordedFs(log, self.fault)

    def open(self) -> OutboxCore:
        return open_core(self.folder, ManualClock(), self._fs, lambda path: recorded_connection(path, self._vfs))


@pytest.fixture
def template(fast: Path) -> Path:
    """Entries that wait, are sent in part and are delivered, written back in part."""
    folder = fast / "template"
    enrol_directly(folder, HallSide())
    core = open_core(folder, ManualClock(), OsFs())
    rng = random.Random(1)
    for entry_id in (OLD, SENT, DONE):
        enqueue(core, 2, rng, entry_id)
        core.rest(idle=True)
    core.register(SENT, "C-2", [])
    core.deliver(DONE, "C-3", [])
    core.close()
    return folder


def check_again_by_the_product(folder: Path, expected: Shape) -> None:
    """Opened by the standard library's SQLite: the same ledger, whole."""
    core = open_core(folder, ManualClock(), OsFs())
    try:
        found = Found()
        assert core.ledger.store._db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert shape(core) == expected
        _compare_bytes(core, "afterwards", found)
        assert (found.lost, found.corrupt) == ([], [])
        assert not (folder / "set_aside").exists()
    finally:
        core.close()


def outcome(template: Path, folder: Path, call: Callable[[OutboxCore], object]) -> tuple[Shape, Shape]:
    """The ledger before and after a call that nothing disturbs."""
    shutil.copytree(template, folder)
    core = open_core(folder, ManualClock(), OsFs())
    core.begin_attempt(OLD)
    before = shape(core)
    call(core)
    after = shape(core)
    core.close()
    return before, after


@pytest.mark.parametrize(("code", "for_good"), ERRORS)
@pytest.mark.parametrize("name", list(OPERATIONS))
def test_every_change_of_an_operation_fails(template: Path, fast: Path, name: str, code: int, for_good: bool) -> None:
    """A typed error, all or nothing, and the same call again gives the whole once."""
    call = OPERATIONS[name]
    before, after = outcome(template, fast / "undisturbed", call)
    hits: set[str] = set()
    number = 0
    while True:
        folder = fast / f"{number}"
        shutil.copytree(template, folder)
        failing = Failing(folder)
        core = failing.open()
        core.begin_attempt(OLD)  # so that the log holds something
        failing.fault.arm(number, code, for_good=for_good)
        unknown = failed = False
        try:
            call(core)
        except StorageError as error:
            failed, unknown = True, isinstance(error, CommitUnknownError)
        hit = failing.fault.has_hit
        hits.update(failing.fault.hits)
        failing.fault.arm(None)
        there = shape(core)
        assert there in (before, after)
        assert unknown or there == (before if failed else after)
        if failed:
            call(core)
        assert shape(core) == after
        core.close()
        check_again_by_the_product(folder, after)
        shutil.rmtree(folder)
        if not hit:
            break
        number += 1
    assert number >= 2
    assert any("sync" in what for what in hits)
    assert any("write" in what for what in hits)


@pytest.mark.parametrize(("code", "for_good"), ERRORS)
@pytest.mark.parametrize("first", [True, False])
def test_every_change_of_an_opening_fails(template: Path, fast: Path, code: int, for_good: bool, first: bool) -> None:
    """Opening fails typed or succeeds; the next one, on a sound disk, opens what was there and takes entries in."""
    if first:
        template = fast / "enrolled"
        enrol_directly(template, HallSide())
    number = 0
    while True:
        folder = fast / f"{number}"
        shutil.copytree(template, folder)
        failing = Failing(folder)
        failing.fault.arm(number, code, for_good=for_good)
        opened = None
        with contextlib.suppress(StorageError):
            opened = failing.open()
        hit = failing.fault.has_hit
        failing.fault.arm(None)
        core = opened or failing.open()
        enqueue(core, 1, random.Random(1), NEW)
        expected = shape(core)
        assert set(expected) == ({NEW} if first else {OLD, SENT, DONE, NEW})
        core.close()
        check_again_by_the_product(folder, expected)
        shutil.rmtree(folder)
        if not hit:
            break
        number += 1
    assert number >= (10 if first else 2)
