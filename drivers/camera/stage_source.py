"""A stage for demonstrations and tests: a text file says which paper lies under the camera now.

The file's one line is the path of a picture (relative ones start at the file's folder), or one of the words of
``Prop``. It is read again whenever it has changed, so papers are laid and removed, and the cable is pulled, from
outside. Above this file everything is as with a real camera.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import numpy as np

from drivers.camera.errors import CameraGoneError, SourceMissingError
from drivers.camera.sample_desk import DESK_HEIGHT, DESK_WIDTH, draw_empty_desk
from drivers.camera.source import DEFAULT_FPS, Frame, Pacer, Pixels
from drivers.camera.still_source import load_picture
from drivers.timebase import Timebase


class Prop(StrEnum):
    """What the stage can show besides a picture."""

    EMPTY = "empty"
    """The desk with nothing on it."""
    BLACK = "black"
    """Black frames, as with the cover on."""
    FREEZE = "freeze"
    """The last frame again and again."""
    UNPLUG = "unplug"
    """No camera."""


def set_stage(stage: Path, show: Path | Prop) -> None:
    """Lay a paper on the stage, or set one of its other states. Readers see the old line or the new one, never half.

    Args:
        stage: the stage's text file; made when it does not exist.
        show: a picture's path, or a ``Prop``.
    """
    fresh = stage.with_name(stage.name + ".new")
    fresh.write_text(f"{show}\n", encoding="utf-8")
    fresh.replace(stage)


class StageSource:
    """Frames of what the stage's file names."""

    live = False

    def __init__(self, stage: Path, timebase: Timebase, *, fps: float = DEFAULT_FPS) -> None:
        """Prepare. ``stage`` is the text file."""
        self._stage = stage
        self._pacer = Pacer(timebase, fps)
        self._opened = False
        self._mark: tuple[int, int, int] | None = None
        self._line = ""
        self._image: Pixels | None = None
        self._last: Frame | None = None
        self._sequence = 0

    def open(self) -> None:
        """Read the file. Raises ``SourceMissingError`` when it does not exist or says that the cable is pulled."""
        self._mark = None
        self._look()
        if self._line == Prop.UNPLUG:
            raise SourceMissingError("stage_unplugged")
        self._opened = True

    def close(self) -> None:
        """Forget everything."""
        self._opened = False
        self._image = None

    def read(self) -> Frame:
        """A frame of what lies on the stage now. Raises ``CameraGoneError`` when the cable is pulled."""
        if not self._opened:
            raise CameraGoneError("closed")
        stamp = self._pacer.wait_turn()
        try:
            self._look()
        except SourceMissingError as error:
            raise CameraGoneError("stage_removed") from error
        if self._line == Prop.UNPLUG:
            raise CameraGoneError("stage_unplugged")
        if self._line == Prop.FREEZE and self._last is not None:
            return self._last
        if self._image is None:
            self._image = self._picture()
        self._sequence += 1
        self._last = Frame(self._image, stamp, self._sequence)
        return self._last

    def _look(self) -> None:
        """Read the file again when it has changed."""
        try:
            state = self._stage.stat()
            mark = (state.st_mtime_ns, state.st_size, state.st_ino)
            if mark == self._mark:
                return
            self._line = self._stage.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SourceMissingError("stage_file") from error
        self._mark, self._image = mark, None

    def _picture(self) -> Pixels:
        match self._line:
            case Prop.EMPTY | Prop.FREEZE | "":
                return draw_empty_desk()
            case Prop.BLACK:
                return np.zeros((DESK_HEIGHT, DESK_WIDTH, 3), np.uint8)
            case path:
                return load_picture(self._stage.parent / path)
