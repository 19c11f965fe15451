"""A clock that tests move by hand, and a list of events that tests can wait for."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from drivers.vocabulary import DeviceEvent

PATIENCE_S = 20.0

EventT = TypeVar("EventT", bound=DeviceEvent)


class ManualTime:
    """Stands still until ``advance``; a wait ends when notified or when time is moved."""

    def __init__(self) -> None:
        self._now = 1000.0
        self._changed = threading.Condition()
        self._waiting: list[threading.Condition] = []
        self._waits = 0

    def now(self) -> float:
        """Seconds."""
        return self._now

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        """Wait to be notified; every ``advance`` notifies."""
        with self._changed:
            self._waiting.append(condition)
            self._waits += 1
            self._changed.notify_all()
        condition.wait(PATIENCE_S)
        with self._changed:
            self._waiting.remove(condition)

    def advance(self, seconds: float) -> None:
        """Move time and wake whoever waits."""
        self._now += seconds
        with self._changed:
            waiting = list(self._waiting)
        for condition in waiting:
            with condition:
                condition.notify_all()

    def await_idle(self) -> None:
        """Return when some thread waits for time to pass."""
        with self._changed:
            assert self._changed.wait_for(lambda: bool(self._waiting), PATIENCE_S)


class Events:
    """Collects a supervisor's events; ``until`` waits for one that fits."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.seen: list[DeviceEvent] = []
        self.threads: set[str] = set()

    def __call__(self, event: DeviceEvent, /) -> None:
        with self._changed:
            self.seen.append(event)
            self.threads.add(threading.current_thread().name)
            self._changed.notify_all()

    def until(self, kind: type[EventT], fits: Callable[[EventT], bool] = lambda _event: True) -> EventT:
        """The first event of this kind that fits, now or within a generous time."""
        found: list[EventT] = []

        def look() -> bool:
            found[:] = [e for e in self.seen if isinstance(e, kind) and fits(e)]
            return bool(found)

        with self._changed:
            assert self._changed.wait_for(look, PATIENCE_S), self.seen
        return found[0]
