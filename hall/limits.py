"""Rates per caller, in memory: a sliding count that is bounded in size and forgets the oldest callers first."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable

from hall.errors import ProblemError
from offline_queue.wire.entries import ProblemKind

MAX_CALLERS = 10_000


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
