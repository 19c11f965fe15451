"""Red stays red: seals are red, and each pixel format has its bytes elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from drivers.camera.decoding import decode
from drivers.camera.v4l2.stream import PixelLayout
from drivers.camera.v4l2_source import CameraWish
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, coloured, encode
from tests.drivers.camera.polled import source_on

FORMATS = ("MJPG", "JPEG", "YUYV", "UYVY", "NV12", "YU12", "BGR3", "RGB3")
PLACES = {"red": (100, 320), "green": (400, 100), "blue": (400, 500)}


def _colours(image: np.ndarray) -> dict[str, str]:
    """What colour each place has."""
    return {name: ("blue", "green", "red")[int(image[y + 3, x + 3].argmax())] for name, (y, x) in PLACES.items()}


@pytest.mark.parametrize("fourcc", FORMATS)
def test_each_format_keeps_its_colours(fourcc: str) -> None:
    """Red above, green and blue below, to within what the format loses."""
    image = coloured((640, 480))
    line = {"MJPG": 0, "JPEG": 0, "YUYV": 1280, "UYVY": 1280, "BGR3": 1920, "RGB3": 1920}.get(fourcc, 640)

    decoded = decode(encode(image, fourcc), PixelLayout(fourcc, 640, 480, line))

    assert decoded.shape == (480, 640, 3)
    assert _colours(decoded) == {name: name for name in PLACES}
    assert float(np.abs(decoded.astype(np.int16) - image).mean()) < 4


@pytest.mark.parametrize("fourcc", ["YUYV", "UYVY", "NV12", "RGB3", "BGR3", "GREY"])
def test_lines_longer_than_the_picture(fourcc: str) -> None:
    """Drivers pad lines; without looking at it the picture would lean, and colours swap."""
    image = coloured((640, 480))
    line = {"YUYV": 1280, "UYVY": 1280, "BGR3": 1920, "RGB3": 1920}.get(fourcc, 640)

    padded = decode(encode(image, fourcc, 64), PixelLayout(fourcc, 640, 480, line + 64))

    assert np.array_equal(padded, decode(encode(image, fourcc), PixelLayout(fourcc, 640, 480, line)))


def test_a_camera_that_names_its_format_wrongly(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Blue seals: no program can see that, people can. The settings exchange red and blue."""
    camera.makes = lambda one, number: encode(coloured(one.size, number)[:, :, ::-1], "MJPG")
    wrong, cured = source_on(kernel), source_on(kernel, CameraWish(width=1280, height=960, fps=10, swap_colours=True))
    wrong.open()
    assert wrong.read().image[100, 323].argmax() == 0
    wrong.close()
    cured.open()

    frame = cured.read()

    assert frame.image[100, 323].argmax() == 2
    assert frame.image.flags.c_contiguous
    cured.close()


def test_another_format_of_the_camera_on_request(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Where its motion JPEG is wrong, the settings name the raw one."""
    camera.formats["YUYV"] = {(640, 480): (30.0,)}
    source = source_on(kernel, CameraWish(width=1280, height=960, fps=10, fourcc="YUYV"))
    source.open()

    assert source.read().image.shape == (480, 640, 3)
    assert camera.modes_set == [("YUYV", 640, 480)]
