"""What a camera tells of itself, by the kernel's lists."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import pytest

from drivers.camera.errors import CameraGoneError, NoFramesError
from drivers.camera.v4l2.device import VideoDevice
from drivers.camera.v4l2.modes import MAX_ENTRIES, Mode, list_formats, list_modes, sizes_in_range
from tests.drivers.camera import fake_kernel
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel


@pytest.fixture
def device(kernel: FakeKernel) -> Iterator[VideoDevice]:
    """Open."""
    opened = VideoDevice(kernel, "/dev/video0")
    yield opened
    opened.close()
    opened.close()


def test_formats_sizes_and_rates(device: VideoDevice, camera: FakeCamera) -> None:
    """All of them, with the highest rate of each."""
    camera.formats["YUYV"] = {(640, 480): (15.0, 30.0, 7.5)}

    assert list_modes(device) == (
        Mode("MJPG", 640, 480, 30.0),
        Mode("MJPG", 1280, 960, 30.0),
        Mode("YUYV", 640, 480, 30.0),
    )
    assert [one.description for one in list_formats(device)] == ["format MJPG", "format YUYV"]
    assert (device.name.card, device.name.driver, device.name.bus) == ("Document Camera", "uvcvideo", "usb-1.2")


def test_a_camera_that_tells_no_rates(device: VideoDevice, camera: FakeCamera) -> None:
    """Unknown is not slow."""
    camera.tells_rates = False

    assert [mode.fps for mode in list_modes(device)] == [None, None]
    assert str(list_modes(device)[0]) == "MJPG 640x480"


def test_a_camera_that_tells_a_range(device: VideoDevice, camera: FakeCamera) -> None:
    """What is wanted is brought onto its grid; common sizes within it and its end follow."""
    camera.stepwise = (160, 2000, 16, 120, 1504, 8)

    sizes = [(mode.width, mode.height) for mode in list_modes(device, (1281, 961))]

    assert sizes[0] == (1296, 968)
    assert {(640, 480), (1280, 960), (2000, 1504)} <= set(sizes)
    assert (2592, 1944) not in sizes


def test_a_range_without_steps() -> None:
    """A driver that says step 0 means 1."""
    assert next(sizes_in_range((32, 700, 0, 32, 500, 0), (641, 481))) == (641, 481)
    assert (640, 480) in set(sizes_in_range((32, 700, 0, 32, 500, 0), None))


def test_a_list_that_never_ends(device: VideoDevice, kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked a bounded number of times."""
    asked: list[int] = []
    original = kernel.ioctl

    def endless(fd: int, request: int, argument: memoryview) -> None:
        if request == fake_kernel.ENUM_FMT:
            asked.append(request)
            argument[0] = 0
        original(fd, request, argument)

    monkeypatch.setattr(kernel, "ioctl", endless)

    assert len(list_formats(device)) == len(asked) == MAX_ENTRIES


@pytest.mark.parametrize(("number", "error"), [(errno.EIO, NoFramesError), (errno.ENODEV, CameraGoneError)])
def test_a_camera_that_fails_while_it_is_asked(
    device: VideoDevice, kernel: FakeKernel, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    """Typed, from the list as from everything else."""

    def failing(fd: int, request: int, argument: memoryview) -> None:
        raise fake_kernel.fail(number)

    monkeypatch.setattr(kernel, "ioctl", failing)
    with pytest.raises(error):
        list_modes(device)
    monkeypatch.setattr(kernel, "map", lambda fd, length, offset: failing(fd, 0, memoryview(b"")))
    monkeypatch.setattr(kernel, "wait_readable", lambda fd, timeout_s: failing(fd, 0, memoryview(b"")))
    with pytest.raises(error):
        device.map(4096, 0)
    with pytest.raises(error):
        device.wait_readable(0.1)
