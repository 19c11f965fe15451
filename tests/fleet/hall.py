"""The hall's end of the storm: the product's lanes, virtual queue and grouping of commits around a modelled processor.

A process is one core: what it has to do is done one after the other. What each thing costs is a `Speed`.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from hall.database import Database
from hall.errors import ProblemError
from hall.health import WINDOWS_S
from hall.intake import Incoming, Stored
from hall.lanes import chunks_lane, records_lane
from hall.limits import Lane
from hall.settings import HallSettings
from hall.web.entry_routes import USUAL_ENTRY_BYTES
from hall.web.intake_lane import IntakeLane, Outcome
from offline_queue.exchange import Request
from offline_queue.model import Attachment, Entry
from offline_queue.transport import Answer
from offline_queue.wire import routes
from offline_queue.wire.batches import MAX_BATCH_BYTES, MAX_BATCH_ENTRIES, BatchAnswer, RecordResult, split_bodies
from offline_queue.wire.entries import (
    MAX_ATTACHMENT_BYTES,
    MAX_ENTRY_BYTES,
    PROBLEM_TYPE_PREFIX,
    AttachmentProgress,
    EntryAnswer,
    EntryState,
    Problem,
)
from offline_queue.wire.fields import CONTRACT_VERSION
from offline_queue.wire.heartbeat import HeartbeatAnswer
from offline_queue.wire.uploads import DEFAULT_CHUNK_BYTES, MAX_CHUNK_BYTES, VERDICT_WANTED
from tests.fleet.backlog import LENGTH_BYTES
from tests.fleet.virtual import VirtualClock, VirtualLoop

SETTINGS = HallSettings(Path("/nonexistent"))
Reply = Callable[[Answer], None]


@dataclass(frozen=True, slots=True)
class Speed:
    """What a process of the hall needs for its work, in seconds of one core (hall sheet, section 4, measured there).

    Attributes:
        call_s: for any request: signature, routing, answer.
        record_s: for one record besides; half of it in the writer.
        commit_s: how long the writer waits for the disk, once for each group.
        mib_s: for one MiB of a chunk: digest, file, sync.
        refusal_s: for a request that is turned away.
    """

    call_s: float = 0.000_37
    record_s: float = 0.000_15
    commit_s: float = 0.000_5
    mib_s: float = 0.003_1
    refusal_s: float = 0.000_06

    def slower(self, factor: float) -> Speed:
        """Return a hall that needs so many times as long for everything."""
        return Speed(*(getattr(self, name) * factor for name in self.__slots__))


@dataclass(slots=True)
class Held:
    """One entry as the hall has it. ``effects`` has to become 1 and stay so."""

    entry: Entry
    sizes: dict[str, int]
    offsets: dict[str, int]
    effects: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether everything is there."""
        return self.effects > 0 and all(self.offsets[one] == size for one, size in self.sizes.items())


@dataclass(slots=True)
class Books:
    """What is durable, for all processes; survives a restart."""

    entries: dict[str, Held] = field(default_factory=dict)
    attachments: dict[str, Held] = field(default_factory=dict)

    def announce(self, entry: Entry, attachments: Sequence[Attachment]) -> None:
        """Know what a sealed record stands for before it comes."""
        sizes: dict[str, int] = {one.attachment_id: one.sealed_size_bytes for one in attachments}
        held = Held(entry, sizes, dict.fromkeys(sizes, 0))
        self.entries[entry.entry_id] = held
        self.attachments |= dict.fromkeys(sizes, held)


@dataclass(slots=True, eq=False)
class Call:
    """One request at the hall.

    Attributes:
        inside: left when it is answered, as in the hall.
        refused: what it is going to be told when its body has come.
        reply: how its answer goes; None when the caller has gone.
        new_bytes: of its body, how many were not there before.
    """

    request: Request
    size_bytes: int
    reply: Reply | None
    inside: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)
    refused: ProblemError | None = None
    new_bytes: int = 0

    async def has_gone(self) -> bool:
        """Tell whether the caller has hung up."""
        return self.reply is None


class _Grouping(IntakeLane):
    """The product's grouping of commits, with a writer that takes its time instead of a database."""

    def __init__(self, process: Process, clock: Callable[[], datetime]) -> None:
        super().__init__(cast("Database", None), SETTINGS, clock)
        self._process = process

    def _write(self, entries: Sequence[Incoming]) -> Future[list[Outcome]]:
        return self._process.commit(cast("Sequence[Held]", entries))


