"""A camera that is polled as its supervisor does it: a fault of the link drops the port, the next poll opens it."""

from __future__ import annotations

from collections.abc import Sequence

from drivers.camera.driver import CameraDriver
from drivers.camera.source import FrameSource
from drivers.camera.status import CameraStatus
from drivers.camera.v4l2_source import CameraWish, V4l2Source
from drivers.vocabulary import DeviceError, ErrorClass
from tests.drivers.camera.fake_kernel import FakeKernel
from tests.drivers.camera.leaping_time import LeapingTime

POLL_S = 2.0
"""The terminal's ``IDLE_POLL_S``."""


class PolledCamera:
    """The driver with one poll at a time."""

    def __init__(self, source: FrameSource, leaping: LeapingTime) -> None:
        self.driver = CameraDriver(source, leaping)
        self.leaping = leaping
        self.opened = False

    def poll(self) -> CameraStatus:
        """Wait a period, open where needed, poll; a fault is told as the supervisor tells it."""
        self.leaping.pass_by(POLL_S)
        try:
            if not self.opened:
                self.driver.open()
                self.opened = True
            return self.driver.poll()
        except DeviceError as error:
            if error.error_class is ErrorClass.LINK and self.opened:
                self.driver.close()
                self.opened = False
            return self.driver.unreached(error)

    def polls(self, count: int) -> Sequence[CameraStatus]:
        """Several polls."""
        return [self.poll() for _ in range(count)]


def polled(kernel: FakeKernel, wish: CameraWish | None = None) -> PolledCamera:
    """A polled camera at ``/dev/video0`` of a fake kernel."""
    return PolledCamera(source_on(kernel, wish), kernel.time)


def source_on(kernel: FakeKernel, wish: CameraWish | None = None) -> V4l2Source:
    """The source of ``/dev/video0`` of a fake kernel: 1280 x 960 at ten frames a second by default."""
    asked = wish if wish is not None else CameraWish(width=1280, height=960, fps=10)
    return V4l2Source("/dev/video0", kernel.time, asked, kernel=kernel, find=lambda place: place)
