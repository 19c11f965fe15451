"""Rates, quotas and lanes, in memory and bounded: what one caller may do, and what the hall takes on at a time."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hall.errors import ProblemError
from offline_queue.wire.entries import ProblemKind

MAX_CALLERS = 10_000
MAX_RETRY_AFTER_S = 120.0
"""Nobody is sent away for longer; terminals do not wait longer either."""
LEARN_S = 0.25
"""How long a lane has to be busy before its rate is taken anew."""


class RateLimit:
    """At most ``limit`` events per ``window_s`` for each name. Each hall process counts for itself."""

    def __init__(self, limit: int, window_s: float, clock: Callable[[], float]) -> None:
        self._limit = limit
        self._window_s = window_s
        self._clock = clock
        self._events: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, name: str) -> None:
        """Raise `ProblemError` (rate) with the time to wait when ``name`` has no event left."""
        now = self._clock()
        events = self._recent(name, now)
        if len(events) >= self._limit:
            wait_s = events[0] + self._window_s - now
            raise ProblemError(ProblemKind.RATE, retry_after_s=max(1.0, wait_s))

    def count(self, name: str) -> None:
        """Count one event."""
        events = self._recent(name, self._clock())
        events.append(self._clock())
        self._events[name] = events
        self._events.move_to_end(name)
        if len(self._events) > MAX_CALLERS:
            self._events.popitem(last=False)

    def _recent(self, name: str, now: float) -> deque[float]:
        events = self._events.get(name, deque())
        while events and events[0] <= now - self._window_s:
            events.popleft()
        return events


class Quota:
    """What each name may use up: ``per_minute`` units at once, refilled evenly. Each hall process counts for itself."""

    def __init__(self, per_minute: int, clock: Callable[[], float]) -> None:
        self._most = float(per_minute)
        self._per_s = per_minute / 60
        self._clock = clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str, units: int = 1) -> None:
        """Use units up. Raises `ProblemError` (rate) with the time to wait; then nothing is used up."""
        now = self._clock()
        left, since = self._left.pop(name, (self._most, now))
        left = min(self._most, left + max(0.0, now - since) * self._per_s)
        enough = left >= min(units, self._most)
        self._left[name] = (left - units if enough else left, now)
        if len(self._left) > MAX_CALLERS:
            self._left.popitem(last=False)
        if not enough:
            raise ProblemError(ProblemKind.RATE, retry_after_s=max(1.0, (units - left) / self._per_s))


class AtOnce:
    """How many calls of each name are open."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._open: dict[str, int] = {}

    @contextmanager
    def enter(self, name: str) -> Iterator[None]:
        """Hold one open. Raises `ProblemError` (rate)."""
        if self._open.get(name, 0) >= self._limit:
            raise ProblemError(ProblemKind.RATE, "too many calls at once", retry_after_s=2.0)
        self._open[name] = self._open.get(name, 0) + 1
        try:
            yield
        finally:
            self._open[name] -= 1
            if not self._open[name]:
                del self._open[name]


class VirtualQueue:
    """When to come again, for callers that were turned away: each gets a place behind the earlier ones.

    Nobody is kept waiting by it; it spreads the returns to what can be served (hall sheet, section 3.4).
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = 0.0

    def place_s(self, units: float, units_per_s: float) -> float:
        """Return in how many seconds the work will fit in, nine tenths of the rate being given away."""
        now = self._clock()
        self._end = min(max(self._end, now) + units / (0.9 * units_per_s), now + MAX_RETRY_AFTER_S)
        return self._end - now


class Lane:
    """Admission for one kind of work: refuses before the body is read when what is inside takes longer than allowed.

    With ``room`` only what is being served counts as work. Bodies that come slowly, because their lines are slow or
    shared, cost no time but memory: so they are bounded by room, not by the rate.

    A caller `enter`s with the size of its work, and wraps the work itself, without the reading of the body, in
    `serve`: from that the lane learns how much it gets done in a second.

    Args:
        max_wait_s: how much work may be inside, in seconds.
        units_per_s: what is believed before anything was measured.
        always_units: so much is always let in, whatever was measured.
        clock: steady.
        room: how many units may be inside, read or served; None: what is inside is work, however it comes.
    """

    def __init__(
        self,
        max_wait_s: float,
        units_per_s: float,
        always_units: float,
        clock: Callable[[], float],
        *,
        room: float | None = None,
    ) -> None:
        self._max_wait_s = max_wait_s
        self._room = room
        self._always = always_units
        self._clock = clock
        self._queue = VirtualQueue(clock)
        self._serving = 0
        self._work = 0.0
        self._busy_since = 0.0
        self._done = 0.0
        self.units_per_s = units_per_s
        self.inside = 0.0
        self.refused = 0

    @contextmanager
    def enter(self, units: float) -> Iterator[None]:
        """Be inside. Raises `ProblemError` (busy) with a place in the virtual queue."""
        self.look(units)
        self.inside += units
        try:
            yield
        finally:
            self.inside -= units

    def look(self, units: float) -> None:
        """Find out whether `enter` would do. Raises `ProblemError` (busy) with a place in the virtual queue."""
        work = self.inside if self._room is None else self._work
        too_long = work > 0 and work + units > max(self._always, self._max_wait_s * self.units_per_s)
        too_full = self._room is not None and self.inside > 0 and self.inside + units > self._room
        if too_long or too_full:
            self.refused += 1
            wait_s = max(1.0, self._queue.place_s(units, self.units_per_s))
            raise ProblemError(ProblemKind.BUSY, "too much work is waiting", retry_after_s=wait_s)

    @contextmanager
    def serve(self, units: float) -> Iterator[None]:
        """Do the work."""
        if self._serving == 0:
            self._busy_since = self._clock()
            self._done = 0.0
        self._serving += 1
        self._work += units
        try:
            yield
        finally:
            self._serving -= 1
            self._work -= units
            self._done += units
            self._learn()

    def _learn(self) -> None:
        busy_s = self._clock() - self._busy_since
        if busy_s <= 0 or (self._serving and busy_s < LEARN_S):
            return
        # A short stretch says little: it counts by its length.
        weight = min(0.5, busy_s)
        self.units_per_s += weight * (self._done / busy_s - self.units_per_s)
        self._busy_since, self._done = self._clock(), 0.0
