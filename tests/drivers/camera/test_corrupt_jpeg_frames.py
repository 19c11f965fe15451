"""Frames arrive torn: single ones are passed over, all of them are a typed fault, and the cure ends it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from drivers.camera.decoding import decode
from drivers.camera.errors import FramesDamagedError
from drivers.camera.status import Offline, Ready
from drivers.camera.v4l2.stream import PixelLayout
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, coloured, encode, noise
from tests.drivers.camera.polled import polled, source_on

JPEG = encode(coloured((640, 480)), "MJPG")
TEARS: dict[str, Callable[[bytes], bytes]] = {
    "second half lost": lambda data: data[: len(data) // 2],
    "end mark lost": lambda data: data[:-2],
    "first bytes lost": lambda data: data[40:],
    "header in the middle": lambda data: data[:1500] + data[:600] + data[1500:],
    "three bytes": lambda data: data[:3],
    "header only": lambda data: data[:300],
    "text": lambda data: b"no signal",
    "zeros": lambda data: bytes(len(data)),
    "no size": lambda data: data.replace(b"\xff\xc0", b"\xff\xe5"),
    "not the inside that the outside says": lambda data: data[:2] + b"\xff\xc0\0\x04ab" + data[-600:],
    "tables of rubbish": lambda data: data.replace(b"\xff\xc4\0\x1f", b"\xff\xc4\0\x1f\xff\xff\xff\xff"),
}


@pytest.mark.parametrize("tear", TEARS.values(), ids=TEARS)
def test_torn_frames_are_known_as_such(tear: Callable[[bytes], bytes]) -> None:
    """Whatever piece was lost."""
    with pytest.raises(FramesDamagedError):
        decode(tear(JPEG), PixelLayout("MJPG", 640, 480, 0))


def test_a_single_torn_frame_is_passed_over(kernel: FakeKernel, camera: FakeCamera) -> None:
    """The next one is shown; that one was torn is counted."""
    camera.makes = lambda one, number: noise(one, number)[: 900 if number % 2 else None]
    source = source_on(kernel)
    source.open()

    frames = [source.read() for _ in range(4)]

    assert [frame.sequence for frame in frames] == [1, 2, 3, 4]
    assert source.describe()["damaged_frames"] != 0


def test_all_frames_torn_and_whole_again(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Offline with its cause while it lasts; ready within two polls after it."""
    device = polled(kernel)
    assert device.poll() == Ready(1280, 960)
    camera.makes = lambda one, number: noise(one, number)[:900]
    assert device.poll() == Offline("frames_damaged")
    camera.makes = None

    assert Ready(1280, 960) in device.polls(2)


def test_frames_that_the_kernel_calls_damaged(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Whole to look at, with pieces of the frame before."""
    device = polled(kernel)
    camera.error_flag = True
    assert device.poll() == Offline("frames_damaged")
    camera.error_flag = False

    assert Ready(1280, 960) in device.polls(2)
