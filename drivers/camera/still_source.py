"""Frames from picture files: one file, a film, or a folder of pictures in the order of their names."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from drivers.camera.errors import CameraGoneError, ImageUnreadableError, NoFramesError, SourceMissingError
from drivers.camera.source import DEFAULT_FPS, Frame, Pacer, Pixels
from drivers.timebase import Timebase

PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff"})
MAX_FILE_BYTES = 64_000_000
MAX_LONG_SIDE = 4096
"""Pixels; a larger picture is made smaller when it is loaded, as no camera in use gives more."""


def load_picture(path: Path) -> Pixels:
    """A picture file as BGR uint8; grey pictures are widened.

    Raises:
        SourceMissingError: no such file.
        ImageUnreadableError: it is larger than 64 MB, or cannot be decoded.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise ImageUnreadableError("file_too_large")
        data = np.fromfile(path, np.uint8)
    except OSError as error:
        raise SourceMissingError("picture_file") from error
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise ImageUnreadableError("undecodable") from error
    if image is None:
        raise ImageUnreadableError("undecodable")
    longest = max(image.shape[:2])
    if longest > MAX_LONG_SIDE:
        scale = MAX_LONG_SIDE / longest
        image = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(image, np.uint8)


class SequenceSource:
    """The pictures of a folder in the order of their names; from the start again, or the last one for ever."""

    live = False

    def __init__(self, folder: Path, timebase: Timebase, *, fps: float = DEFAULT_FPS, loop: bool = True) -> None:
        """Prepare. ``loop``: start again after the last picture, instead of holding it."""
        self._folder = folder
        self._pacer = Pacer(timebase, fps)
        self._loop = loop
        self._paths: list[Path] = []
        self._at = -1
        self._image: Pixels | None = None
        self._sequence = 0

    def open(self) -> None:
        """List the pictures. Raises ``SourceMissingError`` for no folder, ``NoFramesError`` for an empty one."""
        if not self._folder.is_dir():
            raise SourceMissingError("picture_folder")
        paths = sorted(path for path in self._folder.iterdir() if path.suffix.lower() in PICTURE_SUFFIXES)
        if not paths:
            raise NoFramesError("folder_without_pictures")
        self._paths, self._at = paths, -1

    def close(self) -> None:
        """Forget the pictures."""
        self._paths, self._image = [], None

    def read(self) -> Frame:
        """The next picture. Raises ``CameraGoneError`` when it has been removed meanwhile."""
        if not self._paths:
            raise CameraGoneError("closed")
        stamp = self._pacer.wait_turn()
        following = self._at + 1
        if following >= len(self._paths):
            following = 0 if self._loop else len(self._paths) - 1
        if following != self._at or self._image is None:
            try:
                self._image = load_picture(self._paths[following])
            except SourceMissingError as error:
                raise CameraGoneError("picture_removed") from error
        self._at = following
        self._sequence += 1
        return Frame(self._image, stamp, self._sequence)

    def full(self, frame: Frame) -> Frame:
        """The frame itself: it is the whole picture."""
        return frame


class FileSource:
    """One picture for ever, or a film over and over."""

    live = False

    def __init__(self, path: Path, timebase: Timebase, *, fps: float = DEFAULT_FPS) -> None:
        """Prepare. What it is tells the name's suffix."""
        self._path = path
        self._pacer = Pacer(timebase, fps)
        self._image: Pixels | None = None
        self._film: cv2.VideoCapture | None = None
        self._sequence = 0

    def open(self) -> None:
        """Load the picture or open the film. Raises ``SourceMissingError`` or ``ImageUnreadableError``."""
        if self._path.suffix.lower() in PICTURE_SUFFIXES:
            self._image = load_picture(self._path)
            return
        if not self._path.is_file():
            raise SourceMissingError("film_file")
        film = cv2.VideoCapture(str(self._path))
        if not film.isOpened():
            film.release()
            raise ImageUnreadableError("undecodable_film")
        self._film = film

    def close(self) -> None:
        """Let go of the picture or the film."""
        self._image = None
        if self._film is not None:
            self._film.release()
            self._film = None

    def read(self) -> Frame:
        """The picture again, or the film's next frame. Raises ``NoFramesError`` for a film without frames."""
        stamp = self._pacer.wait_turn()
        image = self._image if self._film is None else self._film_frame(self._film)
        if image is None:
            raise CameraGoneError("closed")
        self._sequence += 1
        return Frame(image, stamp, self._sequence)

    def full(self, frame: Frame) -> Frame:
        """The frame itself: it is the whole picture."""
        return frame

    @staticmethod
    def _film_frame(film: cv2.VideoCapture) -> Pixels:
        good, image = film.read()
        if not good:
            film.set(cv2.CAP_PROP_POS_FRAMES, 0)
            good, image = film.read()
        if not good:
            raise NoFramesError("film_without_frames")
        return np.asarray(image, np.uint8)
