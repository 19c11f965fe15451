"""An event loop whose time is a number: waiting costs nothing, and the same seed gives the same run."""

from __future__ import annotations

import asyncio
import heapq
import math
import selectors
from collections import deque
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any, TypeVar

Result = TypeVar("Result")


Event = tuple[float, int, Callable[..., object], tuple[Any, ...]]


class _Leap(selectors.SelectSelector):
    """Never waits for a socket: a wait moves the clock, from one event of the model to the next."""

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0.0
        self.events: list[Event] = []
        self.is_asked_for: Callable[[], bool] = lambda: False

    def select(self, timeout: float | None = None) -> list[Any]:
        """Live through what happens until the loop has something to do. Raises ``RuntimeError`` when nothing does."""
        if timeout is not None and timeout <= 0:
            return []
        until_s = math.inf if timeout is None else self.now_s + timeout
        events = self.events
        while events and events[0][0] <= until_s:
            self.now_s, _number, call, words = heapq.heappop(events)
            call(*words)
            if self.is_asked_for():
                return []
        if until_s == math.inf:
            raise RuntimeError("nothing is going to happen any more")
        self.now_s = until_s
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """Runs the model's events, and coroutines, in the order of their times. It begins at 0 s."""

    _ready: deque[asyncio.Handle]

    def __init__(self) -> None:
        self._leap = _Leap()
        super().__init__(self._leap)
        self._numbers = count()
        self._leap.is_asked_for = lambda: bool(self._ready)
        self.fault: BaseException | None = None
        self.set_exception_handler(self._on_fault)

    def time(self) -> float:
        """Return virtual seconds."""
        return self._leap.now_s

    def at(self, when_s: float, call: Callable[..., object], *words: object) -> None:
        """Let something happen at a time. It cannot be taken back, and costs a tenth of a timer of asyncio."""
        heapq.heappush(self._leap.events, (max(when_s, self._leap.now_s), next(self._numbers), call, words))

    def after(self, seconds: float, call: Callable[..., object], *words: object) -> None:
        """Let something happen later."""
        heapq.heappush(self._leap.events, (self._leap.now_s + seconds, next(self._numbers), call, words))

    def run_to_the_end_of(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run until it is done. Whatever a callback raises ends the run and is raised here."""
        task = self.create_task(coroutine)
        task.add_done_callback(lambda _done: self.stop())
        self.run_forever()
        if self.fault is not None:
            raise self.fault
        return task.result()

    def end(self) -> None:
        """Cancel what is left, and close."""
        tasks = asyncio.all_tasks(self)
        for task in tasks:
            task.cancel()
        if tasks:
            self.run_until_complete(asyncio.wait(tasks))
        self.close()

    def _on_fault(self, _loop: asyncio.AbstractEventLoop, told: dict[str, Any]) -> None:
        self.fault = self.fault or told.get("exception") or RuntimeError(told["message"])
        self.stop()

    def _write_to_self(self) -> None:
        """There is one thread: nobody has to be woken."""


class VirtualClock:
    """The terminals' clock. The wall clock is right and began at an arbitrary moment."""

    boot_id = "boot-1"
    EPOCH_S = 1_795_500_000.0

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def now_s(self) -> float:
        """Return Unix seconds."""
        return self.EPOCH_S + self._loop.time()

    def monotonic_s(self) -> float:
        """Return virtual seconds; they have passed for a while when a run begins."""
        return 10_000.0 + self._loop.time()

    def synchronised(self) -> bool:
        """Return True."""
        return True
