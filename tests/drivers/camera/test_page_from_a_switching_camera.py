"""A camera that is too slow at full size: the page is found anew in the large picture, and taken from it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from drivers.camera.commands import CapturedPage, PreviewFrame, Verdict, WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.errors import NoPageError
from drivers.camera.sample_desk import draw_empty_desk
from drivers.camera.slot import LatestSlot
from drivers.camera.source import Pixels
from drivers.camera.v4l2_source import CameraWish
from drivers.commands import LiveContext
from drivers.paper import PaperKind
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, Sizes, encode
from tests.drivers.camera.polled import source_on

SWITCHING: dict[str, Sizes] = {"YUYV": {(640, 480): (30.0,), (2560, 1920): (2.0,)}}
ONE_MODE: dict[str, Sizes] = {"MJPG": {(2560, 1920): (15.0,)}}


def take(kernel: FakeKernel, camera: FakeCamera, small: Pixels, large: Pixels) -> CapturedPage:
    """Take the page by the button: the camera shows one picture in small modes and another one in large ones."""
    sizes: dict[tuple[int, int], Pixels] = {}
    for picture, size in ((small, (640, 480)), (large, (2560, 1920))):
        sizes[size] = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)

    def shown(one: FakeCamera, number: int) -> bytes:
        return encode(np.bitwise_xor(sizes[one.size], np.uint8(number % 2)), one.fourcc)

    camera.makes = shown
    command = WatchPage(LatestSlot[PreviewFrame](), PaperKind.A4, auto_capture=False)
    command.request_capture()
    driver = CameraDriver(source_on(kernel, CameraWish(width=2560, height=1920, fps=10)), kernel.time)
    driver.open()
    try:
        return driver.run(command, LiveContext(timebase=kernel.time, timeout_s=60.0))
    finally:
        driver.close()


@pytest.mark.parametrize("formats", [SWITCHING, ONE_MODE], ids=["switching", "one mode"])
def test_the_page_has_the_pixels_of_the_full_size(
    kernel: FakeKernel, camera: FakeCamera, desk: Pixels, formats: dict[str, Sizes]
) -> None:
    """More than the preview has, whether the camera switches or only the decoder does."""
    camera.formats = formats

    page = take(kernel, camera, desk, desk)

    assert page.quad is not None
    assert Verdict.TOO_SMALL not in page.verdicts
    assert max(page.width, page.height) > 1200


def test_the_page_was_taken_away_meanwhile(kernel: FakeKernel, camera: FakeCamera, desk: Pixels) -> None:
    """No page in the large picture is no page."""
    camera.formats = SWITCHING

    with pytest.raises(NoPageError):
        take(kernel, camera, desk, draw_empty_desk())
