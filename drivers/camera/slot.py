"""A place for the newest value only, between one thread that produces and one that shows.

Source: decisions, point 9 (preview frames go through a latest-only slot, not the event queue).
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class LatestSlot(Generic[T]):
    """Holds at most one value; a newer one replaces it. All methods from any thread, none of them waits."""

    __slots__ = ("_dropped", "_lock", "_value")

    def __init__(self) -> None:
        """Start empty."""
        self._lock = threading.Lock()
        self._value: T | None = None
        self._dropped = 0

    def put(self, value: T) -> None:
        """Store a value and drop the one that nobody has taken."""
        with self._lock:
            if self._value is not None:
                self._dropped += 1
            self._value = value

    def take(self) -> T | None:
        """The newest value, which then belongs to the caller; None when there is none since the last ``take``."""
        with self._lock:
            value, self._value = self._value, None
            return value

    def clear(self) -> None:
        """Forget the value: the visit that it belongs to has ended."""
        with self._lock:
            self._value = None

    @property
    def dropped(self) -> int:
        """How many values were replaced before anyone took them."""
        with self._lock:
            return self._dropped