class Process:
    """One process of the hall.

    Args:
        loop: virtual time.
        books: what is durable.
        speed: of its core.
        terminals: how many are enrolled; from that follows the window.
        sheds: whether it turns work away that it cannot do in time.
    """

    def __init__(self, loop: VirtualLoop, books: Books, speed: Speed, terminals: int, *, sheds: bool) -> None:
        self._loop = loop
        self._books = books
        self._speed = speed
        self._sheds = sheds
        self.window_s = next(s for most, s in WINDOWS_S if most is None or terminals <= most) if sheds else 0
        self._free_at_s = 0.0
        self._calls: set[Call] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._generation = 0
        self.is_up = True
        self._begin()

    def stop(self) -> None:
        """End, as a killed process does: of what is not durable nothing is left."""
        self.is_up = False
        self._generation += 1
        for task in self._tasks:
            task.cancel()
        for call in self._calls:
            call.inside.close()
        self._calls.clear()

    def start(self) -> None:
        """Begin anew."""
        self.is_up = True
        self._begin()

    def head(self, call: Call) -> None:
        """Look at a request's head before its body has come, and find room for it or not."""
        self._calls.add(call)
        method, path = call.request.method, call.request.path
        try:
            if method == "PATCH":
                call.inside.enter_context(self.chunks.enter(call.size_bytes))
            elif path == routes.ENTRIES_BATCH:
                about = max(1, min(MAX_BATCH_ENTRIES, call.size_bytes // USUAL_ENTRY_BYTES))
                call.inside.enter_context(self.records.enter(about))
            elif method == "PUT":
                call.inside.enter_context(self.records.enter(1))
            elif method == "HEAD":
                self.chunks.look(DEFAULT_CHUNK_BYTES)
        except ProblemError as problem:
            call.refused = problem

    def body(self, call: Call) -> None:
        """Serve a request whose body has come."""
        if call.refused is not None:
            refused = call.refused
            self._work(self._speed.refusal_s, lambda: self._answer(call, *_problem(refused)))
        elif call.request.path == routes.HEARTBEAT:
            self._work(self._speed.call_s, lambda: self._answer(call, 200, self._heartbeat()))
        elif call.request.method == "HEAD":
            self._work(self._speed.call_s, lambda: self._answer(call, 200, b"", self._offset_of(call)))
        elif call.request.method == "PATCH":
            self._append(call)
        else:
            self._store(call)

    def left(self, call: Call) -> None:
        """Forget a call whose caller has hung up before its body had come."""
        call.reply = None
        call.inside.close()
        self._calls.discard(call)

    def commit(self, entries: Sequence[Held]) -> Future[list[Outcome]]:
        """Make a group durable; done when the disk has it."""
        future: Future[list[Outcome]] = Future()

        def durable() -> None:
            outcomes: list[Outcome] = []
            for held in entries:
                is_new = held.effects == 0
                held.effects += int(is_new)
                outcomes.append(Stored(self._verdict(held), is_new))
            future.set_result(outcomes)

        worked = self._speed.record_s / 2 * len(entries)
        self._work(worked, lambda: self._later(self._speed.commit_s, durable))
        return future

    def _begin(self) -> None:
        settings = (
            SETTINGS if self._sheds else HallSettings(SETTINGS.data_dir, max_wait_s=math.inf, chunk_room_bytes=2**60)
        )
        self.records: Lane = records_lane(settings, self._loop.time)
        self.chunks: Lane = chunks_lane(settings, self._loop.time)
        self._intake = _Grouping(self, self._now)
        self._free_at_s = self._loop.time()

    def _now(self) -> datetime:
        return datetime.fromtimestamp(VirtualClock.EPOCH_S + self._loop.time(), UTC)

    def _work(self, seconds: float, then: Callable[[], None]) -> None:
        self._free_at_s = max(self._free_at_s, self._loop.time()) + seconds
        self._later(self._free_at_s - self._loop.time(), then)

    def _later(self, seconds: float, then: Callable[[], None]) -> None:
        generation = self._generation

        def still() -> None:
            if generation == self._generation:
                then()

        self._loop.after(seconds, still)

    def _answer(self, call: Call, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        call.inside.close()
        self._calls.discard(call)
        if call.reply is not None:
            call.reply(Answer(status, headers or {}, body, ""))

    def _heartbeat(self) -> bytes:
        told = HeartbeatAnswer(
            hall_time=self._now(),
            next_in_s=SETTINGS.heartbeat_s,
            reconnect_window_s=self.window_s,
            contract_versions=(CONTRACT_VERSION,),
            max_entry_bytes=MAX_ENTRY_BYTES,
            max_attachment_bytes=MAX_ATTACHMENT_BYTES,
            max_chunk_bytes=MAX_CHUNK_BYTES,
            max_batch_entries=MAX_BATCH_ENTRIES,
            max_batch_bytes=MAX_BATCH_BYTES,
        )
        return told.model_dump_json().encode("utf-8")

    def _offset_of(self, call: Call) -> dict[str, str]:
        attachment_id = call.request.path.rpartition("/")[2]
        return {"upload-offset": str(self._books.attachments[attachment_id].offsets[attachment_id])}

    def _append(self, call: Call) -> None:
        size = int.from_bytes(call.request.body, "big")
        assert len(call.request.body) == LENGTH_BYTES
        attachment_id = call.request.path.rpartition("/")[2]
        held = self._books.attachments[attachment_id]
        serving = contextlib.ExitStack()
        call.inside.push(serving)
        serving.enter_context(self.chunks.serve(size))

        def durable() -> None:
            serving.close()
            expected = int((call.request.headers or {})["Upload-Offset"])
            status = 409
            if held.offsets[attachment_id] == expected:
                held.offsets[attachment_id] += size
                call.new_bytes = size
                status = 204
            body = b""
            wants = (call.request.headers or {}).get("Prefer") == VERDICT_WANTED
            if status == 204 and held.is_complete and wants:
                status, body = 200, self._verdict(held).model_dump_json().encode("utf-8")
            self._answer(call, status, body, self._offset_of(call))

        self._work(self._speed.call_s + self._speed.mib_s * size / 2**20, durable)

    def _store(self, call: Call) -> None:
        bodies = split_bodies(call.request.body)
        helds = [self._books.entries[body.strip().decode("ascii")] for body in bodies]
        serving = contextlib.ExitStack()
        call.inside.push(serving)
        serving.enter_context(self.records.serve(len(helds)))

        async def store() -> None:
            with contextlib.suppress(ProblemError):
                outcomes = await self._intake.store(cast("Sequence[Incoming]", helds), call.has_gone)
                serving.close()
                call.new_bytes = sum(
                    held.entry.size_bytes
                    for held, outcome in zip(helds, outcomes, strict=True)
                    if isinstance(outcome, Stored) and outcome.is_new
                )
                self._answer(call, *self._told(call, helds, outcomes))
                return
            self._answer(call, 408, b"")

        def opened() -> None:
            task = self._loop.create_task(store())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

        self._work(self._speed.call_s + self._speed.record_s / 2 * len(helds), opened)

    def _told(self, call: Call, helds: Sequence[Held], outcomes: Sequence[Outcome]) -> tuple[int, bytes]:
        stored = [cast("Stored", outcome) for outcome in outcomes]
        if call.request.method == "PUT":
            return (201 if stored[0].is_new else 200), stored[0].answer.model_dump_json().encode("utf-8")
        results = tuple(
            RecordResult(digest=held.entry.digest, status=201 if one.is_new else 200, answer=one.answer)
            for held, one in zip(helds, stored, strict=True)
        )
        return 200, BatchAnswer(hall_time=self._now(), results=results).model_dump_json().encode("utf-8")

    def _verdict(self, held: Held) -> EntryAnswer:
        now = self._now()
        return EntryAnswer(
            entry_id=held.entry.entry_id,
            digest=held.entry.digest,
            state=EntryState.COMPLETE if held.is_complete else EntryState.STORED,
            received_at=now,
            hall_time=now,
            attachments=tuple(
                AttachmentProgress(
                    attachment_id=one,
                    offset_bytes=held.offsets[one],
                    sealed_size_bytes=size,
                    complete=held.offsets[one] == size,
                )
                for one, size in held.sizes.items()
            ),
        )


def _problem(problem: ProblemError) -> tuple[int, bytes, dict[str, str]]:
    """Return the refusal as it goes on the wire."""
    told = Problem(
        type=PROBLEM_TYPE_PREFIX + problem.kind,
        title=problem.title,
        status=problem.status,
        retryable=problem.retryable,
        hall_time=datetime.fromtimestamp(VirtualClock.EPOCH_S, UTC),
        retry_after_s=problem.retry_after_s,
    )
    wait_s = math.ceil(problem.retry_after_s or 0)
    return problem.status, told.model_dump_json(exclude_none=True).encode("utf-8"), {"retry-after": str(wait_s)}
