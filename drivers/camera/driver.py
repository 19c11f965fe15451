"""The document camera as the supervisor sees it."""

from __future__ import annotations

from typing import assert_never, overload

import cv2

from drivers.camera.code_watch import CodeWatch
from drivers.camera.commands import CapturedPage, WatchCode, WatchPage
from drivers.camera.frame_memory import keep_frame_memory, release_frame_memory
from drivers.camera.source import FrameSource
from drivers.camera.status import CameraStatus, Dark, Frozen, Offline, Ready, Slow, Unknown
from drivers.camera.watch import PageWatch, watched_read
from drivers.camera.watchdog import FrameHealth, Watchdog
from drivers.code_scanner.model import CodeScanned
from drivers.commands import CommandContext
from drivers.timebase import Timebase
from drivers.vocabulary import DeviceError, DeviceKind

VISION_THREADS = 1
"""Threads that OpenCV may use: the second core belongs to the screen."""


class CameraDriver:
    """Runs ``WatchPage`` and ``WatchCode`` on any frame source. Status: ``CameraStatus``."""

    def __init__(self, source: FrameSource, timebase: Timebase) -> None:
        """Prepare; nothing is opened."""
        self._source = source
        self._timebase = timebase
        self._watchdog = Watchdog(live=source.live)
        self._reopen = False

    @property
    def kind(self) -> DeviceKind:
        """A camera."""
        return DeviceKind.CAMERA

    def open(self) -> None:
        """Open the source. Raises ``CameraError``."""
        cv2.setNumThreads(VISION_THREADS)
        self._source.open()
        keep_frame_memory()
        self._reopen = False

    def close(self) -> None:
        """Close the source, and give its memory back."""
        self._source.close()
        release_frame_memory()

    def poll(self) -> CameraStatus:
        """Read one frame and judge it. A frozen source is opened anew at the next poll. Raises ``CameraError``."""
        if self._reopen:
            self._source.close()
            self._source.open()
            self._reopen = False
        frame, health = watched_read(self._source, self._watchdog, self._timebase)
        width, height = (round(side * frame.full_scale) for side in (frame.image.shape[1], frame.image.shape[0]))
        match health:
            case FrameHealth.GOOD:
                return Ready(width, height)
            case FrameHealth.SLOW:
                return Slow(width, height)
            case FrameHealth.FROZEN:
                self._reopen = True
                return Frozen()
            case FrameHealth.DARK:
                return Dark()
            case _:
                assert_never(health)

    @overload
    def run(self, command: WatchPage, context: CommandContext) -> CapturedPage: ...

    @overload
    def run(self, command: WatchCode, context: CommandContext) -> CodeScanned: ...

    @overload
    def run(self, command: object, context: CommandContext) -> CapturedPage | CodeScanned: ...

    def run(self, command: object, context: CommandContext) -> CapturedPage | CodeScanned:
        """Run ``WatchPage`` or ``WatchCode``.

        Raises:
            TypeError: another command.
            CameraError, CommandStoppedError, TimeLimitError: as ``PageWatch.run`` and ``CodeWatch.run`` say.
        """
        if isinstance(command, WatchCode):
            return CodeWatch(self._source, self._watchdog, self._timebase).run(command, context)
        if not isinstance(command, WatchPage):
            raise TypeError(type(command).__name__)
        try:
            return PageWatch(self._source, self._watchdog, self._timebase).run(command, context)
        finally:
            # The slot must not outlive the command with somebody's paper in it.
            command.slot.clear()

    def unreached(self, error: DeviceError | None) -> CameraStatus:
        """``Offline`` for a cause, ``Unknown`` before the first poll."""
        return Unknown() if error is None else Offline(error.code)
