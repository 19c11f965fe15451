"""Exposure, focus and white: set where the camera has them, told where it has not."""

from __future__ import annotations

import errno
from collections.abc import Iterator

import pytest

from drivers.camera.errors import CameraGoneError
from drivers.camera.v4l2.controls import MAX_CONTROLS, Applied, Automatic, Outcome, Wishes, apply_wishes, list_controls
from drivers.camera.v4l2.device import VideoDevice
from drivers.camera.v4l2.layout import ControlId
from tests.drivers.camera.fake_kernel import FakeCamera, FakeControl, FakeKernel

AUTO = Automatic.AUTO
UNSUPPORTED, SET, NARROWED, REFUSED = Outcome.UNSUPPORTED, Outcome.SET, Outcome.NARROWED, Outcome.REFUSED


@pytest.fixture
def device(kernel: FakeKernel, camera: FakeCamera) -> Iterator[VideoDevice]:
    """A camera with everything."""
    camera.controls = {
        ControlId.BRIGHTNESS: FakeControl("Brightness", -64, 64, 0),
        ControlId.AUTO_WHITE_BALANCE: FakeControl("White Balance, Automatic", 0, 1, 1, kind=2),
        ControlId.POWER_LINE_FREQUENCY: FakeControl("Power Line Frequency", 0, 2, 2, kind=3, entries=(0, 1, 2)),
        ControlId.WHITE_BALANCE_TEMPERATURE: FakeControl("White Balance Temperature", 2800, 6500, 4600, flags=0x10),
        ControlId.EXPOSURE_AUTO: FakeControl("Auto Exposure", 0, 3, 3, kind=3, entries=(1, 3)),
        ControlId.EXPOSURE_ABSOLUTE: FakeControl("Exposure Time, Absolute", 3, 2047, 250, flags=0x10),
        ControlId.FOCUS_ABSOLUTE: FakeControl("Focus, Absolute", 0, 1023, 0),
        ControlId.FOCUS_AUTO: FakeControl("Focus, Automatic Continuous", 0, 1, 1, kind=2),
    }
    opened = VideoDevice(kernel, "/dev/video0")
    yield opened
    opened.close()


def outcomes(applied: tuple[Applied, ...]) -> list[tuple[str, Outcome, int | None]]:
    """Name, outcome, value."""
    return [(one.name, one.outcome, one.value) for one in applied]


def test_automatic(device: VideoDevice, camera: FakeCamera) -> None:
    """A USB camera's automatic exposure is called aperture priority; the lamps have 50 hertz here."""
    for control in (ControlId.EXPOSURE_AUTO, ControlId.FOCUS_AUTO, ControlId.AUTO_WHITE_BALANCE):
        camera.controls[control].value = 0

    applied = apply_wishes(device, Wishes(exposure=AUTO, focus=AUTO, white_balance=AUTO, power_line=50))

    assert outcomes(applied) == [
        ("exposure", SET, 3),
        ("focus", SET, 1),
        ("white_balance", SET, 1),
        ("power_line", SET, 1),
    ]


def test_numbers_switch_the_automatic_off_first(device: VideoDevice, camera: FakeCamera) -> None:
    """Else the camera would take its own value back."""
    applied = apply_wishes(device, Wishes(exposure=120, focus=300, white_balance=5000, brightness=10))

    assert outcomes(applied) == [
        ("exposure", SET, 120),
        ("focus", SET, 300),
        ("white_balance", SET, 5000),
        ("brightness", SET, 10),
    ]
    assert camera.controls[ControlId.EXPOSURE_AUTO].value == 1
    assert camera.controls[ControlId.FOCUS_AUTO].value == 0
    assert camera.controls[ControlId.AUTO_WHITE_BALANCE].value == 0


def test_out_of_range_is_narrowed_and_said(device: VideoDevice) -> None:
    """To the end of the camera's range."""
    assert outcomes(apply_wishes(device, Wishes(brightness=500))) == [("brightness", NARROWED, 64)]


def test_unsupported_is_not_refused(device: VideoDevice, camera: FakeCamera) -> None:
    """Not there, switched off by the driver, read only, busy, and not even readable: each as it is."""
    del camera.controls[ControlId.EXPOSURE_AUTO]
    camera.controls[ControlId.GAIN] = FakeControl("Gain", 0, 10, 5, flags=0x4)
    camera.controls[ControlId.CONTRAST] = FakeControl("Contrast", 0, 10, 5, flags=0x1)
    camera.controls[ControlId.FOCUS_ABSOLUTE].refuses = errno.EBUSY
    wishes = Wishes(exposure=AUTO, focus=3, gain=7, contrast=2, sharpness=1)

    assert outcomes(apply_wishes(device, wishes)) == [
        ("exposure", UNSUPPORTED, None),
        ("focus", REFUSED, 0),
        ("gain", REFUSED, 5),
        ("contrast", UNSUPPORTED, None),
        ("sharpness", UNSUPPORTED, None),
    ]


def test_exposure_as_a_number_without_a_switch(device: VideoDevice, camera: FakeCamera) -> None:
    """Some cameras have the number only."""
    del camera.controls[ControlId.EXPOSURE_AUTO]

    assert outcomes(apply_wishes(device, Wishes(exposure=99))) == [("exposure", SET, 99)]


def test_nothing_wished_nothing_touched(device: VideoDevice) -> None:
    """The camera keeps what it has."""
    assert apply_wishes(device, Wishes()) == ()


def test_a_camera_that_goes_away_meanwhile(device: VideoDevice, camera: FakeCamera) -> None:
    """Typed, not refused."""
    camera.controls[ControlId.BRIGHTNESS].refuses = errno.ENODEV

    with pytest.raises(CameraGoneError):
        apply_wishes(device, Wishes(brightness=1))


def test_the_list(device: VideoDevice, camera: FakeCamera) -> None:
    """In the order of their numbers, with what they stand at; buttons and disabled ones are left out."""
    camera.controls[ControlId.GAIN] = FakeControl("Gain", 0, 10, 5, flags=0x1)
    camera.controls[ControlId.SHARPNESS] = FakeControl("A button", 0, 0, 0, kind=4)

    listed = list_controls(device)

    assert [one.name for one in listed] == [
        "Brightness",
        "White Balance, Automatic",
        "Power Line Frequency",
        "White Balance Temperature",
        "Auto Exposure",
        "Exposure Time, Absolute",
        "Focus, Absolute",
        "Focus, Automatic Continuous",
    ]
    assert [one.active for one in listed] == [True, True, True, False, True, False, True, True]
    assert (listed[0].minimum, listed[0].maximum, listed[0].value) == (-64, 64, 0)


def test_a_control_that_does_not_tell_its_value(device: VideoDevice, camera: FakeCamera) -> None:
    """Set, as far as anybody knows; a camera that goes away meanwhile is told as such."""
    camera.controls[ControlId.BRIGHTNESS].hides = errno.EIO
    assert outcomes(apply_wishes(device, Wishes(brightness=3))) == [("brightness", SET, None)]
    camera.controls[ControlId.BRIGHTNESS].hides = errno.ENODEV

    with pytest.raises(CameraGoneError):
        list_controls(device)


def test_a_list_of_controls_that_never_ends(device: VideoDevice, camera: FakeCamera) -> None:
    """A bounded number is listed."""
    camera.controls = {0x0098_0900 + one: FakeControl(f"Control {one}", 0, 9, 1) for one in range(MAX_CONTROLS + 9)}

    assert len(list_controls(device)) == MAX_CONTROLS
