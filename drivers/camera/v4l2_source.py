"""Frames from a camera under Linux (V4L2) through OpenCV.

Frames are asked for as motion JPEG: large ones do not pass USB 2 uncompressed at more than a few per second. Between
two frames that are wanted the others are taken off the queue without decoding, so that what is shown is now, not half
a second ago. Source: platform sheet, section 7, "Camera".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np

from drivers.camera.errors import CameraGoneError, NoFramesError, SourceMissingError
from drivers.camera.source import DEFAULT_FPS, Frame, Pacer
from drivers.timebase import Timebase

DEFAULT_WIDTH = 1920
DEFAULT_HEIGHT = 1440
STALE_FRAMES = 4
"""Frames that the kernel may still hold from before a pause."""
STALE_AFTER_S = 0.5
MAX_SKIPPED = 64
"""Frames taken off the queue for one that is wanted; a bound for drivers that answer at once."""


class Capture(Protocol):
    """The part of ``cv2.VideoCapture`` that is used here."""

    def isOpened(self) -> bool:
        """Whether the device is open."""

    def grab(self) -> bool:
        """Take the next frame off the queue."""

    def retrieve(self) -> tuple[bool, Any]:
        """Decode the frame taken last."""

    def release(self) -> None:
        """Close the device."""


CaptureFactory = Callable[[str | int, Sequence[int]], Capture]


def open_v4l2(device: str | int, parameters: Sequence[int]) -> Capture:
    """Open a device with OpenCV's V4L2 back end."""
    return cv2.VideoCapture(device, cv2.CAP_V4L2, parameters)


class V4l2Source:
    """A camera by its number or by its path; a path under ``/dev/v4l/by-id`` stays the same after replugging."""

    live = True

    def __init__(
        self,
        device: str | int,
        timebase: Timebase,
        *,
        fps: float = DEFAULT_FPS,
        width: int = DEFAULT_WIDTH,
        height: int = DEFAULT_HEIGHT,
        open_capture: CaptureFactory = open_v4l2,
    ) -> None:
        """Prepare.

        Args:
            device: number, or path such as ``/dev/video0``.
            timebase: clock and waiting.
            fps: frames per second that are wanted.
            width: pixels that are asked for; the camera gives the nearest size that it has.
            height: the same.
            open_capture: opens the device.
        """
        self._device = device
        self._timebase = timebase
        self._pacer = Pacer(timebase, fps)
        self._parameters = (
            *(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")),
            *(cv2.CAP_PROP_FRAME_WIDTH, width),
            *(cv2.CAP_PROP_FRAME_HEIGHT, height),
        )
        self._open_capture = open_capture
        self._capture: Capture | None = None
        self._last_grab = float("-inf")
        self._sequence = 0

    def open(self) -> None:
        """Open the device. Raises ``SourceMissingError`` when it is not there, ``NoFramesError`` when it refuses."""
        path = Path(f"/dev/video{self._device}") if isinstance(self._device, int) else Path(self._device)
        if not path.exists():
            raise SourceMissingError("video_device")
        capture = self._open_capture(self._device, self._parameters)
        if not capture.isOpened():
            capture.release()
            raise NoFramesError("device_refused")
        self._capture = capture
        self._last_grab = float("-inf")

    def close(self) -> None:
        """Close the device."""
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    def read(self) -> Frame:
        """The newest frame when it is due. Raises ``CameraGoneError`` when the device has gone away."""
        capture = self._capture
        if capture is None:
            raise CameraGoneError("closed")
        stale = self._timebase.now() - self._last_grab > STALE_AFTER_S
        for _ in range(STALE_FRAMES if stale else 0):
            self._grab(capture)
        skipped = 0
        self._grab(capture)
        while self._pacer.due_in_s() > 0 and skipped < MAX_SKIPPED:
            self._grab(capture)
            skipped += 1
        stamp = self._pacer.wait_turn()
        good, image = capture.retrieve()
        if not good or image is None or image.ndim != 3:
            raise NoFramesError("frame_undecodable")
        self._sequence += 1
        return Frame(np.asarray(image, np.uint8), stamp, self._sequence)

    def _grab(self, capture: Capture) -> None:
        if not capture.grab():
            raise CameraGoneError("grab_refused")
        self._last_grab = self._timebase.now()
