"""The cover is on, or the picture stands still: on a kernel's camera, from the first poll to service again."""

from __future__ import annotations

import numpy as np

from drivers.camera.status import Dark, Frozen, Ready
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, coloured, encode
from tests.drivers.camera.polled import polled


def test_black_frames_and_light_again(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Dark after some seconds; ready at the first poll with light."""
    device = polled(kernel)
    assert device.poll() == Ready(1280, 960)

    def black(one: FakeCamera, number: int) -> bytes:
        image = np.zeros((one.size[1], one.size[0], 3), np.uint8)
        image[::16, ::16] = number % 4
        return encode(image, "MJPG")

    camera.makes = black
    assert device.polls(3)[-1] == Dark()
    camera.makes = None

    assert device.poll() == Ready(1280, 960)


def test_frozen_frames_are_cured_by_opening_anew(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Stamps and numbers go on, and the picture is the same to the last bit: a sensor never gives that."""
    device = polled(kernel)
    assert device.poll() == Ready(1280, 960)
    still = encode(coloured((1280, 960), 7), "MJPG")
    camera.makes = lambda one, number: still
    assert device.polls(2)[-1] == Frozen()
    opened_before = len(camera.modes_set)
    assert device.poll() == Frozen()
    assert len(camera.modes_set) == opened_before + 1
    camera.makes = None

    assert Ready(1280, 960) in device.polls(2)
