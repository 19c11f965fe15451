"""What a document camera can be, as a closed union: match it with ``assert_never``."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ready:
    """Frames come, and they change with time. ``width`` and ``height`` are the frame's size in pixels."""

    width: int
    height: int

    @property
    def usable(self) -> bool:
        """Pages can be taken."""
        return True


@dataclass(frozen=True, slots=True)
class Slow:
    """Frames come, a second and a half or more apart: pages can be taken, and it takes patience."""

    width: int
    height: int

    @property
    def usable(self) -> bool:
        """Pages can be taken."""
        return True


@dataclass(frozen=True, slots=True)
class Offline:
    """There is no camera to read from. ``code`` is the error's code, such as ``camera_gone``."""

    code: str

    @property
    def usable(self) -> bool:
        """Nothing can be taken."""
        return False


@dataclass(frozen=True, slots=True)
class Frozen:
    """The camera answers, but shows the same frame again and again: a picture of the past."""

    @property
    def usable(self) -> bool:
        """A picture of the past must not be taken."""
        return False


@dataclass(frozen=True, slots=True)
class Dark:
    """The camera answers with black frames: the cover is on, the lamp is out, or the sensor is broken."""

    @property
    def usable(self) -> bool:
        """Nothing can be seen."""
        return False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not asked yet."""

    @property
    def usable(self) -> bool:
        """Nobody knows."""
        return False


CameraStatus = Ready | Slow | Offline | Frozen | Dark | Unknown
