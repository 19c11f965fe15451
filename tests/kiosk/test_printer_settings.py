"""What the settings say of the receipt printer, and a model that nobody knows."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from config.settings import Settings, load_settings
from drivers.printer.errors import ProfileUnusableError
from drivers.printer.profile import FlowControl, TextPath
from drivers.vocabulary import DeviceKind
from kiosk.bridge import DeviceBridge
from kiosk.device_builders import DriverNeeds, printer_profile
from kiosk.devices import DeviceDesk
from kiosk.health.devices import check_configured
from kiosk.health.findings import State

NEEDS = DriverNeeds(lambda: date(2026, 11, 24))


def settings_with(**printer: str) -> Settings:
    values = {"enabled": "true", "port": "/dev/null", **printer}
    environ = {f"KIOSK_DEVICES__PRINTER__{name.upper()}": value for name, value in values.items()}
    return load_settings(site=None, terminal=None, environ=environ)


def test_settings_overrule_the_model() -> None:
    """Text path, flow control and speed; the rest stays the model's."""
    profile = printer_profile(settings_with(profile="80mm-gb18030", text="bitmap", flow="rts_cts", baud="9600"))

    assert (profile.text, profile.flow, profile.baud) == (TextPath.BITMAP, FlowControl.RTS_CTS, 9600)
    assert profile.width_dots == 576


def test_a_model_of_the_site_is_found(tmp_path: Path) -> None:
    """The file that the settings name comes before the shipped table."""
    more = tmp_path / "printers.toml"
    more.write_text("[hall-2]\nwidth_dots = 512\n", encoding="utf-8")

    assert printer_profile(settings_with(profile="hall-2", profiles_file=str(more))).width_dots == 512


def test_a_model_that_nobody_knows_is_a_typed_cause_and_a_finding() -> None:
    """Told by `kiosk doctor` in words, with the cure."""
    settings = settings_with(profile="no-such-model")
    with pytest.raises(ProfileUnusableError):
        printer_profile(settings)

    finding = check_configured(DeviceKind.PRINTER, settings, NEEDS)

    assert finding.state is State.BROKEN
    assert finding.values == {"code": "printer_profile_unusable"}


@pytest.mark.expects_log_warnings
def test_the_terminal_serves_without_a_printer_that_cannot_be_built(caplog: pytest.LogCaptureFixture) -> None:
    """The start goes on, the log says why, and the printer is not there for the flows."""
    with caplog.at_level(logging.ERROR):
        desk = DeviceDesk(
            settings_with(profile="no-such-model"), DeviceBridge(), now=lambda: datetime.now(UTC), ledger=None
        )
        desk.start(DeviceKind.PRINTER)

    assert [record.getMessage() for record in caplog.records] == [
        "device_settings_unusable device=printer code=printer_profile_unusable"
    ]
    assert desk.status(DeviceKind.PRINTER) is None
    assert not desk.usable(DeviceKind.PRINTER)
