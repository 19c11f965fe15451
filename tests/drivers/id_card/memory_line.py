"""A line in memory with a clock that only moves when somebody waits: whole conversations in no time."""

from __future__ import annotations

import threading
from collections.abc import Callable

from drivers.transport.errors import NoReplyError
from tests.drivers.id_card.stranger import Habits, StrangeModule


class StillTime:
    """A clock that a wait moves by what it waits for."""

    def __init__(self) -> None:
        self._now = 1000.0

    def now(self) -> float:
        """Seconds."""
        return self._now

    def wait(self, _condition: threading.Condition, timeout_s: float) -> None:
        """The time is over at once."""
        self._now += max(timeout_s, 0.0)

    def pass_until(self, moment: float) -> None:
        """Move on to this moment, never back."""
        self._now = max(self._now, moment)


class MemoryModule(StrangeModule):
    """The stranger's module with its replies in a buffer, each of which may be mangled on the way."""

    def __init__(self, mangle: Callable[[bytes], bytes]) -> None:
        super().__init__(Habits())
        self.outgoing = bytearray()
        self._mangle = mangle

    def _write(self, data: bytes) -> None:
        self.outgoing += self._mangle(data)


class MemoryLink:
    """Our end of the line."""

    def __init__(self, module: MemoryModule, time: StillTime) -> None:
        self._module = module
        self._time = time
        self._is_open = False

    @property
    def is_open(self) -> bool:
        """Whether it was opened."""
        return self._is_open

    def open(self) -> None:
        """Open."""
        self._is_open = True

    def close(self) -> None:
        """Close."""
        self._is_open = False

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly so many bytes, or the deadline passes."""
        waiting = self._module.outgoing
        if len(waiting) < size:
            waiting.clear()
            self._time.pass_until(deadline)
            raise NoReplyError
        taken = bytes(waiting[:size])
        del waiting[:size]
        return taken

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What is there."""
        return self.read(min(max_size, len(self._module.outgoing)), 0.0)

    def write(self, data: bytes) -> None:
        """A whole request."""
        self._module._take(data)

    def flush_input(self) -> None:
        """What waits may be thrown away; what is still on its way may not (see ``late``)."""
        self._module.outgoing.clear()
