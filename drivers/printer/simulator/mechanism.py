"""The mouth of a simulated kiosk mechanism: a slip is held out, then taken, or taken back at the end of its time.

Source: receipt printer sheet, section 10.1 (Custom) and 10.2 (Citizen).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_MOTOR_S = 0.2
"""How long the motor runs each time."""


class Mechanism:
    """Present, take, retract. Time runs on a timer of its own; every method may be called from any thread."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare: nothing in the mouth."""
        self._clock = clock
        self._lock = threading.Lock()
        self._moves_until = 0.0
        self._retracts_at: float | None = None
        self._held_out = False
        self._taken_by_itself = True
        self.taken = 0
        self.retracted = 0

    def leave_slips(self, *, leave: bool) -> None:
        """Nobody takes slips; by default each is taken at once."""
        with self._lock:
            self._taken_by_itself = not leave

    def present(self, seconds: int, *, retract: bool) -> None:
        """A slip is cut and held out, for so many seconds (0: for ever)."""
        with self._lock:
            now = self._clock()
            self._moves_until = now + _MOTOR_S
            self._held_out = True
            self._retracts_at = now + _MOTOR_S + seconds if retract and seconds else None

    def take(self) -> None:
        """The resident takes the slip that is held out."""
        with self._lock:
            self._settle()
            if self._held_out:
                self._held_out = False
                self.taken += 1

    def reset(self) -> None:
        """Power was lost: the motor stands still, the slip stays where it is."""
        with self._lock:
            self._moves_until, self._retracts_at = 0.0, None

    def bits(self) -> tuple[int, int]:
        """Ticket in output and motor, as bits of the full status (section 10.1)."""
        with self._lock:
            self._settle()
            moving = self._clock() < self._moves_until
            seen = self._held_out
            if self._held_out and not moving and self._taken_by_itself:
                # It is seen once, so that a host which looks can see it, and then it is gone.
                self._held_out = False
                self.taken += 1
        return seen * 0x20, moving * 0x08

    def _settle(self) -> None:
        """Take the slip back when its time is over."""
        now = self._clock()
        if self._held_out and self._retracts_at is not None and now >= self._retracts_at:
            self._held_out = False
            self._moves_until = now + _MOTOR_S
            self._retracts_at = None
            self.retracted += 1
