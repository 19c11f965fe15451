"""The cable is pulled while a resident looks at the preview, and put back: under the supervisor, on its own thread."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.camera.commands import CapturedPage, PreviewFrame, VerdictChanged, WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.slot import LatestSlot
from drivers.camera.stage_source import Prop, StageSource, set_stage
from drivers.camera.status import Offline, Ready
from drivers.paper import PaperKind
from drivers.supervisor import DeviceSupervisor
from drivers.timebase import SystemTime
from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandProgressed,
    StatusChanged,
)
from tests.drivers.manual_time import Events


@pytest.fixture
def events() -> Events:
    """What the camera told."""
    return Events()


@pytest.fixture
def camera(stage: Path, events: Events) -> Iterator[DeviceSupervisor]:
    """A running camera on a stage."""
    timebase = SystemTime()
    driver = CameraDriver(StageSource(stage, timebase, fps=50), timebase)
    supervisor = DeviceSupervisor(driver, events, timebase=timebase, poll_interval_s=0.05, misses_allowed=1)
    supervisor.start()
    yield supervisor
    assert supervisor.stop(timeout_s=10.0)


def test_camera_gone_mid_preview_and_back(
    camera: DeviceSupervisor, events: Events, stage: Path, pictures: Path
) -> None:
    """The command fails with its cause, the status follows, and the next command works after the cable is back."""
    slot: LatestSlot[PreviewFrame] = LatestSlot()
    first = camera.submit(WatchPage(slot, PaperKind.A4), timeout_s=60.0)
    events.until(CommandProgressed, lambda event: isinstance(event.progress, VerdictChanged))

    set_stage(stage, Prop.UNPLUG)
    failed = events.until(CommandFailed)
    events.until(StatusChanged, lambda event: event.status == Offline("source_missing"))

    assert (failed.command, failed.error.code) == (first, "camera_gone")
    set_stage(stage, pictures / "paper.png")
    second = camera.submit(WatchPage(slot, PaperKind.A4), timeout_s=60.0)
    done = events.until(CommandDone)
    events.until(StatusChanged, lambda event: isinstance(event.status, Ready))
    assert done.command == second
    assert isinstance(done.result, CapturedPage)


def test_source_missing_from_the_start(camera: DeviceSupervisor, events: Events, stage: Path) -> None:
    """A command for a camera that is not there fails at once with its cause."""
    set_stage(stage, Prop.UNPLUG)
    events.until(StatusChanged, lambda event: isinstance(event.status, Offline))

    camera.submit(WatchPage(LatestSlot(), PaperKind.ANY), timeout_s=60.0)

    assert events.until(CommandFailed).error.code == "source_missing"


def test_the_button_from_another_thread(camera: DeviceSupervisor, events: Events, stage: Path, pictures: Path) -> None:
    """The command object is the handle of the button."""
    set_stage(stage, pictures / "blurred.png")
    command = WatchPage(LatestSlot(), PaperKind.A4)
    camera.submit(command, timeout_s=60.0)
    events.until(CommandProgressed)

    command.request_capture()

    result = events.until(CommandDone).result
    assert isinstance(result, CapturedPage)
    assert result.quad is not None


def test_cancelled_by_the_resident(camera: DeviceSupervisor, events: Events) -> None:
    """Leaving the page ends the command, not the camera."""
    command = camera.submit(WatchPage(LatestSlot(), PaperKind.A4), timeout_s=60.0)
    events.until(CommandProgressed)

    assert camera.cancel(command)

    assert events.until(CommandCancelled).command == command
