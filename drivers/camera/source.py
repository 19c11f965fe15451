"""The one interface of everything that gives frames, and the pace that they all keep."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from drivers.timebase import Timebase

Pixels = npt.NDArray[np.uint8]

DEFAULT_FPS = 8.0
"""Frames per second for preview and page finding; at about 70 CPU milliseconds each they leave the screen its core."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from above the desk. Personal: it may show a resident's paper."""

    image: Pixels = field(repr=False)
    """``(h, w, 3)`` BGR uint8. Not to be changed by whoever reads it."""
    stamp: float
    """When it was taken, in seconds of the source's timebase."""
    sequence: int
    """Counts the frames since the source was made. The same number means the very same frame again."""
    full_scale: float = 1.0
    """Pixels of the full picture to one of this one: above 1 where ``FrameSource.full`` gives a larger picture."""


class FrameSource(Protocol):
    """Where frames come from. Used on one thread."""

    @property
    def live(self) -> bool:
        """Whether frames come from a sensor, whose noise makes any two of them differ."""

    def open(self) -> None:
        """Make ready to read. Raises ``CameraError``; then nothing is left open."""

    def close(self) -> None:
        """Let go of everything. Never raises, and does nothing when closed."""

    def read(self) -> Frame:
        """The next frame, when it is due. Raises ``CameraError`` when there is none."""

    def full(self, frame: Frame) -> Frame:
        """The largest picture of what the last frame shows.

        Args:
            frame: what ``read`` gave last.

        Returns:
            With the frame's ``sequence`` where it is of the very same moment (the frame itself, where that is as
            large as it can be); with another one where the camera had to take a new picture.

        Raises:
            CameraError: the camera does not give it.
        """


@runtime_checkable
class TellsItself(Protocol):
    """A source that can tell about itself, for the bench tools."""

    def describe(self) -> dict[str, object]:
        """What was asked of it and what came of it, as plain values."""


class Pacer:
    """Keeps a pace: at most so many turns per second, none made up for later."""

    __slots__ = ("_condition", "_interval_s", "_next", "_timebase")

    def __init__(self, timebase: Timebase, fps: float) -> None:
        """Prepare; the first turn is due at once. ``fps`` is turns per second, above zero."""
        self._timebase = timebase
        self._interval_s = 1.0 / fps
        self._next = timebase.now()
        self._condition = threading.Condition()

    def due_in_s(self) -> float:
        """Seconds until the next turn; zero or less when it is due."""
        return self._next - self._timebase.now()

    def wait_turn(self) -> float:
        """Wait until the next turn is due and return its time in seconds of the timebase."""
        with self._condition:
            while (left_s := self.due_in_s()) > 0:
                self._timebase.wait(self._condition, left_s)
        now = self._timebase.now()
        self._next = now + self._interval_s
        return now
