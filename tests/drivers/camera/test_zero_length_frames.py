"""Buffers come back empty: a driver that has lost its camera's data but not its camera."""

from __future__ import annotations

import pytest

from drivers.camera.decoding import decode
from drivers.camera.errors import FramesDamagedError
from drivers.camera.status import Offline, Ready
from drivers.camera.v4l2.stream import PixelLayout
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, noise
from tests.drivers.camera.polled import polled, source_on


@pytest.mark.parametrize("fourcc", ["MJPG", "YUYV", "GREY"])
def test_nothing_is_no_picture(fourcc: str) -> None:
    """In any format."""
    with pytest.raises(FramesDamagedError, match="empty"):
        decode(b"", PixelLayout(fourcc, 640, 480, 0))


def test_single_empty_frames_are_passed_over(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Cameras give some at their start."""
    camera.makes = lambda one, number: b"" if number < 4 else noise(one, number)
    source = source_on(kernel)
    source.open()

    assert source.read().image.shape == (960, 1280, 3)


def test_empty_frames_only_and_full_ones_again(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Offline with its cause while it lasts; ready within two polls after it."""
    device = polled(kernel)
    assert device.poll() == Ready(1280, 960)
    camera.makes = lambda one, number: b""
    assert device.poll() == Offline("frames_damaged")
    camera.makes = None

    assert Ready(1280, 960) in device.polls(2)
