"""A camera without colour: usable where there is nothing better, never preferred to colour."""

from __future__ import annotations

import cv2
import numpy as np

from drivers.camera.status import Ready
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, coloured
from tests.drivers.camera.polled import polled, source_on


def test_grey_pixels_become_three_equal_planes(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Whoever looks at a frame need not know."""
    camera.formats = {"GREY": {(640, 480): (30.0,)}}
    source = source_on(kernel)
    source.open()

    image = source.read().image

    assert image.shape == (480, 640, 3)
    assert np.array_equal(image[:, :, 0], image[:, :, 2])


def test_grey_motion_jpeg(kernel: FakeKernel, camera: FakeCamera) -> None:
    """A JPEG of one component."""
    camera.makes = lambda one, number: bytes(
        cv2.imencode(".jpg", cv2.cvtColor(coloured(one.size, number), cv2.COLOR_BGR2GRAY))[1]
    )

    assert polled(kernel).poll() == Ready(1280, 960)


def test_smaller_colour_before_larger_grey(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Seals are red."""
    camera.formats = {"GREY": {(1280, 960): (30.0,)}, "YUYV": {(640, 480): (30.0,)}}

    assert polled(kernel).poll() == Ready(640, 480)
    assert camera.modes_set == [("YUYV", 640, 480)]
