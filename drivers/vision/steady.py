"""When a page has lain still for long enough to be taken. Pure: it is told what was seen and when.

The time is the frame's own stamp, so a camera that slows down does not make a page look stiller than it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from drivers.vision.pages.geometry import Floats

STILL_SHARE = 0.008
"""Of the frame's diagonal: corners that move less than this between two frames lie still."""
STEADY_S = 0.8
"""Seconds that a page must lie still and good before it is taken by itself."""
MAX_GAP_S = 1.0
"""Seconds between two frames after which nothing is known of what happened meanwhile."""


@dataclass(frozen=True, slots=True)
class Steadiness:
    """What the tracker knows after a frame."""

    moving: bool
    """A page is there, and it is elsewhere than in the frame before."""
    steady: bool
    """Still and good for ``STEADY_S``."""


@dataclass(frozen=True, slots=True)
class SteadyTracker:
    """The state between two frames; ``seen`` gives the next state. Immutable."""

    diagonal: float
    """Of the frame, in pixels."""
    anchor: Floats | None = None
    """Corners where the present stillness began."""
    since: float = 0.0
    """When it began, in seconds."""
    last: float = 0.0
    """Stamp of the frame before."""

    def seen(self, quad: Floats | None, stamp: float, *, good: bool) -> tuple[SteadyTracker, Steadiness]:
        """Take one frame.

        Args:
            quad: ``(4, 2)`` corners in pixels of the frame, None when no page was found.
            stamp: when the frame was taken, in seconds of a monotonic clock.
            good: whether the page could be taken as far as its quality goes.
        """
        if quad is None:
            return replace(self, anchor=None, last=stamp), Steadiness(moving=False, steady=False)
        if self.anchor is None or stamp - self.last > MAX_GAP_S:
            return self._begin(quad, stamp), Steadiness(moving=False, steady=False)
        if float(np.abs(quad - self.anchor).max()) > STILL_SHARE * self.diagonal:
            return self._begin(quad, stamp), Steadiness(moving=True, steady=False)
        since = self.since if good else stamp
        later = replace(self, since=since, last=stamp)
        return later, Steadiness(moving=False, steady=good and stamp - since >= STEADY_S)

    def _begin(self, quad: Floats, stamp: float) -> SteadyTracker:
        return replace(self, anchor=quad.copy(), since=stamp, last=stamp)
