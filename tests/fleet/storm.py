"""One storm from the first link that is back to the last entry that is delivered, and its figures."""

from __future__ import annotations

import asyncio
import gc
import logging
import math
import random
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from offline_queue.engine import SyncEngine, SyncPolicy
from offline_queue.errors import ChannelFault
from offline_queue.exchange import Request
from offline_queue.transport import Answer, Timeouts
from offline_queue.wire import routes
from offline_queue.wire.signatures import sign_request
from offline_queue.wire.uploads import DEFAULT_CHUNK_BYTES
from tests.fleet.backlog import Backlog, Load
from tests.fleet.hall import Books, Call, Process, Speed
from tests.fleet.line import Flow, Line
from tests.fleet.terminal import FixedInterval, Terminal
from tests.fleet.virtual import VirtualClock, VirtualLoop

ROUND_TRIP_S = 0.03
"""Between the last byte of a request and its answer, besides what the hall needs."""
LIMIT_S = 6 * 3600.0
UPLINK_MEDIAN = 8e6 / 8
UPLINK_SIGMA = 0.5
UPLINK_RANGE = (1e6 / 8, 50e6 / 8)
"""Bytes a second, log-normal (hall sheet, section 3.1)."""


@dataclass(frozen=True, slots=True)
class Storm:
    """What comes back to what.

    Attributes:
        terminals: how many.
        line_bit_per_s: into the hall.
        load: what has gathered.
        processes: of the hall.
        speed: of each.
        rush_s: the terminals' lines are back within so long.
        restart_at_s, restart_s: the hall is down from then for so long; None: it stays up.
        ours: the product on both sides; else the fixed interval without spread and shedding.
        seed: of everything that is left to chance.
    """

    terminals: int
    line_bit_per_s: float
    load: Load = field(default_factory=Load)
    processes: int = 1
    speed: Speed = field(default_factory=Speed)
    rush_s: float = 1.0
    restart_at_s: float | None = None
    restart_s: float = 60.0
    ours: bool = True
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured. ``requests``, ``contacts``, ``unsent``: for each second.

    Attributes:
        drain_s: until the last entry was delivered and every terminal knew it; None when it did not end.
        floor_s: bytes of the backlog through the line, or the slowest terminal's through its own, or the hall's work.
        requests: all that reached the hall; ``contacts`` of them without chunks and their offsets.
        sent_bytes, wasted_bytes: on the line; wasted is what was sent and not accepted, or was there already.
        refused: requests that were turned away.
        lost, twice: entries.
    """

    storm: Storm
    drain_s: float | None
    floor_s: float
    requests: tuple[int, ...]
    contacts: tuple[int, ...]
    unsent: tuple[int, ...]
    sent_bytes: float
    wasted_bytes: float
    refused: int
    lost: int
    twice: int

    @property
    def drain_ratio(self) -> float:
        """Drain time over its floor."""
        return float("inf") if self.drain_s is None else self.drain_s / self.floor_s

    @property
    def waste(self) -> float:
        """The wasted part of what was sent."""
        return self.wasted_bytes / self.sent_bytes if self.sent_bytes else 0.0

    @property
    def peak_requests(self) -> int:
        """The most requests in one second."""
        return max(self.requests, default=0)

    @property
    def peak_contacts(self) -> int:
        """The most heartbeats and records in one second."""
        return max(self.contacts, default=0)


class Run:
    """One storm being run."""

    def __init__(self, storm: Storm) -> None:
        self._storm = storm
        self._rng = random.Random(storm.seed)
        self._loop = VirtualLoop()
        self._books = Books()
        self._line = Line(self._loop, storm.line_bit_per_s / 8)
        self._processes = [
            Process(self._loop, self._books, storm.speed, storm.terminals, sheds=storm.ours)
            for _ in range(storm.processes)
        ]
        self._head_bytes = head_bytes()
        engine = SyncEngine if storm.ours else FixedInterval
        self._terminals = [self._terminal(number, engine) for number in range(storm.terminals)]
        self._open = sum(one.backlog.unsent for one in self._terminals)
        self._requests: Counter[int] = Counter()
        self._contacts: Counter[int] = Counter()
        self._unsent: list[int] = []
        self._sent = self._wasted = 0.0
        self._refused = 0
        self._under_way: dict[Call, tuple[Terminal, Flow | None]] = {}
        self._waiting: deque[tuple[float, Call]] = deque()

    def figures(self) -> Figures:
        """Run the storm to its end."""
        floor_s = self._floor_s()
        with self._loop_of_its_own(), _quiet_log():
            for terminal in self._terminals:
                self._loop.at(self._rng.uniform(0.0, self._storm.rush_s), terminal.line_is_back)
            if self._storm.restart_at_s is not None:
                self._loop.at(self._storm.restart_at_s, self._stop_hall)
                self._loop.at(self._storm.restart_at_s + self._storm.restart_s, self._start_hall)
            drain_s = self._loop.run_to_the_end_of(self._until_empty())
        held = self._books.entries.values()
        return Figures(
            self._storm,
            drain_s,
            floor_s,
            tuple(self._requests[second] for second in range(len(self._unsent))),
            tuple(self._contacts[second] for second in range(len(self._unsent))),
            tuple(self._unsent),
            self._sent,
            self._wasted,
            self._refused,
            lost=sum(not one.is_complete for one in held),
            twice=sum(one.effects > 1 for one in held),
        )

    @contextmanager
    def _loop_of_its_own(self) -> Iterator[None]:
        try:
            yield
        finally:
            for process in self._processes:
                process.stop()
            self._loop.end()

    async def _until_empty(self) -> float | None:
        while self._loop.time() < LIMIT_S:
            self._unsent.append(sum(one.backlog.unsent for one in self._terminals))
            if self._unsent[-1] == 0:
                return max(one.done_at_s or 0.0 for one in self._terminals)
            while self._waiting and self._waiting[0][0] <= self._loop.time():
                self._gave_up(self._waiting.popleft()[1])
            await asyncio.sleep(1.0)
        return None

    def _terminal(self, number: int, engine: type[SyncEngine]) -> Terminal:
        storm = self._storm
        rng = random.Random(f"{storm.seed}/{number}")
        uplink = min(UPLINK_RANGE[1], max(UPLINK_RANGE[0], UPLINK_MEDIAN * rng.lognormvariate(0.0, UPLINK_SIGMA)))
        window_s = float(self._processes[0].window_s)
        backlog = Backlog(number, storm.load, rng, VirtualClock(self._loop), window_s)
        for entry, attachments in backlog.all_entries():
            self._books.announce(entry, attachments)
        return Terminal(self._loop, rng, backlog, uplink, self._carry, engine=engine, number=number)

    def _floor_s(self) -> float:
        """Return the time that the bytes themselves need, without heads and answers, and what bounds it else."""
        sizes = [
            sum(entry.size_bytes + sum(one.sealed_size_bytes for one in files) for entry, files in entries)
            for entries in (terminal.backlog.all_entries() for terminal in self._terminals)
        ]
        own_s = max(size / one.uplink_bytes_per_s for size, one in zip(sizes, self._terminals, strict=True))
        return max(own_s, sum(sizes) * 8 / self._storm.line_bit_per_s, self._hall_s(sum(sizes)))

    def _hall_s(self, size_bytes: int) -> float:
        """Return the time that the processes need for it when none of them ever rests: the fewest calls, no refusal."""
        speed = self._storm.speed
        counts = [one.backlog.unsent for one in self._terminals]
        chunks = size_bytes / DEFAULT_CHUNK_BYTES if self._storm.load.scans else 0.0
        calls = len(counts) + sum(math.ceil(cases / SyncPolicy().batch) for cases in counts) + chunks
        work_s = calls * speed.call_s + sum(counts) * speed.record_s + size_bytes / 2**20 * speed.mib_s
        return work_s / self._storm.processes

    def _carry(self, terminal: Terminal, request: Request) -> None:
        process = self._processes[terminal.number % len(self._processes)]
        if not process.is_up:
            self._loop.after(ROUND_TRIP_S, terminal.on_lost, ChannelFault.REFUSED)
            return
        second = int(self._loop.time())
        self._requests[second] += 1
        if request.method not in {"PATCH", "HEAD"}:
            self._contacts[second] += 1
        body_bytes = int.from_bytes(request.body, "big") if request.method == "PATCH" else len(request.body)
        call = Call(request, body_bytes, None)
        call.reply = lambda answer: self._answered(call, answer)
        process.head(call)
        flow = self._line.start(
            self._head_bytes + body_bytes, terminal.uplink_bytes_per_s, lambda: self._came(process, call)
        )
        self._under_way[call] = (terminal, flow)

    def _came(self, process: Process, call: Call) -> None:
        """The last byte is there: serve it, but not for longer than the terminal waits."""
        terminal, _flow = self._under_way[call]
        self._under_way[call] = (terminal, None)
        self._sent += self._head_bytes + call.size_bytes
        self._waiting.append((self._loop.time() + Timeouts().stall_s, call))
        process.body(call)

    def _answered(self, call: Call, answer: Answer) -> None:
        terminal, _flow = self._under_way.pop(call)
        call.reply = None
        if answer.status in {429, 503}:
            self._refused += 1
        accepted = 200 <= answer.status < 300
        bare = not call.size_bytes or call.request.path == routes.HEARTBEAT
        if not (accepted and bare):
            self._wasted += call.size_bytes - call.new_bytes + (0 if accepted else self._head_bytes)
        self._loop.after(ROUND_TRIP_S, self._told, terminal, answer)

    def _told(self, terminal: Terminal, answer: Answer) -> None:
        terminal.on_answer(answer)
        if not terminal.backlog.unsent and terminal.done_at_s is None:
            terminal.done_at_s = self._loop.time()

    def _gave_up(self, call: Call) -> None:
        """The terminal has waited for an answer long enough."""
        if call not in self._under_way:
            return
        terminal, _flow = self._under_way.pop(call)
        call.reply = None
        self._wasted += self._head_bytes + call.size_bytes
        terminal.on_lost(ChannelFault.TIMEOUT)

    def _stop_hall(self) -> None:
        for process in self._processes:
            process.stop()
        cut, self._under_way = self._under_way, {}
        for call, (terminal, flow) in cut.items():
            call.reply = None
            if flow is None:
                self._wasted += self._head_bytes + call.size_bytes
            else:
                came = self._line.cut(flow)
                self._sent += came
                self._wasted += came
            self._loop.after(ROUND_TRIP_S, terminal.on_lost, ChannelFault.BROKEN)

    def _start_hall(self) -> None:
        for process in self._processes:
            process.start()


def head_bytes() -> int:
    """Return the length of a request's head as the product signs it."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    path = routes.attachment_path("0" * 36, "0" * 36)
    signed = sign_request(
        Ed25519PrivateKey.generate(),
        "0" * 16,
        method="PATCH",
        path=path,
        body=b"x",
        created=1_795_500_000,
        nonce="0" * 24,
    )
    lines = {
        "Host": "hall.example",
        "User-Agent": "service-circle-kiosk",
        "Accept-Encoding": "identity",
        "Tus-Resumable": "1.0.0",
        "Content-Type": "application/offset+octet-stream",
        "Content-Length": "262144",
        "Upload-Offset": "1000000",
        "Upload-Checksum": "sha256 " + "0" * 44,
        **signed,
    }
    return len(f"PATCH {path} HTTP/1.1\r\n\r\n") + sum(len(f"{name}: {value}\r\n") for name, value in lines.items())


@contextmanager
def _quiet_log() -> Iterator[None]:
    """Ten thousand terminals have much to say."""
    log = logging.getLogger("offline_queue")
    before = log.level
    log.setLevel(logging.WARNING)
    try:
        yield
    finally:
        log.setLevel(before)


def run(storm: Storm) -> Figures:
    """Run one storm. Ten thousand terminals are millions of objects that stay: nobody looks through them again."""
    made = Run(storm)
    gc.collect()
    gc.freeze()
    try:
        return made.figures()
    finally:
        gc.unfreeze()
