"""Time that leaps, for the camera's tests."""

from __future__ import annotations

import threading


class LeapingTime:
    """Time that passes only by waiting: a wait returns at once, and the clock has moved."""

    def __init__(self) -> None:
        self._now = 500.0

    def now(self) -> float:
        """Seconds."""
        return self._now

    def wait(self, condition: threading.Condition, timeout_s: float) -> None:
        """Let the time pass."""
        assert condition is not None
        self._now += max(timeout_s, 0.0)

    def pass_by(self, seconds: float) -> None:
        """Let time pass outside."""
        self._now += seconds
