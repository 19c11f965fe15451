"""A stage for demonstrations and tests: a text file says which paper lies under the camera now, and what is broken.

The first line is the path of a picture (relative ones start at the file's folder), or one of the words of ``Prop``.
Each further line is one of the words of ``Fault``. The file is read again whenever it has changed, so papers are laid
and removed, and the cable is pulled, from outside. Above this file everything is as with a real camera.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

import cv2
import numpy as np

from drivers.camera.decoding import decode
from drivers.camera.errors import CameraGoneError, SourceMissingError
from drivers.camera.sample_desk import DESK_HEIGHT, DESK_WIDTH, draw_empty_desk
from drivers.camera.source import DEFAULT_FPS, Frame, Pacer, Pixels
from drivers.camera.still_source import load_picture
from drivers.camera.v4l2.stream import PixelLayout
from drivers.timebase import Timebase

SLOW_FRAME_S = 1.8
"""Seconds that a slow stage takes for a frame."""
TINY_WIDTH = 160
BLUR_SIGMA = 4.0


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


class Fault(StrEnum):
    """What can be broken besides, whatever lies on the desk."""

    BLUR = "blur"
    """Out of focus: the page lies there and cannot be read."""
    BLACK = "black"
    """Black frames: the cover is on, the lamp out."""
    FREEZE = "freeze"
    """The last frame again and again, with its old stamp and number."""
    UNPLUG = "unplug"
    """The cable is pulled; without this word it is in again."""
    TINY = "tiny"
    """Frames of 160 x 120: a camera that has fallen back to its smallest size."""
    CORRUPT = "corrupt"
    """Every frame arrives torn, as motion JPEG that lost its second half on the cable."""
    SLOW = "slow"
    """A frame takes 1.8 s: a bus that is shared with too much."""


def set_stage(stage: Path, show: Path | Prop) -> None:
    """Lay a paper on the stage, or set one of its other states; its faults stay as they are.

    Readers see the old text or the new one, never half.

    Args:
        stage: the stage's text file; made when it does not exist.
        show: a picture's path, or a ``Prop``.
    """
    _write(stage, str(show), stage_faults(stage))


def set_faults(stage: Path, faults: Iterable[Fault]) -> None:
    """Break what is named and mend everything else; the paper stays where it lies.

    Args:
        stage: the stage's text file; made, with an empty desk, when it does not exist.
        faults: all that is to be broken from now on; none to mend everything.
    """
    _write(stage, _lines(stage)[0], faults)


def stage_faults(stage: Path) -> frozenset[Fault]:
    """What is broken now."""
    return _faults_in(_lines(stage))


def _write(stage: Path, show: str, faults: Iterable[Fault]) -> None:
    fresh = stage.with_name(stage.name + ".new")
    fresh.write_text("\n".join([show, *sorted(faults)]) + "\n", encoding="utf-8")
    fresh.replace(stage)


def _lines(stage: Path) -> list[str]:
    """The stage's lines, at least one; an empty desk where there is no file."""
    try:
        text = stage.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = ""
    return [line.strip() for line in text.splitlines()] or [Prop.EMPTY.value]


def _faults_in(lines: list[str]) -> frozenset[Fault]:
    return frozenset(Fault(line) for line in lines[1:] if line in tuple(Fault))


class StageSource:
    """Frames of what the stage's file names."""

    live = False

    def __init__(self, stage: Path, timebase: Timebase, *, fps: float = DEFAULT_FPS) -> None:
        """Prepare. ``stage`` is the text file."""
        self._stage = stage
        self._timebase = timebase
        self._pacer = Pacer(timebase, fps)
        self._opened = False
        self._mark: tuple[int, int, int] | None = None
        self._show = ""
        self._faults: frozenset[Fault] = frozenset()
        self._image: Pixels | None = None
        self._last: Frame | None = None
        self._sequence = 0

    def open(self) -> None:
        """Read the file. Raises ``SourceMissingError`` when it does not exist or says that the cable is pulled."""
        self._mark = None
        self._look()
        if self._is(Prop.UNPLUG):
            raise SourceMissingError("stage_unplugged")
        self._opened = True

    def close(self) -> None:
        """Forget everything."""
        self._opened = False
        self._image = None

    def read(self) -> Frame:
        """A frame of what lies on the stage now.

        Raises:
            CameraGoneError: the cable is pulled, or the file has been removed.
            FramesDamagedError: frames arrive torn.
            ImageUnreadableError, SourceMissingError: the paper is no picture, or no file.
        """
        if not self._opened:
            raise CameraGoneError("closed")
        stamp = self._pacer.wait_turn()
        try:
            self._look()
        except SourceMissingError as error:
            raise CameraGoneError("stage_removed") from error
        if self._is(Prop.UNPLUG):
            raise CameraGoneError("stage_unplugged")
        if Fault.SLOW in self._faults:
            stamp = self._dawdle()
        if self._is(Prop.FREEZE) and self._last is not None:
            return self._last
        if self._image is None:
            self._image = self._picture()
        self._sequence += 1
        self._last = Frame(self._image, stamp, self._sequence)
        return self._last

    def full(self, frame: Frame) -> Frame:
        """The frame itself: it is the whole picture."""
        return frame

    def _is(self, prop: Prop) -> bool:
        return self._show == prop or prop.value in self._faults

    def _look(self) -> None:
        """Read the file again when it has changed."""
        try:
            state = self._stage.stat()
            mark = (state.st_mtime_ns, state.st_size, state.st_ino)
            if mark == self._mark:
                return
            lines = _lines(self._stage)
        except OSError as error:
            raise SourceMissingError("stage_file") from error
        self._show, self._faults = lines[0], _faults_in(lines)
        self._mark, self._image = mark, None

    def _dawdle(self) -> float:
        """Let a slow camera's time pass; gives the time afterwards."""
        condition = threading.Condition()
        end = self._timebase.now() + SLOW_FRAME_S
        with condition:
            while (left_s := end - self._timebase.now()) > 0:
                self._timebase.wait(condition, left_s)
        return self._timebase.now()

    def _picture(self) -> Pixels:
        """What lies there, as the broken camera shows it."""
        if self._is(Prop.BLACK):
            return np.zeros((DESK_HEIGHT, DESK_WIDTH, 3), np.uint8)
        match self._show:
            case Prop.EMPTY | Prop.FREEZE | Prop.UNPLUG | "":
                image = draw_empty_desk()
            case path:
                image = load_picture(self._stage.parent / path)
        if Fault.BLUR in self._faults:
            image = np.asarray(cv2.GaussianBlur(image, (0, 0), BLUR_SIGMA), np.uint8)
        if Fault.TINY in self._faults:
            size = (TINY_WIDTH, round(TINY_WIDTH * image.shape[0] / image.shape[1]))
            image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)
        return _torn(image) if Fault.CORRUPT in self._faults else image


def _torn(image: Pixels) -> Pixels:
    """Send a picture as motion JPEG that loses its second half. Raises ``FramesDamagedError``."""
    data = cv2.imencode(".jpg", image)[1].tobytes()
    return decode(data[: len(data) // 2], PixelLayout("MJPG", image.shape[1], image.shape[0], 0))
