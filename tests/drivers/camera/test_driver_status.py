"""What the camera driver tells its supervisor while nothing is asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.camera.driver import CameraDriver
from drivers.camera.errors import CameraGoneError
from drivers.camera.source import Frame
from drivers.camera.stage_source import Prop, StageSource, set_stage
from drivers.camera.status import CameraStatus, Dark, Frozen, Offline, Ready, Unknown
from drivers.vocabulary import DeviceKind
from tests.drivers.camera.leaping_time import LeapingTime


class CountingStage(StageSource):
    """A stage that counts how often it was opened."""

    opened = 0

    def open(self) -> None:
        """Count."""
        self.opened += 1
        super().open()

    def read(self) -> Frame:
        """As it is."""
        return super().read()


@pytest.fixture
def source(stage: Path, leaping: LeapingTime) -> CountingStage:
    """The stage."""
    return CountingStage(stage, leaping)


@pytest.fixture
def driver(source: CountingStage, leaping: LeapingTime) -> CameraDriver:
    """Open."""
    opened = CameraDriver(source, leaping)
    opened.open()
    return opened


def _polls(driver: CameraDriver, leaping: LeapingTime, count: int) -> list[CameraStatus]:
    seen = []
    for _ in range(count):
        leaping._now += 2.0
        seen.append(driver.poll())
    return seen


def test_ready(driver: CameraDriver, leaping: LeapingTime) -> None:
    """With the frame's size."""
    assert driver.kind is DeviceKind.CAMERA
    assert _polls(driver, leaping, 2) == [Ready(1280, 960)] * 2


def test_frozen_frames_open_the_source_anew(
    driver: CameraDriver, source: CountingStage, stage: Path, leaping: LeapingTime
) -> None:
    """Reopening is the cure that software has."""
    assert _polls(driver, leaping, 1) == [Ready(1280, 960)]
    set_stage(stage, Prop.FREEZE)
    assert _polls(driver, leaping, 2) == [Frozen(), Frozen()]
    assert source.opened == 2
    set_stage(stage, Prop.EMPTY)
    assert _polls(driver, leaping, 1) == [Ready(1280, 960)]


def test_black_frames(driver: CameraDriver, stage: Path, leaping: LeapingTime) -> None:
    """Dark is not frozen, and not offline."""
    set_stage(stage, Prop.BLACK)

    assert _polls(driver, leaping, 3) == [Ready(1280, 960), Ready(1280, 960), Dark()]


def test_unreached() -> None:
    """Unknown is not offline."""
    driver = CameraDriver(StageSource(Path("absent"), LeapingTime()), LeapingTime())

    assert driver.unreached(None) == Unknown()
    assert driver.unreached(CameraGoneError()) == Offline("camera_gone")


def test_which_states_are_usable() -> None:
    """Only a camera that shows the present."""
    states: list[CameraStatus] = [Ready(1, 1), Frozen(), Dark(), Offline("x"), Unknown()]

    assert [state.usable for state in states] == [True, False, False, False, False]
