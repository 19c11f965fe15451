"""The V4L2 source against a capture that behaves like OpenCV's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from drivers.camera.errors import CameraGoneError, NoFramesError, SourceMissingError
from drivers.camera.v4l2_source import STALE_FRAMES, Capture, V4l2Source
from tests.drivers.camera.conftest import LeapingTime


class FakeCapture:
    """A camera of 30 frames per second; each grab takes a thirtieth of a second of the test's time."""

    def __init__(self, leaping: LeapingTime) -> None:
        self.leaping = leaping
        self.opens = True
        self.plugged = True
        self.decodes = True
        self.grabbed = 0
        self.released = 0
        self.parameters: Sequence[int] = ()

    def isOpened(self) -> bool:
        return self.opens

    def grab(self) -> bool:
        self.grabbed += 1
        self.leaping._now += 1 / 30
        return self.plugged

    def retrieve(self) -> tuple[bool, Any]:
        image = np.full((48, 64, 3), self.grabbed % 256, np.uint8)
        return (True, image) if self.decodes else (False, None)

    def release(self) -> None:
        self.released += 1


@pytest.fixture
def capture(leaping: LeapingTime) -> FakeCapture:
    """The camera."""
    return FakeCapture(leaping)


@pytest.fixture
def source(capture: FakeCapture, leaping: LeapingTime, tmp_path: Path) -> V4l2Source:
    """A source on a device node that exists."""
    node = tmp_path / "video0"
    node.touch()

    def open_capture(device: str | int, parameters: Sequence[int]) -> Capture:
        assert device == str(node)
        capture.parameters = parameters
        return capture

    return V4l2Source(str(node), leaping, fps=10, width=2592, height=1944, open_capture=open_capture)


def test_motion_jpeg_of_the_wanted_size_is_asked_for(source: V4l2Source, capture: FakeCapture) -> None:
    """Large frames do not pass the cable otherwise."""
    source.open()

    pairs = dict(zip(capture.parameters[::2], capture.parameters[1::2], strict=True))
    assert pairs[cv2.CAP_PROP_FRAME_WIDTH] == 2592
    assert pairs[cv2.CAP_PROP_FRAME_HEIGHT] == 1944
    assert pairs[cv2.CAP_PROP_FOURCC] == cv2.VideoWriter.fourcc(*"MJPG")


def test_the_newest_frame_is_decoded(source: V4l2Source, capture: FakeCapture) -> None:
    """Frames that nobody wants are taken off the queue, so the picture is now."""
    source.open()

    first, second = source.read(), source.read()

    assert int(first.image[0, 0, 0]) == STALE_FRAMES + 1
    assert int(second.image[0, 0, 0]) == capture.grabbed
    assert capture.grabbed - (STALE_FRAMES + 1) == 3
    assert second.stamp - first.stamp == pytest.approx(0.1, abs=0.01)


def test_after_a_pause_old_frames_are_dropped(source: V4l2Source, capture: FakeCapture, leaping: LeapingTime) -> None:
    """The kernel still holds frames from before: of the resident before, perhaps."""
    source.open()
    source.read()
    before = capture.grabbed
    leaping._now += 5.0

    source.read()

    assert capture.grabbed - before == STALE_FRAMES + 1


def test_source_missing(leaping: LeapingTime, tmp_path: Path) -> None:
    """No such device node, by path or by number."""
    for device in (str(tmp_path / "absent"), 63):
        with pytest.raises(SourceMissingError):
            V4l2Source(device, leaping).open()


def test_device_refuses(source: V4l2Source, capture: FakeCapture) -> None:
    """It is there, but does not open: nothing is left open."""
    capture.opens = False

    with pytest.raises(NoFramesError):
        source.open()

    assert capture.released == 1


def test_camera_gone(source: V4l2Source, capture: FakeCapture) -> None:
    """The cable is pulled between two frames."""
    source.open()
    source.read()
    capture.plugged = False

    with pytest.raises(CameraGoneError):
        source.read()


def test_frame_that_does_not_decode(source: V4l2Source, capture: FakeCapture) -> None:
    """A torn motion JPEG frame."""
    source.open()
    capture.decodes = False

    with pytest.raises(NoFramesError):
        source.read()


def test_closed(source: V4l2Source, capture: FakeCapture) -> None:
    """Closing twice is closing once; reading a closed camera is reading none."""
    source.open()
    source.close()
    source.close()

    assert capture.released == 1
    with pytest.raises(CameraGoneError):
        source.read()
