"""Each fault of the stage at each moment: idle, and in the middle of a preview. It has its status or its typed error,
and after it is mended the camera serves within two polls, without a restart.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.camera.commands import CapturedPage, PreviewFrame, WatchPage
from drivers.camera.driver import CameraDriver
from drivers.camera.slot import LatestSlot
from drivers.camera.stage_source import Fault, StageSource, set_faults, set_stage
from drivers.camera.status import CameraStatus, Dark, Frozen, Offline, Ready, Slow
from drivers.commands import LiveContext
from drivers.paper import PaperKind
from drivers.vocabulary import DeviceError
from tests.drivers.camera.leaping_time import LeapingTime
from tests.drivers.camera.polled import PolledCamera

STATUS: dict[Fault, CameraStatus] = {
    Fault.BLUR: Ready(1280, 960),
    Fault.BLACK: Dark(),
    Fault.FREEZE: Frozen(),
    Fault.UNPLUG: Offline("source_missing"),
    Fault.TINY: Offline("frame_too_small"),
    Fault.CORRUPT: Offline("frames_damaged"),
    Fault.SLOW: Slow(1280, 960),
}
CODE = {
    Fault.BLACK: "frame_dark",
    Fault.FREEZE: "frame_frozen",
    Fault.UNPLUG: "camera_gone",
    Fault.TINY: "frame_too_small",
    Fault.CORRUPT: "frames_damaged",
}


class FaultAfter(LatestSlot[PreviewFrame]):
    """Breaks the stage after two previews; mends what only slows a watch down after some more."""

    __slots__ = ("_fault", "_seen", "_stage")

    def __init__(self, stage: Path, fault: Fault) -> None:
        super().__init__()
        self._stage, self._fault, self._seen = stage, fault, 0

    def put(self, value: PreviewFrame) -> None:
        super().put(value)
        self._seen += 1
        if self._seen == 2:
            set_faults(self._stage, {self._fault})
        if self._seen == 6 and self._fault not in CODE:
            set_faults(self._stage, ())


@pytest.mark.parametrize("fault", Fault)
def test_while_idle(stage: Path, leaping: LeapingTime, fault: Fault) -> None:
    """The status while it lasts, and after it."""
    device = PolledCamera(StageSource(stage, leaping), leaping)
    assert device.poll() == Ready(1280, 960)

    set_faults(stage, {fault})
    assert device.polls(4)[-1] == STATUS[fault]
    set_faults(stage, ())

    assert Ready(1280, 960) in device.polls(2)


@pytest.mark.parametrize("fault", Fault)
def test_in_the_middle_of_a_preview(stage: Path, leaping: LeapingTime, pictures: Path, fault: Fault) -> None:
    """The command ends with the fault's code, or goes on and takes the page; the next one takes it in any case."""
    set_stage(stage, pictures / "paper.png")
    driver = CameraDriver(StageSource(stage, leaping), leaping)
    driver.open()

    def watch(slot: LatestSlot[PreviewFrame]) -> CapturedPage | str:
        try:
            return driver.run(WatchPage(slot, PaperKind.A4), LiveContext(timebase=leaping, timeout_s=60.0))
        except DeviceError as error:
            driver.close()
            return error.code

    ended = watch(FaultAfter(stage, fault))
    if isinstance(ended, str):
        assert ended == CODE[fault]
        set_faults(stage, ())
        driver.open()
        assert isinstance(watch(LatestSlot()), CapturedPage)
    else:
        assert fault not in CODE
    driver.close()
