"""From settings to drivers: every kind that can be configured is built in one place."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from config.settings import Settings, load_settings
from drivers.printer.profile import ProofMethod
from drivers.vocabulary import DeviceKind
from kiosk.device_builders import DriverNeeds, build_driver, camera_source, is_enabled, place_of, printer_profile
from kiosk.health.devices import CHECKS

NEEDS = DriverNeeds(lambda: date(2026, 11, 24))
NOTHING = load_settings(site=None, terminal=None, environ={})
CONFIGURABLE = [kind for kind in DeviceKind if place_of(kind, NOTHING) is not None]


def settings_with(**devices: str) -> Settings:
    return load_settings(
        site=None, terminal=None, environ={f"KIOSK_DEVICES__{name.upper()}": value for name, value in devices.items()}
    )


@pytest.mark.parametrize("kind", CONFIGURABLE)
def test_every_kind_with_settings_is_off_by_default(kind: DeviceKind) -> None:
    """A device that nobody has configured does not exist for the terminal."""
    assert not is_enabled(kind, NOTHING)


@pytest.mark.parametrize("kind", CONFIGURABLE)
def test_every_kind_with_settings_has_a_driver_of_its_kind(kind: DeviceKind) -> None:
    """What can be set can be built, and knows what it is."""
    place = place_of(kind, NOTHING)
    assert place is not None
    value = {"source": "v4l2:/dev/video0", "queue": "sheets"}.get(place.key, "/dev/null")
    settings = settings_with(**{f"{kind}__{place.key}": value, f"{kind}__enabled": "true"})
    assert (is_enabled(kind, settings), build_driver(kind, settings, NEEDS).kind) == (True, kind)


def test_the_doctor_checks_every_kind_with_settings() -> None:
    """No device can be configured that the doctor does not look at."""
    assert set(CHECKS) == set(CONFIGURABLE)


def test_the_settings_decide_about_the_proof_of_print() -> None:
    """``auto`` leaves it to the profile, the others overrule it."""
    assert printer_profile(settings_with(printer__proof="none")).proof is ProofMethod.NONE
    assert printer_profile(settings_with(printer__proof="auto")).proof is not ProofMethod.NONE


@pytest.mark.parametrize(
    ("source", "full"),
    [
        (
            "v4l2:/dev/video0",
            "v4l2:/dev/video0?fps=15.0&width=2592&height=1944&exposure=auto&focus=auto&white_balance=auto&power_line=50",
        ),
        ("dir:/tmp/pages", "dir:/tmp/pages?fps=15.0"),
        ("v4l2:/dev/video0?fps=5", "v4l2:/dev/video0?fps=5"),
    ],
)
def test_size_and_rate_go_to_sources_that_take_them(source: str, full: str) -> None:
    """A camera is asked for a size, a folder of pictures is not; whoever writes options has the last word."""
    assert camera_source(settings_with(camera__source=source)) == full


def test_controls_go_to_the_camera_as_far_as_they_are_wished() -> None:
    """Numbers as they are; what is to be kept is not named."""
    settings = settings_with(
        camera__source="v4l2:0", camera__focus="120", camera__exposure="keep", camera__power_line_hz="0"
    )

    assert camera_source(settings) == "v4l2:0?fps=15.0&width=2592&height=1944&focus=120&white_balance=auto"


def test_the_builders_load_neither_drivers_nor_qt() -> None:
    """The start does not pay for devices that are started later (ADR 003)."""
    code = (
        "import sys, kiosk.device_builders\n"
        "print([m for m in sys.modules if m.startswith(('PySide6', 'serial', 'cv2', 'drivers.'))])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['drivers.vocabulary']"
