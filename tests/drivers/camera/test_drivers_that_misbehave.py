"""Kernel drivers that keep to less than they promise: each ends in a typed error or in frames, nothing hangs."""

from __future__ import annotations

import errno
import struct
from collections.abc import Callable

import pytest

from drivers.camera.errors import CameraError, CameraGoneError, NoFramesError
from drivers.camera.v4l2.device import VideoDevice
from drivers.camera.v4l2.modes import Mode, list_modes
from drivers.camera.v4l2.stream import BUFFERS, MmapStream
from drivers.camera.v4l2_source import CameraWish
from tests.drivers.camera import fake_kernel
from tests.drivers.camera.fake_kernel import BUFFER, FakeCamera, FakeKernel, fail, noise
from tests.drivers.camera.polled import source_on

MODE = Mode("MJPG", 640, 480, 30.0)
Answer = Callable[[memoryview], None]


class WaywardKernel(FakeKernel):
    """A kernel whose answers to chosen calls are changed afterwards, or refused before; time may pass with each."""

    def __init__(self, kernel: FakeKernel) -> None:
        super().__init__(kernel.time)
        self.nodes = kernel.nodes
        self.after: dict[int, Answer] = {}
        self.refused: dict[int, int] = {}
        self.call_takes_s = 0.0

    def ioctl(self, fd: int, request: int, argument: memoryview) -> None:
        if request in self.refused:
            raise fail(self.refused[request])
        super().ioctl(fd, request, argument)
        self.time.pass_by(self.call_takes_s)
        if request in self.after:
            self.after[request](argument)


@pytest.fixture
def wayward(kernel: FakeKernel) -> WaywardKernel:
    """It behaves until it is told not to."""
    return WaywardKernel(kernel)


def running(wayward: WaywardKernel) -> MmapStream:
    """A stream of the small mode."""
    return MmapStream(VideoDevice(wayward, "/dev/video0"), MODE, 30.0)


def test_frames_faster_than_they_can_be_given_back(wayward: WaywardKernel) -> None:
    """A bounded number is thrown away or looked at."""
    stream = running(wayward)
    wayward.call_takes_s = 0.2
    wayward.time.pass_by(0.2)

    assert stream.discard_waiting() == 2 * BUFFERS
    assert stream.newest(1.0) is not None


def test_readable_with_nothing_to_read(wayward: WaywardKernel) -> None:
    """Told so by the kernel, for no reason: no frame, no error."""
    stream = running(wayward)
    wayward.refused[fake_kernel.DQBUF] = errno.EAGAIN

    assert stream.newest(1.0) is None
    assert stream.discard_waiting() == 0


@pytest.mark.parametrize(
    ("number", "error"), [(errno.EINVAL, CameraGoneError), (errno.ENODEV, CameraGoneError), (errno.EIO, NoFramesError)]
)
def test_fetching_fails(wayward: WaywardKernel, number: int, error: type[CameraError]) -> None:
    """A stream that has ended by itself is as good as gone."""
    stream = running(wayward)
    wayward.refused[fake_kernel.DQBUF] = number

    with pytest.raises(error):
        stream.newest(1.0)
    stream.stop()
    stream.stop()


def test_a_buffer_that_was_never_shared(wayward: WaywardKernel) -> None:
    """Its number must not be believed."""
    stream = running(wayward)
    wayward.after[fake_kernel.DQBUF] = lambda argument: struct.pack_into("<I", argument, 0, 77)

    with pytest.raises(NoFramesError, match="buffer_index"):
        stream.newest(1.0)


def test_more_bytes_than_the_buffer_has(wayward: WaywardKernel) -> None:
    """What is beyond the buffer is not looked at."""
    stream = running(wayward)
    wayward.after[fake_kernel.DQBUF] = lambda argument: struct.pack_into("<I", argument, 8, 1 << 31)

    frame = stream.newest(1.0)

    assert frame is not None
    assert len(frame.data) == 640 * 480 * 3 + fake_kernel.PAGE


@pytest.mark.parametrize("length", [0, 1 << 30])
def test_buffers_of_an_impossible_size(wayward: WaywardKernel, length: int) -> None:
    """Empty, or a gigabyte; what was shared before is given back."""

    def resize(argument: memoryview) -> None:
        values = list(BUFFER.unpack(argument))
        if values[0] == 2:
            values[11] = length
        BUFFER.pack_into(argument, 0, *values)

    wayward.after[fake_kernel.QUERYBUF] = resize

    with pytest.raises(NoFramesError, match="buffer_length"):
        running(wayward)
    assert [memory.closed for memory in wayward.mapped] == [1, 1]


