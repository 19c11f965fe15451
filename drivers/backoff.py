"""How long to stay away from a device that could not be opened.

Source: id-card-reader sheet, section 13.3 (1-2-5-10 s).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

STEPS_S = (1.0, 2.0, 5.0, 10.0)
"""Seconds before the first, second, third and every later attempt."""


class Backoff:
    """Growing, capped, slightly random delays; starts anew after a success."""

    __slots__ = ("_failures", "_rng", "_spread", "_steps_s")

    def __init__(self, rng: random.Random, *, steps_s: Sequence[float] = STEPS_S, spread: float = 0.1) -> None:
        """Prepare.

        Args:
            rng: where the randomness comes from.
            steps_s: the delays in seconds, the last one repeats.
            spread: how far a delay may lie from its step, as a share of it; devices then do not retry in
                step.
        """
        self._rng = rng
        self._steps_s = tuple(steps_s)
        self._spread = spread
        self._failures = 0

    def next_delay_s(self) -> float:
        """Count one more failure and return the seconds to wait before the next attempt."""
        step_s = self._steps_s[min(self._failures, len(self._steps_s) - 1)]
        self._failures += 1
        return step_s * self._rng.uniform(1.0 - self._spread, 1.0 + self._spread)

    def reset(self) -> None:
        """Forget all failures: the device answered."""
        self._failures = 0
