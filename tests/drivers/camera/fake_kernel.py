"""A kernel with cameras, at the edge of the system calls: real structures as bytes, real errors, time that leaps.

It packs and unpacks by offsets of its own, never with the product's structures; ``test_kernel_layout.py`` compares
both with the C header. It behaves as the kernel's own buffer queue does: frames fill queued buffers in order and are
lost when there is none, a format cannot be changed while buffers are shared, a camera that is gone says ENODEV.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np

from tests.drivers.camera.leaping_time import LeapingTime

QUERYCAP, ENUM_FMT, S_FMT, REQBUFS, QUERYBUF = 0x80685600, 0xC0405602, 0xC0D05605, 0xC0145608, 0xC0585609
QBUF, DQBUF, STREAMON, STREAMOFF = 0xC058560F, 0xC0585611, 0x40045612, 0x40045613
G_PARM, S_PARM, G_CTRL, S_CTRL = 0xC0CC5615, 0xC0CC5616, 0xC008561B, 0xC008561C
QUERYCTRL, QUERYMENU, FRAMESIZES, FRAMEINTERVALS = 0xC0445624, 0xC02C5625, 0xC02C564A, 0xC034564B
BUFFER = struct.Struct("<5I4x2q16s2IQ2Ii4x")
"""index, type, bytesused, flags, field, seconds, microseconds, timecode, sequence, memory, m, length, reserved2, fd."""
FORMAT = struct.Struct("<I4x12I152x")
CAPTURE, META_CAPTURE, STREAMING, DEVICE_CAPS = 0x1, 0x800000, 0x04000000, 0x80000000
MONOTONIC, ERROR = 0x2000, 0x40
NEXT_CTRL = 0x80000000
PAGE = 4096


def fail(number: int) -> OSError:
    return OSError(number, errno.errorcode[number])


class Memory(bytearray):
    """Shared memory: cannot be closed while somebody looks at it, as ``mmap`` cannot."""

    closed = 0

    def close(self) -> None:
        self.clear()
        self.closed += 1


@dataclass
class FakeControl:
    """One control of a camera."""

    name: str
    minimum: int
    maximum: int
    value: int
    kind: int = 1
    flags: int = 0
    entries: tuple[int, ...] = ()
    refuses: int = 0
    """An ``errno`` that setting it gives."""
    hides: int = 0
    """An ``errno`` that asking it gives."""


Sizes = dict[tuple[int, int], tuple[float, ...]]


@dataclass
class FakeCamera:
    """One camera: what it can do, and what is wrong with it."""

    formats: dict[str, Sizes] = field(
        default_factory=lambda: {"MJPG": {(640, 480): (30.0,), (1280, 960): (30.0, 15.0)}}
    )
    stepwise: tuple[int, int, int, int, int, int] | None = None
    tells_rates: bool = True
    controls: dict[int, FakeControl] = field(default_factory=dict)
    caps: int = CAPTURE | STREAMING
    card: str = "Document Camera"
    makes: Callable[[FakeCamera, int], bytes] | None = None
    """Bytes of the frame with this number; noise in the camera's format by default."""
    plugged: bool = True
    silent: bool = False
    interval_s: float | None = None
    """Seconds between two frames, whatever was asked for."""
    error_flag: bool = False
    stamps: bool = True
    open_errno: int = 0
    stream_errno: int = 0
    buffers_given: int | None = None
    rewrites_format: str | None = None
    # what was set
    fourcc: str = ""
    size: tuple[int, int] = (0, 0)
    fps: float = 30.0
    padding: int = 0
    modes_set: list[tuple[str, int, int]] = field(default_factory=list)
    produced: int = 0


def noise(camera: FakeCamera, number: int) -> bytes:
    """A picture as the camera's format has it: red above, green at the left, blue at the right; some noise in it."""
    return encode(coloured(camera.size, number), camera.fourcc, camera.padding)