def test_a_frame_that_somebody_still_looks_at(wayward: WaywardKernel) -> None:
    """Stopping does not fail; the memory goes with the last look."""
    stream = running(wayward)
    frame = stream.newest(1.0)
    assert frame is not None
    looking = memoryview(frame.data)

    stream.give_back(frame)
    stream.stop()

    assert [memory.closed for memory in wayward.mapped].count(0) == 1
    looking.release()


def test_a_frame_that_is_given_back_twice(wayward: WaywardKernel) -> None:
    """The kernel refuses it, as it would hand the buffer out twice."""
    stream = running(wayward)
    frame = stream.newest(1.0)
    assert frame is not None
    stream.give_back(frame)

    with pytest.raises(NoFramesError, match="qbuf EINVAL"):
        stream.give_back(frame)


@pytest.mark.parametrize("refused", [fake_kernel.G_PARM, fake_kernel.S_PARM])
def test_a_frame_rate_that_cannot_be_set(wayward: WaywardKernel, refused: int) -> None:
    """The camera keeps its own."""
    wayward.refused[refused] = errno.ENOTTY

    assert running(wayward).newest(1.0) is not None


def test_a_frame_rate_that_is_fixed(wayward: WaywardKernel) -> None:
    """It says so."""
    wayward.after[fake_kernel.G_PARM] = lambda argument: struct.pack_into("<I", argument, 4, 0)
    wayward.refused[fake_kernel.S_PARM] = errno.EIO

    assert MmapStream(VideoDevice(wayward, "/dev/video0"), Mode("MJPG", 640, 480, None), 30.0).newest(1.0) is not None


def test_a_camera_that_cannot_say_what_it_is(wayward: WaywardKernel) -> None:
    """It opens, and then fails."""
    wayward.refused[fake_kernel.QUERYCAP] = errno.EIO

    with pytest.raises(NoFramesError):
        VideoDevice(wayward, "/dev/video0")
    assert wayward.open_files == {}


def test_closing_fails(kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch) -> None:
    """The device is gone; there is nothing to be done."""
    device = VideoDevice(kernel, "/dev/video0")

    def failing(_fd: int) -> None:
        raise fail(errno.EIO)

    monkeypatch.setattr(kernel, "close", failing)
    device.close()


def test_lists_without_an_end(wayward: WaywardKernel) -> None:
    """Sizes and rates are asked for a bounded number of times; a range of rates is one entry."""
    device = VideoDevice(wayward, "/dev/video0")
    wayward.after[fake_kernel.FRAMEINTERVALS] = lambda argument: struct.pack_into("<I", argument, 16, 3)
    assert [mode.fps for mode in list_modes(device)] == [30.0, 30.0]
    del wayward.after[fake_kernel.FRAMEINTERVALS]

    def always_the_first(fd: int, request: int, argument: memoryview) -> None:
        if request in {fake_kernel.FRAMESIZES, fake_kernel.FRAMEINTERVALS}:
            struct.pack_into("<I", argument, 0, 0)
        FakeKernel.ioctl(wayward, fd, request, argument)

    wayward.ioctl = always_the_first  # type: ignore[method-assign]
    assert list_modes(device) == (MODE,)


def test_a_rate_of_nothing(wayward: WaywardKernel) -> None:
    """A fraction with a zero is no rate."""
    wayward.after[fake_kernel.FRAMEINTERVALS] = lambda argument: struct.pack_into("<II", argument, 20, 0, 0)

    assert [mode.fps for mode in list_modes(VideoDevice(wayward, "/dev/video0"))] == [None, None]


def test_gone_while_the_mode_is_changed(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Unplugged in the middle of a capture: a typed error, everything given back, and the next opening serves."""
    camera.formats = {"YUYV": {(640, 480): (30.0,), (1280, 960): (2.0,)}}
    source = source_on(kernel, CameraWish(width=1280, height=960, fps=10))
    source.open()
    frame = source.read()

    def pulled(one: FakeCamera, number: int) -> bytes:
        if one.size == (1280, 960):
            one.plugged = False
        return noise(one, number)

    camera.makes = pulled
    with pytest.raises(CameraGoneError):
        source.full(frame)
    with pytest.raises(CameraError):
        source.read()
    source.close()
    assert kernel.open_files == {}
    camera.makes, camera.plugged = None, True
    source.open()

    assert source.full(source.read()).image.shape == (960, 1280, 3)
