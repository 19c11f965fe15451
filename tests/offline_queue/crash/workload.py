"""A terminal's day on the real core, with what was promised after each step, and the check of a state after a cut."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.domain.identifiers import AttachmentId, EntryId, LookupCode
from offline_queue.core import OutboxCore, Parts
from offline_queue.errors import QueueError
from offline_queue.filesystem import Fs, OsFs
from offline_queue.lookup import MintedCode
from offline_queue.model import AttachmentDraft, EntryState, HoldCause
from offline_queue.outbox import CHINA_TIME
from offline_queue.rows import CodeHash
from offline_queue.store import Store, connect
from offline_queue.wire.entries import digest_of
from tests.offline_queue.build import (
    NO_LIMITS,
    HallSide,
    ManualClock,
    case_draft,
    enrol_directly,
    files_under,
    rating_draft,
)
from tests.offline_queue.crash.disk import Disk, Image, Log, lay_out
from tests.offline_queue.crash.recorded import Fault, RecordedFs, RecordedVfs, recorded_connection

CODE = MintedCode(LookupCode("123456"), CodeHash(b"salt", b"hash"))
"""Its slow hash is not what is proven here."""
Snapshot = dict[EntryId, tuple[Any, ...]]
"""Per entry: state, attempts, faults, hall's number, what is acknowledged of each attachment."""


@dataclass
class Recording:
    """Everything that reached the disk, and what had been promised by then."""

    log: Log
    promises: list[tuple[int, str, Snapshot, str]] = field(default_factory=list)
    """(events so far, what was asked, the ledger as told to the caller, epoch)."""


def snapshot(store: Store) -> Snapshot:
    return {
        entry.entry_id: (
            entry.state,
            entry.attempts,
            entry.faults,
            entry.hall_ref,
            tuple((a.attachment_id, a.acked_bytes, a.digest) for a in store.attachments(entry)),
        )
        for entry in store.entries()
    }


def open_core(data_dir: Path, clock: ManualClock, fs: Fs, connect_to: Callable[[Path], Any] = connect) -> OutboxCore:
    return OutboxCore(data_dir, Parts(clock, secrets.token_bytes, fs, NO_LIMITS, CHINA_TIME, connect_to))


def pages(count: int, rng: random.Random) -> list[AttachmentDraft]:
    return [AttachmentDraft("image/jpeg", rng.randbytes(rng.randrange(1, 3000))) for _ in range(count)]


def enqueue(core: OutboxCore, count: int, rng: random.Random, entry_id: EntryId | None = None) -> EntryId:
    files = pages(count, rng)
    return core.enqueue(case_draft(count), files, code=CODE, entry_id=entry_id, case_id=None).entry_id


