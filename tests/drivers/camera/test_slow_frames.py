"""A bus that is shared with too much, or a camera that stops: slow is usable, silent is not, and nothing hangs."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.camera.errors import NoFramesError
from drivers.camera.stage_source import Fault, StageSource, set_faults
from drivers.camera.status import Offline, Ready, Slow
from drivers.camera.v4l2_source import FIRST_FRAME_S, NEXT_FRAME_S
from tests.drivers.camera.fake_kernel import FakeCamera, FakeKernel
from tests.drivers.camera.leaping_time import LeapingTime
from tests.drivers.camera.polled import PolledCamera, polled, source_on


def test_slow_frames_and_quick_ones_again(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Pages can still be taken; staff are told."""
    device = polled(kernel)
    assert device.poll() == Ready(1280, 960)
    camera.interval_s = 1.9
    device.poll()
    slow = device.poll()
    assert (slow, slow.usable) == (Slow(1280, 960), True)
    camera.interval_s = None

    assert Ready(1280, 960) in device.polls(2)


def test_no_frame_at_all_ends_with_a_typed_error_in_time(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Two seconds while it runs, two and a half after its start; then the port is dropped."""
    source = source_on(kernel)
    source.open()
    source.read()
    camera.silent = True
    begun = kernel.time.now()
    with pytest.raises(NoFramesError):
        source.read()
    assert kernel.time.now() - begun < NEXT_FRAME_S + 0.2
    source.close()
    source.open()
    begun = kernel.time.now()
    with pytest.raises(NoFramesError):
        source.read()
    assert kernel.time.now() - begun < FIRST_FRAME_S + 0.2


def test_silent_and_back(kernel: FakeKernel, camera: FakeCamera) -> None:
    """Offline with its cause while it lasts; ready within two polls after it."""
    device = polled(kernel)
    camera.silent = True
    assert device.poll() == Offline("no_frames")
    camera.silent = False

    assert Ready(1280, 960) in device.polls(2)


def test_a_slow_stage(stage: Path, leaping: LeapingTime) -> None:
    """The simulator's camera is slow in the same way."""
    device = PolledCamera(StageSource(stage, leaping), leaping)
    set_faults(stage, {Fault.SLOW})
    assert device.poll() == Slow(1280, 960)
    set_faults(stage, ())

    assert device.poll() == Ready(1280, 960)
