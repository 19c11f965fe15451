"""One open device node: a call with its structure, or a typed error."""

from __future__ import annotations

import ctypes
import errno
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from drivers.camera.errors import (
    CameraBusyError,
    CameraDeniedError,
    CameraError,
    CameraGoneError,
    NoBandwidthError,
    NoFramesError,
    NotACameraError,
    SourceMissingError,
)
from drivers.camera.v4l2.kernel import FrameMemory, Kernel
from drivers.camera.v4l2.layout import Call, Cap, Capability, text_of

END_OF_LIST = frozenset({errno.EINVAL, errno.ENOTTY, errno.ENODATA})
"""What the kernel answers behind the last entry of a list, and to a question that a driver does not know."""
GONE = frozenset({errno.ENODEV, errno.ENXIO, errno.EBADF, errno.ESHUTDOWN, errno.EPROTO})
MISSING = frozenset({errno.ENOENT, errno.ENODEV, errno.ENXIO, errno.ENOTDIR})

Argument = ctypes.Structure | ctypes.c_int


@dataclass(frozen=True, slots=True)
class CameraName:
    """What a camera says of itself."""

    driver: str
    card: str
    bus: str


class VideoDevice:
    """A device node that is open."""

    __slots__ = ("_fd", "_kernel", "name")

    def __init__(self, kernel: Kernel, path: str) -> None:
        """Open a node and see that it is a camera that streams.

        Raises:
            SourceMissingError, CameraDeniedError, CameraBusyError: as the kernel says.
            NotACameraError: another kind of device, or a node that gives no pictures.
        """
        self._kernel = kernel
        try:
            self._fd = kernel.open(path)
        except OSError as error:
            raise _opening_error(error) from error
        try:
            self.name = self._introduce()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close the node; the kernel ends the stream with it. Never raises."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with suppress(OSError):  # the device went away; the descriptor is closed nevertheless
                self._kernel.close(fd)

    def ask(self, call: Call, argument: Argument) -> None:
        """Make a call. Raises ``CameraError`` when it fails."""
        try:
            self.attempt(call, argument)
        except OSError as error:
            raise camera_error(error, call) from error

    def lists(self, call: Call, argument: Argument) -> bool:
        """Ask for one entry of a list. False behind its end. Raises ``CameraError`` for anything else."""
        try:
            self.attempt(call, argument)
        except OSError as error:
            if error.errno in END_OF_LIST:
                return False
            raise camera_error(error, call) from error
        return True

    def attempt(self, call: Call, argument: Argument) -> None:
        """Make a call. Raises ``OSError`` as the kernel does."""
        self._kernel.ioctl(self._fd, call, memoryview(argument).cast("B"))

    def map(self, length: int, offset: int) -> FrameMemory:
        """Map a buffer. Raises ``CameraError``."""
        try:
            return self._kernel.map(self._fd, length, offset)
        except OSError as error:
            raise camera_error(error, Call.QUERYBUF) from error

    def wait_readable(self, timeout_s: float) -> bool:
        """Wait for a frame or a fault; False when the time is over. Raises ``CameraError``."""
        try:
            return self._kernel.wait_readable(self._fd, timeout_s)
        except OSError as error:
            raise camera_error(error, Call.DQBUF) from error

    def _introduce(self) -> CameraName:
        found = Capability()
        try:
            self.attempt(Call.QUERYCAP, found)
        except OSError as error:
            if error.errno in {errno.ENOTTY, errno.EINVAL}:
                raise NotACameraError("no_video_node") from error
            raise camera_error(error, Call.QUERYCAP) from error
        node = found.device_caps if found.capabilities & Cap.DEVICE_CAPS else found.capabilities
        wanted = Cap.VIDEO_CAPTURE | Cap.STREAMING
        if node & wanted != wanted:
            raise NotACameraError("no_capture")
        return CameraName(text_of(found.driver), text_of(found.card), text_of(found.bus_info))


def camera_error(error: OSError, call: Call) -> CameraError:
    """The typed cause of a call that failed."""
    code = error.errno if error.errno is not None else 0
    detail = f"{call.name.lower()} {errno.errorcode.get(code, str(code))}"
    if code in GONE:
        return CameraGoneError(detail)
    if code == errno.EBUSY:
        return CameraBusyError(detail)
    if code == errno.ENOSPC:
        return NoBandwidthError(detail)
    return NoFramesError(detail)


def _opening_error(error: OSError) -> CameraError:
    code = error.errno if error.errno is not None else 0
    detail = f"open {errno.errorcode.get(code, str(code))}"
    if code in MISSING:
        return SourceMissingError(detail)
    makers: dict[int, Callable[[str], CameraError]] = {
        errno.EACCES: CameraDeniedError,
        errno.EPERM: CameraDeniedError,
        errno.EBUSY: CameraBusyError,
        errno.EISDIR: NotACameraError,
    }
    return makers.get(code, NoFramesError)(detail)