class Day:
    """Plays steps on a core and notes each promise."""

    def __init__(self, data_dir: Path, rng: random.Random, synchronous: str = "FULL", fs_of: Any = RecordedFs) -> None:
        enrol_directly(data_dir, HallSide())
        self.data_dir, self.rng, self.clock = data_dir, rng, ManualClock()
        self.recording = Recording(Log(data_dir))
        fault = Fault()
        self.fs = fs_of(self.recording.log, fault)
        self.vfs = RecordedVfs(self.recording.log, fault)
        self._synchronous = synchronous
        self.core: OutboxCore | None = None
        self.do("open", self.open)

    def open(self) -> None:
        self.core = open_core(
            self.data_dir, self.clock, self.fs, lambda path: recorded_connection(path, self.vfs, self._synchronous)
        )

    def close(self) -> None:
        assert self.core is not None
        self.core.close()

    def do(self, what: str, call: Callable[[], object]) -> None:
        call()
        assert self.core is not None
        told = snapshot(self.core.ledger.store) if what != "close" else self.recording.promises[-1][2]
        self.recording.promises.append((len(self.recording.log.events), what, told, self.core.ledger.epoch))

    def any_of(self, *states: EntryState) -> EntryId | None:
        assert self.core is not None
        ids = [entry.entry_id for entry in self.core.ledger.store.entries() if entry.state in states]
        return self.rng.choice(ids) if ids else None

    def step(self, what: str) -> None:  # noqa: C901, PLR0912 - one line for each thing that can be asked
        core, rng = self.core, self.rng
        assert core is not None
        waiting = self.any_of(EntryState.READY)
        sent = self.any_of(EntryState.REGISTERED)
        held = self.any_of(EntryState.HELD)
        match what:
            case "case":
                self.do(what, lambda: enqueue(core, 0, rng))
            case "pages":
                self.do(what, lambda: enqueue(core, rng.randrange(1, 4), rng))
            case "rating":
                self.do(what, lambda: core.enqueue(rating_draft(), (), code=None, entry_id=None, case_id=None))
            case "attempt" if waiting:
                self.do(what, lambda: core.begin_attempt(waiting))
            case "register" if waiting:
                self.do(what, lambda: core.register(waiting, "C-1", []))
            case "advance" if sent:
                parts = core.ledger.store.attachments(core.ledger.store.entry(sent))
                for part in parts[:1]:
                    self.do(what, lambda part=part: core.advance(part.attachment_id, part.sealed_size_bytes // 2))  # type: ignore[misc]
            case "deliver" if sent or waiting:
                self.do(what, lambda: core.deliver(sent or waiting or EntryId(""), None, []))
            case "refuse" if waiting:
                self.do(what, lambda: core.change_state(waiting, EntryState.REFUSED, "not_accepted"))
            case "hold" if waiting:
                self.do(what, lambda: core.change_state(waiting, EntryState.HELD, HoldCause.STAFF.value))
            case "release" if held:
                self.do(what, lambda: core.change_state(held, EntryState.READY, None))
            case "defer" if waiting:
                self.do(what, lambda: core.defer(waiting, 5.0, fault=True))
            case "rest":
                self.do(what, lambda: core.rest(idle=True))
            case "purge":
                self.clock.move(100)
                self.do(what, lambda: core.housekeeping.purge(60, limit=1))
            case "reopen":
                self.do("close", self.close)
                self.do("open", self.open)


_MORNING = [
    "case",
    "pages",
    "attempt",
    "register",
    "rest",
    "pages",
    "advance",
    "deliver",
    "rating",
    "case",
    "hold",
    "defer",
]
_EVENING = [
    "rest",
    "release",
    "deliver",
    "purge",
    "reopen",
    "pages",
    "attempt",
    "deliver",
    "refuse",
    "purge",
    "case",
    "rest",
    "pages",
]
SCRIPT = [*_MORNING, *_EVENING]
STEPS = sorted(set(SCRIPT))


def recorded(data_dir: Path, seed: int, script: list[str], **how: Any) -> Recording:
    """Play a script; return what reached the disk and what was promised."""
    day = Day(data_dir, random.Random(seed), **how)
    for what in script:
        day.step(what)
    day.do("close", day.close)
    return day.recording


@dataclass
class Found:
    """What was wrong with the states after a cut."""

    states: int = 0
    lost: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)


def reopen_all(recording: Recording, folder: Path, rng: random.Random, rounds: int, every: int = 1) -> Found:
    """Cut the power after each event (or every n-th) in several ways; open every different state with the product."""
    found, seen = Found(), set()
    disk = Disk(recording.log)
    for number, event in enumerate([None, *recording.log.events]):
        if event is not None:
            disk.apply(event)
        if number % every:
            continue
        index = max((i for i, promise in enumerate(recording.promises) if promise[0] <= number), default=-1)
        for image in disk.images(rng, rounds):
            key = (index, frozenset((path, hash(content)) for path, content in image.items()))
            if key in seen:
                continue
            seen.add(key)
            found.states += 1
            _reopen(recording, index, image, folder / str(found.states), found, f"event {number} {_kind(event)}")
    return found


def _kind(event: object) -> str:
    return "nothing" if event is None else type(event).__name__


def _reopen(recording: Recording, index: int, image: Image, folder: Path, found: Found, where: str) -> None:
    lay_out(image, folder)
    before: Snapshot = recording.promises[index][2] if index >= 0 else {}
    following = recording.promises[index + 1] if index + 1 < len(recording.promises) else None
    after = before if following is None else following[2]
    where += "" if following is None else f" during {following[1]}"
    try:
        core = open_core(folder, ManualClock(), OsFs())
    except QueueError as error:
        found.corrupt.append(f"{where}: {error!r}")
        return
    try:
        if (folder / "set_aside").exists():
            found.corrupt.append(f"{where}: the database was set aside")
            return
        _compare(core, before, after, where, found)
        if index >= 0 and core.ledger.epoch != recording.promises[index][3]:
            found.lost.append(f"{where}: the epoch is another one")
        if found.states % 25 == 0:
            _use(core, where, found)
    finally:
        core.close()
        shutil.rmtree(folder)


def _use(core: OutboxCore, where: str, found: Found) -> None:
    try:
        enqueue(core, 1, random.Random(1))
    except QueueError as error:
        found.lost.append(f"{where}: the queue takes nothing in: {error!r}")
        return
    if core.status().highest_sequence != len(core.ledger.store.entries()):
        found.corrupt.append(f"{where}: the numbers have a hole")


def _compare(core: OutboxCore, before: Snapshot, after: Snapshot, where: str, found: Found) -> None:
    store = core.ledger.store
    check = store._db.execute("PRAGMA integrity_check").fetchall()
    if check != [("ok",)]:
        found.corrupt.append(f"{where}: {check[:1]}")
        return
    there = snapshot(store)
    for entry_id, was in before.items():
        if entry_id not in there:
            found.lost.append(f"{where}: an entry in state {was[0]} is gone")
        elif there[entry_id] not in {was, after.get(entry_id, was)}:
            found.lost.append(f"{where}: {was} became {there[entry_id]}")
    if not set(there) <= set(before) | set(after):
        found.corrupt.append(f"{where}: an entry that nobody stored")
    _compare_bytes(core, where, found)


def _compare_bytes(core: OutboxCore, where: str, found: Found) -> None:
    store, kept = core.ledger.store, 0
    for entry in store.entries():
        if entry.state is EntryState.PURGED:
            continue
        if digest_of(store.body(entry.sequence)) != entry.digest:
            found.corrupt.append(f"{where}: the body differs")
        for part in store.attachments(entry):
            kept += 1
            if not _is_whole(core, part.attachment_id, part.sealed_size_bytes, part.digest):
                found.lost.append(f"{where}: a page of an entry in state {entry.state} is not whole")
    if len(files_under(core.blobs._folder)) > kept:
        found.corrupt.append(f"{where}: orphans stay")


def _is_whole(core: OutboxCore, attachment_id: AttachmentId, size_bytes: int, digest: str) -> bool:
    try:
        return digest_of(core.blobs.read(attachment_id, 0, size_bytes)) == digest
    except QueueError:
        return False
