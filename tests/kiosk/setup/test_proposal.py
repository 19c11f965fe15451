"""The text of a proposed settings file: it loads, and says what was chosen and nothing else."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.texts import Language, Texts
from drivers.discovery.find import FoundDevice, Way
from drivers.discovery.identities import Confidence, Guess
from drivers.discovery.serial_ports import Naming
from drivers.discovery.usb_tree import UsbDevice
from drivers.vocabulary import DeviceKind
from kiosk.setup.proposal import ChosenDevice, Proposal, quoted, terminal_toml
from kiosk.setup.writing import check_text

LP = FoundDevice(
    Way.USB_PRINTER,
    "/dev/usb/lp0",
    "/dev/usb/lp0",
    Naming.NODE,
    Guess(DeviceKind.PRINTER, Confidence.DECLARED),
    UsbDevice("1-2", "04b8", "0202", serial="S1"),
    'EPSON "TM"\nrm -rf',
)


@given(st.text())
def test_any_text_stays_the_same_in_quotes(text: str) -> None:
    """Whatever a device or a person says, it is one TOML string."""
    clean = text.encode("utf-8", "replace").decode()
    assert tomllib.loads(f"x = {quoted(clean)}")["x"] == clean


@pytest.mark.parametrize("language", list(Language))
def test_what_was_chosen_is_what_is_loaded(language: Language) -> None:
    """In both languages the comments are comments; a device's own words cannot break out of them."""
    chosen = ChosenDevice(DeviceKind.PRINTER, (("port", "/dev/usb/lp0"), ("baud", 9600)), LP)
    text = terminal_toml(Proposal("AB", 7, "/var/lib/kiosk", "https://hall.example", (chosen,)), Texts.load(language))
    settings = check_text(text, site=None, environ={})
    assert (settings.station.code, settings.station.terminal_no) == ("AB", 7)
    assert (str(settings.data_dir), settings.hall.url) == ("/var/lib/kiosk", "https://hall.example")
    printer = settings.devices.printer
    assert (printer.enabled, printer.port, printer.baud) == (True, "/dev/usb/lp0", 9600)
    assert not settings.devices.id_card.enabled
    assert 'ATTRS{serial}=="S1"' in text
    assert tomllib.loads(text)["devices"] == {"printer": {"enabled": True, "port": "/dev/usb/lp0", "baud": 9600}}
