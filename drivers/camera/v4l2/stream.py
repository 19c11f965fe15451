"""Frames out of memory that is shared with the kernel. Nothing here waits longer than it is told.

A frame's bytes lie in a buffer that belongs to the caller until it is given back; nothing is copied. The kernel fills
the other buffers meanwhile, and drops frames when it has none.
"""

from __future__ import annotations

import ctypes
import errno
from contextlib import suppress
from dataclasses import dataclass, field

from drivers.camera.errors import CameraGoneError, NoFramesError, NoModeError
from drivers.camera.v4l2.device import VideoDevice, camera_error
from drivers.camera.v4l2.kernel import FrameMemory
from drivers.camera.v4l2.layout import (
    BUF_TYPE_VIDEO_CAPTURE,
    FIELD_NONE,
    MEMORY_MMAP,
    TIMEPERFRAME,
    Buffer,
    BufferFlag,
    Call,
    Format,
    RequestBuffers,
    StreamParm,
    fourcc_number,
    fourcc_of,
)
from drivers.camera.v4l2.modes import Mode

BUFFERS = 4
MIN_BUFFERS = 2
MAX_BUFFER_BYTES = 256_000_000
"""A frame of a hundred million pixels; a driver that asks for more is wrong."""
INTERVAL_UNIT = 10_000


@dataclass(frozen=True, slots=True)
class PixelLayout:
    """How the bytes of a frame are arranged, as the driver has agreed to."""

    fourcc: str
    width: int
    height: int
    bytes_per_line: int
    """0 for compressed formats."""


@dataclass(frozen=True, slots=True)
class RawFrame:
    """One buffer that the kernel has filled; it is the caller's until ``MmapStream.give_back``."""

    index: int
    data: memoryview = field(repr=False)
    stamp_s: float | None
    """Seconds of the machine's monotonic clock; None where the driver uses another clock."""
    sequence: int
    damaged: bool
    """The kernel says so."""