def coloured(size: tuple[int, int], number: int = 0) -> np.ndarray:
    width, height = size
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 2] = (20, 20, 200)
    image[height // 2 :, : width // 2] = (20, 180, 20)
    image[height // 2 :, width // 2 :] = (200, 20, 20)
    image[::16, ::16] = np.random.default_rng(number).integers(60, 90, (-(-height // 16), -(-width // 16), 3))
    return image


def encode(image: np.ndarray, fourcc: str, padding: int = 0) -> bytes:
    """A picture in a pixel format, by formulas of its own (BT.601, limited range)."""
    if fourcc in {"MJPG", "JPEG"}:
        return bytes(cv2.imencode(".jpg", image)[1])
    b, g, r = (image[:, :, plane].astype(np.float32) for plane in range(3))
    y = np.clip(16 + 0.257 * r + 0.504 * g + 0.098 * b, 0, 255).astype(np.uint8)
    u = np.clip(128 - 0.148 * r - 0.291 * g + 0.439 * b, 0, 255).astype(np.uint8)
    v = np.clip(128 + 0.439 * r - 0.368 * g - 0.071 * b, 0, 255).astype(np.uint8)
    match fourcc:
        case "GREY" | "Y800":
            rows = y
        case "BGR3":
            rows = image.reshape(image.shape[0], -1)
        case "RGB3":
            rows = image[:, :, ::-1].reshape(image.shape[0], -1)
        case "YUYV":
            rows = np.stack((y[:, ::2], u[:, ::2], y[:, 1::2], v[:, ::2]), axis=2).reshape(y.shape[0], -1)
        case "UYVY":
            rows = np.stack((u[:, ::2], y[:, ::2], v[:, ::2], y[:, 1::2]), axis=2).reshape(y.shape[0], -1)
        case "NV12":
            chroma = np.stack((u[::2, ::2], v[::2, ::2]), axis=2).reshape(y.shape[0] // 2, -1)
            rows = np.concatenate((y, chroma))
        case "YU12":
            return bytes(y.tobytes() + u[::2, ::2].tobytes() + v[::2, ::2].tobytes())
        case _:  # a format that nobody here can read
            return bytes(image.size)
    return bytes(np.pad(rows, ((0, 0), (0, padding))).tobytes())


@dataclass
class _Opening:
    camera: FakeCamera
    memory: list[Memory] = field(default_factory=list)
    queued: list[int] = field(default_factory=list)
    ready: list[tuple[int, int, float, int, int]] = field(default_factory=list)
    """buffer, bytes, time, number, flags."""
    streaming: bool = False
    next_s: float = 0.0


class FakeKernel:
    """The system calls. ``nodes`` are the device files that exist now."""

    def __init__(self, time: LeapingTime) -> None:
        self.time = time
        self.nodes: dict[str, FakeCamera] = {}
        self.open_files: dict[int, _Opening] = {}
        self.mapped: list[Memory] = []
        self._next_fd = 100

    # ---- system calls ----------------------------------------------------------------------------

    def open(self, path: str) -> int:
        camera = self.nodes.get(path)
        if camera is None or not camera.plugged:
            raise fail(errno.ENOENT)
        if camera.open_errno:
            raise fail(camera.open_errno)
        self._next_fd += 1
        self.open_files[self._next_fd] = _Opening(camera)
        return self._next_fd

    def close(self, fd: int) -> None:
        del self.open_files[fd]

    def ioctl(self, fd: int, request: int, argument: memoryview) -> None:
        opening = self.open_files.get(fd)
        if opening is None:
            raise fail(errno.EBADF)
        if len(argument) != request >> 16 & 0x3FFF:
            raise fail(errno.EFAULT)
        if not opening.camera.plugged:
            raise fail(errno.ENODEV)
        calls = {
            QUERYCAP: self._querycap,
            ENUM_FMT: self._enum_fmt,
            FRAMESIZES: self._framesizes,
            FRAMEINTERVALS: self._frameintervals,
            S_FMT: self._s_fmt,
            G_PARM: self._g_parm,
            S_PARM: self._s_parm,
            REQBUFS: self._reqbufs,
            QUERYBUF: self._querybuf,
            QBUF: self._qbuf,
            DQBUF: self._dqbuf,
            STREAMON: self._streamon,
            STREAMOFF: self._streamoff,
            QUERYCTRL: self._queryctrl,
            QUERYMENU: self._querymenu,
            G_CTRL: self._g_ctrl,
            S_CTRL: self._s_ctrl,
        }
        if request not in calls:
            raise AssertionError(f"unknown call {request:#x}")
        calls[request](opening, argument)

    def map(self, fd: int, length: int, offset: int) -> Memory:
        opening = self.open_files[fd]
        memory = opening.memory[offset // PAGE]
        assert length == len(memory)
        self.mapped.append(memory)
        return memory

    def wait_readable(self, fd: int, timeout_s: float) -> bool:
        opening = self.open_files[fd]
        if not opening.camera.plugged or not opening.streaming:
            return True
        self._pass(opening)
        if opening.ready:
            return True
        end = self.time.now() + timeout_s
        if not opening.camera.silent and opening.next_s <= end:
            self.time._now = max(opening.next_s, self.time._now)
            self._pass(opening)
            return bool(opening.ready)
        self.time._now = end
        return False

    # ---- time ------------------------------------------------------------------------------------

    def _pass(self, opening: _Opening) -> None:
        """Let the frames happen that are due: each fills a buffer, or is lost."""
        camera, now = opening.camera, self.time.now()
        step = camera.interval_s or 1 / camera.fps
        while not camera.silent and opening.next_s <= now:
            camera.produced += 1
            if opening.queued:
                index = opening.queued.pop(0)
                data = (camera.makes or noise)(camera, camera.produced)[: len(opening.memory[index])]
                opening.memory[index][: len(data)] = data
                flags = (ERROR if camera.error_flag else 0) | (MONOTONIC if camera.stamps else 0)
                opening.ready.append((index, len(data), opening.next_s, camera.produced, flags))
            opening.next_s += step

    # ---- what a camera can do --------------------------------------------------------------------

    def _querycap(self, opening: _Opening, argument: memoryview) -> None:
        camera = opening.camera
        caps = DEVICE_CAPS | camera.caps | META_CAPTURE
        struct.pack_into(
            "<16s32s32sIII", argument, 0, b"uvcvideo", camera.card.encode(), b"usb-1.2", 0x061200, caps, camera.caps
        )

    def _enum_fmt(self, opening: _Opening, argument: memoryview) -> None:
        index, kind = struct.unpack_from("<II", argument)
        formats = list(opening.camera.formats)
        if kind != 1 or index >= len(formats):
            raise fail(errno.EINVAL)
        struct.pack_into("<I32s4s", argument, 8, 0, f"format {formats[index]}".encode(), formats[index].encode())

    def _framesizes(self, opening: _Opening, argument: memoryview) -> None:
        index, fourcc = struct.unpack_from("<I4s", argument)
        sizes = list(self._sizes(opening, fourcc))
        stepwise = opening.camera.stepwise
        if stepwise is not None:
            if index:
                raise fail(errno.EINVAL)
            struct.pack_into("<I6I", argument, 8, 3, *stepwise)
            return
        if index >= len(sizes):
            raise fail(errno.EINVAL)
        struct.pack_into("<III", argument, 8, 1, *sizes[index])

    def _frameintervals(self, opening: _Opening, argument: memoryview) -> None:
        index, fourcc, width, height = struct.unpack_from("<I4sII", argument)
        if not opening.camera.tells_rates:
            raise fail(errno.ENOTTY)
        rates = self._sizes(opening, fourcc).get((width, height), ())
        if index >= len(rates):
            raise fail(errno.EINVAL)
        struct.pack_into("<III", argument, 16, 1, 10_000, round(rates[index] * 10_000))

    @staticmethod
    def _sizes(opening: _Opening, fourcc: bytes) -> Sizes:
        sizes = opening.camera.formats.get(fourcc.decode("latin-1"))
        if sizes is None:
            raise fail(errno.EINVAL)
        return sizes

    def _s_fmt(self, opening: _Opening, argument: memoryview) -> None:
        camera = opening.camera
        if opening.memory:
            raise fail(errno.EBUSY)
        values = list(FORMAT.unpack(argument))
        if values[0] != 1:
            raise fail(errno.EINVAL)
        width, height, number = values[1:4]
        fourcc = camera.rewrites_format or number.to_bytes(4, "little").decode("latin-1")
        if camera.stepwise is None:
            sizes = camera.formats.get(fourcc) or next(iter(camera.formats.values()))
            width, height = min(sizes, key=lambda size: abs(size[0] - width) + abs(size[1] - height))
        camera.fourcc, camera.size = fourcc, (width, height)
        camera.modes_set.append((fourcc, width, height))
        line = len(encode(coloured((width, 2)), fourcc, camera.padding)) // 2 if fourcc not in {"MJPG", "JPEG"} else 0
        if fourcc in {"NV12", "YU12"}:
            line = width + camera.padding
        values[1:8] = [width, height, int.from_bytes(fourcc.encode(), "little"), 1, line, width * height * 3 + PAGE, 8]
        FORMAT.pack_into(argument, 0, *values)

    def _g_parm(self, opening: _Opening, argument: memoryview) -> None:
        struct.pack_into("<I", argument, 4, 0x1000)

    def _s_parm(self, opening: _Opening, argument: memoryview) -> None:
        numerator, denominator = struct.unpack_from("<II", argument, 12)
        camera = opening.camera
        rates = camera.formats.get(camera.fourcc, {}).get(camera.size, ()) or (30.0,)
        camera.fps = min(rates, key=lambda rate: abs(rate - denominator / numerator))

    # ---- buffers ---------------------------------------------------------------------------------

    def _reqbufs(self, opening: _Opening, argument: memoryview) -> None:
        count, kind, memory = struct.unpack_from("<III", argument)
        assert (kind, memory) == (1, 1)
        if opening.streaming:
            raise fail(errno.EBUSY)
        given = count if opening.camera.buffers_given is None else min(count, opening.camera.buffers_given)
        width, height = opening.camera.size
        opening.memory = [Memory(width * height * 3 + PAGE) for _ in range(given)]
        opening.queued, opening.ready = [], []
        struct.pack_into("<I", argument, 0, given)

    def _querybuf(self, opening: _Opening, argument: memoryview) -> None:
        values = list(BUFFER.unpack(argument))
        if values[0] >= len(opening.memory):
            raise fail(errno.EINVAL)
        values[10], values[11] = values[0] * PAGE, len(opening.memory[values[0]])
        BUFFER.pack_into(argument, 0, *values)

    def _qbuf(self, opening: _Opening, argument: memoryview) -> None:
        index, kind, *_, memory = BUFFER.unpack(argument)[:10]
        taken = [*opening.queued, *(one[0] for one in opening.ready)]
        if (kind, memory) != (1, 1) or index >= len(opening.memory) or index in taken:
            raise fail(errno.EINVAL)
        opening.queued.append(index)

    def _dqbuf(self, opening: _Opening, argument: memoryview) -> None:
        if not opening.streaming:
            raise fail(errno.EINVAL)
        self._pass(opening)
        if not opening.ready:
            raise fail(errno.EAGAIN)
        index, used, when, number, flags = opening.ready.pop(0)
        seconds, rest = divmod(when, 1)
        values = (index, 1, used, flags, 1, int(seconds), int(rest * 1e6), bytes(16), number, 1)
        BUFFER.pack_into(argument, 0, *values, index * PAGE, len(opening.memory[index]), 0, 0)

    def _streamon(self, opening: _Opening, argument: memoryview) -> None:
        if opening.camera.stream_errno:
            raise fail(opening.camera.stream_errno)
        assert struct.unpack("<i", argument) == (1,)
        opening.streaming = True
        opening.next_s = self.time.now() + (opening.camera.interval_s or 1 / opening.camera.fps)

    def _streamoff(self, opening: _Opening, argument: memoryview) -> None:
        opening.streaming = False
        opening.queued, opening.ready = [], []

    # ---- controls --------------------------------------------------------------------------------

    def _queryctrl(self, opening: _Opening, argument: memoryview) -> None:
        (number,) = struct.unpack_from("<I", argument)
        found = next(
            self._after(opening, number & ~NEXT_CTRL) if number & NEXT_CTRL else self._exact(opening, number), 0
        )
        control = opening.camera.controls.get(found)
        if control is None:
            raise fail(errno.EINVAL)
        values = (found, control.kind, control.name.encode(), control.minimum, control.maximum, 1, control.minimum)
        struct.pack_into("<II32siiiiI", argument, 0, *values, control.flags)

    @staticmethod
    def _after(opening: _Opening, number: int) -> Iterator[int]:
        return (one for one in sorted(opening.camera.controls) if one > number)

    @staticmethod
    def _exact(opening: _Opening, number: int) -> Iterator[int]:
        return (one for one in opening.camera.controls if one == number)

    def _querymenu(self, opening: _Opening, argument: memoryview) -> None:
        number, entry = struct.unpack_from("<II", argument)
        control = opening.camera.controls.get(number)
        if control is None or entry not in control.entries:
            raise fail(errno.EINVAL)

    def _g_ctrl(self, opening: _Opening, argument: memoryview) -> None:
        (number,) = struct.unpack_from("<I", argument)
        if number not in opening.camera.controls:
            raise fail(errno.EINVAL)
        if opening.camera.controls[number].hides:
            raise fail(opening.camera.controls[number].hides)
        struct.pack_into("<i", argument, 4, opening.camera.controls[number].value)

    def _s_ctrl(self, opening: _Opening, argument: memoryview) -> None:
        number, value = struct.unpack_from("<Ii", argument)
        control = opening.camera.controls[number]
        if control.refuses:
            raise fail(control.refuses)
        if not control.minimum <= value <= control.maximum:
            raise fail(errno.ERANGE)
        control.value = value
