"""Waiting for a code that a resident shows: before the code scanner, or under the document camera.

Both read on their own device's thread; the GUI thread only gives the command and takes the answer. A flow or a step
keeps one of these for as long as its page asks for a code::

    watch = CodeWatch(around, frozenset({CodeKind.RECEIPT_NUMBER}), on_code)
    watch.begin()               # when the page comes
    watch.on_device(event)      # every device event
    watch.on_tick()             # every second
    watch.end()                 # when the page goes: the beam is off, nobody looks at the desk any more
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from drivers.vocabulary import (
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceEvent,
    DeviceKind,
    StatusChanged,
)
from kiosk.background import Lane

if TYPE_CHECKING:
    from drivers.code_scanner.classify import Code, CodeKind
    from kiosk.flows.surroundings import Surroundings

_log = logging.getLogger(__name__)

CAMERA_LIMIT_S = 600.0
"""How long one watch under the camera may last; the page's own time ends long before."""
CAMERA_MODULES = ("drivers.supervisor", "drivers.camera.source_text", "drivers.camera.driver")
"""What the camera needs is loaded by a worker: the image libraries take a third of a second."""


class CameraUse(StrEnum):
    """When the camera looks for the code."""

    NEVER = "never"
    INSTEAD = "instead"
    """Where no scanner can be used now."""
    TOO = "too"
    """Beside the scanner."""


class CodeWatch:
    """One prompt for a code, on every device that can read it. Lives on the GUI thread."""

    def __init__(
        self,
        around: Surroundings,
        expected: frozenset[CodeKind],
        on_code: Callable[[Code], None],
        *,
        camera: CameraUse = CameraUse.INSTEAD,
        on_rejected: Callable[[CodeKind], None] = lambda _kind: None,
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        """Prepare; nothing is asked of a device yet.

        Args:
            around: whose devices are used.
            expected: what the page asks for.
            on_code: takes the one code; then the watch has ended.
            camera: when the camera looks too.
            on_rejected: takes the kind of a code that was shown and not asked for, once for each presentation.
            on_change: ``scanner_waits`` or ``camera_waits`` has changed, so the page may say something else.
        """
        self._around = around
        self._expected = expected
        self._on_code = on_code
        self._camera = camera
        self._on_rejected = on_rejected
        self._on_change = on_change
        self._running = False
        self._camera_asked = False
        self._commands: dict[DeviceKind, CommandId] = {}

    @property
    def running(self) -> bool:
        """Whether a code is waited for, by whatever device can."""
        return self._running

    @property
    def scanner_waits(self) -> bool:
        """Whether the scanner's beam is on."""
        return DeviceKind.CODE_SCANNER in self._commands

    @property
    def camera_waits(self) -> bool:
        """Whether the camera looks at the desk."""
        return DeviceKind.CAMERA in self._commands

    def begin(self) -> None:
        """Wait for a code on every device that can; one that comes later joins in. Again changes nothing."""
        if not self._running:
            self._running = True
            self._join(DeviceKind.CODE_SCANNER)
            self._use_camera()

    def end(self) -> None:
        """Wait no longer; what still comes is dropped. The camera itself rests when the visit ends."""
        self._running = False
        for kind in tuple(self._commands):
            self._stop(kind)

    def on_device(self, event: DeviceEvent) -> None:
        """Follow scanner and camera; events of others, and of commands that are not this watch's, are left alone."""
        kind = event.device
        if not self._running or kind not in {DeviceKind.CODE_SCANNER, DeviceKind.CAMERA}:
            return
        before = self.scanner_waits, self.camera_waits
        mine = self._commands.get(kind)
        match event:
            case CommandDone(_, command, result) if command == mine:
                del self._commands[kind]
                self._done(result)
                return
            case CommandFailed(_, command) if command == mine:
                # Typing is possible all the time; a scanner is tried again when its state changes, a camera at a tick.
                del self._commands[kind]
            case CommandProgressed(_, command, progress) if command == mine:
                self._progressed(progress)
            case StatusChanged() if kind is DeviceKind.CODE_SCANNER:
                self._join(kind)
                self._use_camera()
            case StatusChanged():
                self._use_camera()
            case _:
                pass
        if before != (self.scanner_waits, self.camera_waits):
            self._on_change()

    def on_tick(self) -> None:
        """A second has gone by: a camera whose watch has failed, and that can be used again, looks again."""
        before = self.camera_waits
        if self._running:
            self._use_camera()
        if self.camera_waits is not before:
            self._on_change()

    @property
    def _camera_wanted(self) -> bool:
        match self._camera:
            case CameraUse.NEVER:
                return False
            case CameraUse.TOO:
                return True
            case CameraUse.INSTEAD:
                return self._scanner_missing
            case _:
                assert_never(self._camera)

    @property
    def _scanner_missing(self) -> bool:
        """A scanner that has not answered yet is waited for: the camera costs forty megabytes."""
        from drivers.code_scanner.model import Unknown

        status = self._around.devices.status(DeviceKind.CODE_SCANNER)
        return status is None or not (status.usable or isinstance(status, Unknown))

    def _use_camera(self) -> None:
        devices, kind = self._around.devices, DeviceKind.CAMERA
        if not self._camera_wanted or not devices.has(kind):
            self._stop(kind)
        elif devices.status(kind) is None:
            self._load_camera()
        else:
            self._join(kind)

    def _load_camera(self) -> None:
        """Load the camera's libraries off the GUI thread, then start it, once; it joins when it is ready."""
        if self._camera_asked:
            return
        from kiosk.warm_up import load

        self._camera_asked = True
        self._around.background.run(Lane.PAPER, lambda: load(CAMERA_MODULES), self._loaded, self._not_loaded)

    def _loaded(self, _nothing: None) -> None:
        if self._running and self._camera_wanted:
            self._around.devices.start(DeviceKind.CAMERA)

    def _not_loaded(self, error: Exception) -> None:
        _log.error("camera_not_loaded error=%s", type(error).__name__)

    def _join(self, kind: DeviceKind) -> None:
        """Give the device its command where it can take one and has none."""
        devices = self._around.devices
        if kind in self._commands or not devices.usable(kind):
            return
        if kind is DeviceKind.CAMERA:
            from drivers.camera.commands import WatchCode

            self._commands[kind] = devices.submit(kind, WatchCode(self._expected), CAMERA_LIMIT_S)
            return
        from drivers.code_scanner.model import Scan

        limit_s = self._around.settings.devices.code_scanner.scan_timeout_s
        self._commands[kind] = devices.submit(kind, Scan(self._expected), limit_s)

    def _stop(self, kind: DeviceKind) -> None:
        command = self._commands.pop(kind, None)
        if command is not None:
            self._around.devices.cancel(command)

    def _done(self, result: object) -> None:
        from drivers.code_scanner.model import CodeScanned

        self.end()
        if isinstance(result, CodeScanned):
            self._on_code(result.code)

    def _progressed(self, progress: object) -> None:
        from drivers.code_scanner.model import CodeRejected

        if isinstance(progress, CodeRejected):
            self._on_rejected(progress.kind)
