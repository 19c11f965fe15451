"""Sizes that nobody expects: odd ones, upright ones, ones that change by themselves, none that fit."""

from __future__ import annotations

import numpy as np
import pytest

from drivers.camera.decoding import decode
from drivers.camera.errors import FramesDamagedError, NoModeError
from drivers.camera.status import Offline, Ready
from drivers.camera.v4l2.stream import PixelLayout
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, coloured, encode, noise
from tests.drivers.camera.polled import polled, source_on


@pytest.mark.parametrize("size", [(1283, 961), (961, 1283), (647, 483)])
def test_odd_motion_jpeg(kernel: FakeKernel, camera: FakeCamera, size: tuple[int, int]) -> None:
    """Neither side even."""
    camera.formats = {"MJPG": {size: (30.0,)}}
    source = source_on(kernel)
    source.open()

    assert source.read().image.shape == (size[1], size[0], 3)


@pytest.mark.parametrize("fourcc", ["YUYV", "NV12", "YU12"])
def test_odd_raw_pixels_that_cannot_be(fourcc: str) -> None:
    """Two pixels share their colour, so there is no half pair: a typed error."""
    with pytest.raises(FramesDamagedError, match="odd"):
        decode(bytes(700 * 500 * 3), PixelLayout(fourcc, 641, 480, 0))


def test_odd_grey_and_plain_pixels() -> None:
    """Formats without pairs may be odd."""
    image = coloured((641, 481))
    assert np.array_equal(decode(encode(image, "RGB3"), PixelLayout("RGB3", 641, 481, 1923)), image)
    assert decode(encode(image, "GREY"), PixelLayout("GREY", 641, 481, 641)).shape == (481, 641, 3)


@pytest.mark.parametrize("fourcc", ["YUYV", "NV12", "YU12", "RGB3", "GREY"])
def test_raw_frames_that_are_too_short(fourcc: str) -> None:
    """A byte less than the picture needs."""
    data = encode(coloured((640, 480)), fourcc)
    with pytest.raises(FramesDamagedError, match="short"):
        decode(data[:-1], PixelLayout(fourcc, 640, 480, 0))


def test_frames_that_change_their_size_by_themselves(kernel: FakeKernel, camera: FakeCamera) -> None:
    """The status follows what comes, not what was negotiated."""
    device = polled(kernel)
    assert device.poll() == Ready(1280, 960)
    camera.makes = lambda one, number: encode(coloured((800, 600), number), "MJPG")

    assert device.poll() == Ready(800, 600)


def test_tiny_frames_and_right_ones_again(kernel: FakeKernel, camera: FakeCamera) -> None:
    """A camera that has fallen back to its smallest size is opened anew."""
    device = polled(kernel)
    camera.makes = lambda one, number: encode(coloured((160, 120), number), "MJPG")
    assert device.poll() == Offline("frame_too_small")
    camera.makes = noise

    assert Ready(1280, 960) in device.polls(2)


@pytest.mark.parametrize(
    "formats", [{"H264": {(1920, 1080): (30.0,)}}, {"MJPG": {(160, 120): (30.0,)}}, {"MJPG": {}}, {}]
)
def test_nothing_that_fits(
    kernel: FakeKernel, camera: FakeCamera, formats: dict[str, dict[tuple[int, int], tuple[float, ...]]]
) -> None:
    """No format that can be decoded, or no size that can be read: a typed error, and the camera is let go of."""
    camera.formats = formats

    with pytest.raises(NoModeError) as caught:
        source_on(kernel).open()

    assert (caught.value.code, caught.value.temporary) == ("no_mode", False)
    assert kernel.open_files == {}
