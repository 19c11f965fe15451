"""When a page has lain still for long enough to be taken. Pure: it is told what was seen and when.

The time is the frame's own stamp, so a camera that slows down does not make a page look stiller than it is. One look
that does not fit (a page missed, or taken for another) stops the clock and does not set it back; two do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from drivers.vision.pages.geometry import Floats

STILL_SHARE = 0.008
"""Of the frame's diagonal: corners that move less than this lie still."""
STEADY_S = 0.8
"""Seconds that a page must lie still and good before it is taken by itself."""
STEADY_LOOKS = 3
"""Looks at it that must agree: on a busy machine two of them may lie seconds apart."""
MAX_GAP_S = 3.0
"""Seconds between two looks after which nothing is known of what happened meanwhile."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """What the tracker knows after a look."""

    moving: bool
    """A page is there, and it is elsewhere than in the look before."""
    steady: bool
    """Still and good for ``STEADY_S`` and ``STEADY_LOOKS``."""


@dataclass(frozen=True, slots=True)
class _Rest:
    """A page that rests somewhere."""

    corners: Floats
    since: float
    """When it began, in seconds; later by the time that was not looked at, or not good."""
    looks: int
    last: float
    """Stamp of the last look that saw it there."""


@dataclass(frozen=True, slots=True)
class SteadyTracker:
    """The state between two looks; ``seen`` gives the next state. Immutable."""

    diagonal: float
    """Of the frame, in pixels."""
    now: _Rest | None = None
    """Where the page was in the last look."""
    before: _Rest | None = None
    """Where it was before a single look that did not fit."""

    def seen(self, quad: Floats | None, stamp: float, *, good: bool) -> tuple[SteadyTracker, Steadiness]:
        """Take one look.

        Args:
            quad: ``(4, 2)`` corners in pixels of the frame, beginning with any; None when no page was found.
            stamp: when the frame was taken, in seconds of a monotonic clock.
            good: whether the page could be taken as far as its quality goes.
        """
        if quad is None:
            return replace(self, now=None, before=self.now), Steadiness(moving=False, steady=False)
        if self.now is not None and self._same_place(self.now, quad, stamp):
            return self._stays(self.now, stamp, good=good, away_s=0.0)
        if self.before is not None and self._same_place(self.before, quad, stamp):
            return self._stays(self.before, stamp, good=good, away_s=stamp - self.before.last)
        moved = self.now is not None and stamp - self.now.last <= MAX_GAP_S
        here = _Rest(quad.copy(), stamp, 1, stamp)
        return replace(self, now=here, before=self.now), Steadiness(moving=moved, steady=False)

    def _stays(self, rest: _Rest, stamp: float, *, good: bool, away_s: float) -> tuple[SteadyTracker, Steadiness]:
        since = rest.since + away_s if good else stamp
        here = replace(rest, since=since, looks=rest.looks + 1, last=stamp)
        steady = good and stamp - since >= STEADY_S and here.looks >= STEADY_LOOKS
        return replace(self, now=here, before=None), Steadiness(moving=False, steady=steady)

    def _same_place(self, rest: _Rest, quad: Floats, stamp: float) -> bool:
        """Whether the corners are where they were, whichever of them is called the first."""
        if stamp - rest.last > MAX_GAP_S:
            return False
        apart = min(float(np.abs(np.roll(quad, turn, axis=0) - rest.corners).max()) for turn in range(4))
        return apart <= STILL_SHARE * self.diagonal