class MmapStream:
    """A running stream of one open device."""

    __slots__ = ("_device", "_lent", "_memory", "_views", "layout")

    def __init__(self, device: VideoDevice, mode: Mode, fps: float) -> None:
        """Set the mode, share the buffers, start.

        Args:
            device: the open camera.
            mode: what is asked for; ``layout`` says what came of it.
            fps: frames per second that are asked for.

        Raises:
            NoModeError: the driver does not keep to what it listed.
            CameraError: busy, gone, no bandwidth.
        """
        self._device = device
        self._memory: list[FrameMemory] = []
        self._views: list[memoryview] = []
        self._lent: dict[int, memoryview] = {}
        self.layout = self._set_format(mode)
        self._set_rate(min(fps, mode.fps) if mode.fps else fps)
        try:
            self._share()
            device.ask(Call.STREAMON, ctypes.c_int(BUF_TYPE_VIDEO_CAPTURE))
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the stream and give all memory back. Never raises; does nothing when stopped."""
        if not self._memory:
            return
        self._attempt(Call.STREAMOFF, ctypes.c_int(BUF_TYPE_VIDEO_CAPTURE))
        for held in (*self._lent.values(), *self._views):
            with suppress(BufferError):
                held.release()
        for memory in self._memory:
            with suppress(BufferError):  # somebody still looks at a frame: it is unmapped with the last view
                memory.close()
        self._lent.clear()
        self._views, self._memory = [], []
        self._attempt(Call.REQBUFS, RequestBuffers(count=0, type=BUF_TYPE_VIDEO_CAPTURE, memory=MEMORY_MMAP))

    def newest(self, timeout_s: float) -> RawFrame | None:
        """The newest frame that is there, after waiting for one if there is none; older ones are given back.

        Returns:
            None when the time is over.

        Raises:
            CameraGoneError: the camera is no longer there.
            CameraError: another fault.
        """
        if not self._device.wait_readable(timeout_s):
            return None
        found: RawFrame | None = None
        for _ in range(2 * BUFFERS):
            following = self._fetch()
            if following is None:
                break
            if found is not None:
                self.give_back(found)
            found = following
            if not self._device.wait_readable(0.0):
                break
        return found

    def discard_waiting(self) -> int:
        """Give back every frame that is there already; gives their number. Raises ``CameraError``."""
        for count in range(2 * BUFFERS):
            frame = self._fetch() if self._device.wait_readable(0.0) else None
            if frame is None:
                return count
            self.give_back(frame)
        return 2 * BUFFERS

    def give_back(self, frame: RawFrame) -> None:
        """Let the kernel fill the frame's buffer again; its bytes must not be used any more."""
        view = self._lent.pop(frame.index, None)
        if view is not None:
            with suppress(BufferError):
                view.release()
        self._device.ask(Call.QBUF, _buffer(frame.index))

    def _fetch(self) -> RawFrame | None:
        """Take a filled buffer; None when there is none."""
        buffer = _buffer(0)
        try:
            self._device.attempt(Call.DQBUF, buffer)
        except OSError as error:
            if error.errno == errno.EAGAIN:
                return None
            if error.errno == errno.EINVAL:  # the stream has ended by itself: as good as gone
                raise CameraGoneError("dqbuf EINVAL") from error
            raise camera_error(error, Call.DQBUF) from error
        if buffer.index >= len(self._views):
            raise NoFramesError("buffer_index")
        view = self._views[buffer.index][: buffer.bytesused]
        self._lent[buffer.index] = view
        clock = buffer.flags & BufferFlag.TIMESTAMP_MASK
        stamp = buffer.timestamp.tv_sec + buffer.timestamp.tv_usec / 1e6
        return RawFrame(
            index=buffer.index,
            data=view,
            stamp_s=stamp if clock == BufferFlag.TIMESTAMP_MONOTONIC else None,
            sequence=buffer.sequence,
            damaged=bool(buffer.flags & BufferFlag.ERROR),
        )

    def _set_format(self, mode: Mode) -> PixelLayout:
        wanted = Format(type=BUF_TYPE_VIDEO_CAPTURE)
        pix = wanted.fmt.pix
        pix.width, pix.height, pix.field = mode.width, mode.height, FIELD_NONE
        pix.pixelformat = fourcc_number(mode.fourcc)
        self._device.ask(Call.S_FMT, wanted)
        got = wanted.fmt.pix
        if fourcc_of(got.pixelformat) != mode.fourcc:
            raise NoModeError("format_not_kept")
        return PixelLayout(mode.fourcc, int(got.width), int(got.height), int(got.bytesperline))

    def _set_rate(self, fps: float) -> None:
        """Ask for a frame rate; a camera that has only one, or says no, keeps its own."""
        parameters = StreamParm(type=BUF_TYPE_VIDEO_CAPTURE)
        if not self._device.lists(Call.G_PARM, parameters) or not parameters.capability & TIMEPERFRAME:
            return
        parameters.numerator = INTERVAL_UNIT
        parameters.denominator = round(fps * INTERVAL_UNIT)
        self._device.lists(Call.S_PARM, parameters)

    def _share(self) -> None:
        request = RequestBuffers(count=BUFFERS, type=BUF_TYPE_VIDEO_CAPTURE, memory=MEMORY_MMAP)
        self._device.ask(Call.REQBUFS, request)
        if request.count < MIN_BUFFERS:
            raise NoFramesError("too_few_buffers")
        for index in range(min(request.count, 2 * BUFFERS)):
            buffer = _buffer(index)
            self._device.ask(Call.QUERYBUF, buffer)
            if not 0 < buffer.length <= MAX_BUFFER_BYTES:
                raise NoFramesError("buffer_length")
            memory = self._device.map(buffer.length, buffer.m.offset)
            self._memory.append(memory)
            self._views.append(memoryview(memory))
        for index in range(len(self._memory)):
            self._device.ask(Call.QBUF, _buffer(index))

    def _attempt(self, call: Call, argument: ctypes.Structure | ctypes.c_int) -> None:
        with suppress(OSError):  # the device has gone, and took its stream with it
            self._device.attempt(call, argument)


def _buffer(index: int) -> Buffer:
    return Buffer(index=index, type=BUF_TYPE_VIDEO_CAPTURE, memory=MEMORY_MMAP)
