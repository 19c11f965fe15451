"""A camera of the smallest kind: it is used as it is, and what it cannot do is said of the page, not of the camera."""

from __future__ import annotations

import cv2

from drivers.camera.commands import PreviewFrame, Verdict, WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.slot import LatestSlot
from drivers.camera.source import Pixels
from drivers.camera.status import Ready
from drivers.commands import LiveContext
from drivers.paper import PaperKind
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel, encode
from tests.drivers.camera.polled import polled, source_on


def test_it_is_ready_with_the_size_that_it_has(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Asked for 1280 x 960."""
    camera.formats = {"YUYV": {(640, 480): (30.0,)}}

    assert polled(kernel).poll() == Ready(640, 480)


def test_a_sheet_is_too_small_under_it(kernel: FakeKernel, camera: FakeCamera, desk: Pixels) -> None:
    """The verdict says so; asked for by hand it is taken with that note."""
    camera.formats = {"MJPG": {(640, 480): (30.0,)}}
    small = cv2.resize(desk, (640, 480), interpolation=cv2.INTER_AREA)

    def shown(one: FakeCamera, number: int) -> bytes:
        picture = small.copy()
        picture[0, 0] = number % 256
        picture[::32, ::32, 0] = number % 8
        return encode(picture, "MJPG")

    camera.makes = shown
    command = WatchPage(_Asking(8), PaperKind.A4, auto_capture=True)
    assert isinstance(command.slot, _Asking)
    command.slot.command = command
    driver = CameraDriver(source_on(kernel), kernel.time)
    driver.open()

    page = driver.run(command, LiveContext(timebase=kernel.time, timeout_s=30.0))

    assert Verdict.TOO_SMALL in page.verdicts
    driver.close()


class _Asking(LatestSlot[PreviewFrame]):
    """Asks for the picture by hand after some previews."""

    __slots__ = ("_left", "command")

    def __init__(self, after: int) -> None:
        super().__init__()
        self._left = after
        self.command: WatchPage | None = None

    def put(self, value: PreviewFrame) -> None:
        super().put(value)
        self._left -= 1
        if not self._left and self.command is not None:
            self.command.request_capture()
