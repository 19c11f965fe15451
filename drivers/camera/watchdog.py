"""Frozen, black and slow frames told from good ones. Pure: it is told what came and when.

A frozen camera is worse than a missing one: it shows, and would take, the paper of somebody who has left.
"""

from __future__ import annotations

import zlib
from enum import StrEnum

import numpy as np

from drivers.camera.source import Frame, Pixels

FROZEN_S = 2.0
"""Seconds without a new frame after which the picture is one of the past."""
DARK_S = 4.0
"""Seconds of black after which it is no hand or shadow."""
DARK_LEVEL = 6.0
"""Mean of 255; a room at night with the desk lamp off measures more."""
SLOW_S = 1.5
"""Seconds of waiting for a frame after which the camera is slow."""


class FrameHealth(StrEnum):
    """What the last frames say of the camera."""

    GOOD = "good"
    FROZEN = "frozen"
    DARK = "dark"
    SLOW = "slow"


class Watchdog:
    """Watches the frames of one source for its whole life.

    It outlives a reopening: a camera that shows the old picture again after it is still frozen.
    """

    __slots__ = ("_dark_since", "_fingerprint", "_live", "_new_at", "_sequence")

    def __init__(self, *, live: bool) -> None:
        """Prepare. ``live``: frames come from a sensor, so two equal ones in a row are the same one."""
        self._live = live
        self._new_at: float | None = None
        self._dark_since: float | None = None
        self._sequence = -1
        self._fingerprint = -1

    def seen(self, frame: Frame, now: float, waited_s: float = 0.0) -> FrameHealth:
        """Take one frame.

        Args:
            frame: what the source gave.
            now: seconds of the timebase; a frozen frame's own stamp stands still.
            waited_s: how long the source took for it.
        """
        thumbnail = frame.image[::16, ::16]
        if self._is_new(frame, thumbnail) or self._new_at is None:
            self._new_at = now
        dark = float(thumbnail.mean()) < DARK_LEVEL
        if not dark:
            self._dark_since = None
        elif self._dark_since is None:
            self._dark_since = now
        if now - self._new_at >= FROZEN_S:
            return FrameHealth.FROZEN
        if self._dark_since is not None and now - self._dark_since >= DARK_S:
            return FrameHealth.DARK
        return FrameHealth.SLOW if waited_s >= SLOW_S else FrameHealth.GOOD

    def _is_new(self, frame: Frame, thumbnail: Pixels) -> bool:
        fresh = frame.sequence != self._sequence
        self._sequence = frame.sequence
        if not self._live:
            return fresh
        fingerprint = zlib.crc32(np.ascontiguousarray(thumbnail).tobytes())
        differs = fingerprint != self._fingerprint
        self._fingerprint = fingerprint
        return fresh and differs
