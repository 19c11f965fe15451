"""``kiosk device list``: both sides, in words and as one object, on a machine made of folders and pseudo-terminals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.id_card.simulator import IdCardReaderSimulator
from drivers.transport.serial_link import LineSettings, SerialLink
from tests.drivers.discovery.machine import Machine
from tests.kiosk.cli.commands import Kiosk, Told


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str]) -> Kiosk:
    return Kiosk(capsys)


@pytest.fixture
def reader(machine: Machine, tmp_path: Path) -> Iterator[IdCardReaderSimulator]:
    """A real simulator behind an adapter of the machine."""
    simulator = IdCardReaderSimulator(link=tmp_path / "reader", baud=None)
    simulator.start()
    node = machine.adapter("ttyUSB0", "1a86", "7523")
    node.unlink()
    node.symlink_to(simulator.port)
    yield simulator
    simulator.stop()


def look(kiosk: Kiosk, machine: Machine, *words: object, toml: str = "") -> Told:
    terminal = machine.root / "terminal.toml"
    terminal.write_text(toml, encoding="utf-8")
    return kiosk("device", "list", "--sys", machine.sys, "--dev", machine.dev, "--terminal", terminal, *words)


def configured(kind: str, key: str, value: object) -> str:
    return f'[devices.{kind}]\nenabled = true\n{key} = "{value}"\n'


def test_nothing_anywhere(kiosk: Kiosk, machine: Machine) -> None:
    """An empty machine without settings is no error; the words say what to check."""
    told = look(kiosk, machine, "--json")
    assert (told.code, told.json) == (0, {"configured": [], "found": [], "probed": False})
    assert "请检查电源和连线" in look(kiosk, machine).out


def test_what_is_configured_and_not_there(kiosk: Kiosk, machine: Machine) -> None:
    """It is named, and the exit code tells a script."""
    told = look(kiosk, machine, "--json", toml=configured("printer", "port", machine.dev / "gone"))
    assert told.code == 1
    assert told.json["configured"] == [
        {
            "kind": "printer",
            "key": "devices.printer.port",
            "value": str(machine.dev / "gone"),
            "presence": "missing",
            "better_name": None,
        }
    ]


def test_what_is_no_device_of_this_machine(kiosk: Kiosk, machine: Machine) -> None:
    """A picture in place of a camera cannot be missing here."""
    told = look(kiosk, machine, "--json", toml=configured("camera", "source", "file:/nowhere.png"))
    assert (told.code, told.json["configured"][0]["presence"]) == (0, "outside")


def test_a_name_that_may_change_gets_a_better_one(kiosk: Kiosk, machine: Machine) -> None:
    """The device is in the settings by its node; the list proposes the name that stays."""
    node = machine.adapter("ttyUSB0", "0403", "6001", serial="A1")
    told = look(kiosk, machine, "--json", toml=configured("printer", "port", node)).json
    better = str(machine.dev / "serial/by-id/usb-0403_USB_Serial_A1-if00")
    assert (told["configured"][0]["presence"], told["configured"][0]["better_name"]) == ("plugged_in", better)
    assert (told["found"][0]["configured_as"], told["found"][0]["settings"]) == ("printer", None)
    assert better in look(kiosk, machine, toml=configured("printer", "port", node)).out


def test_the_camera_in_the_settings_is_the_one_that_is_found(kiosk: Kiosk, machine: Machine) -> None:
    """However the settings name it."""
    machine.camera()
    told = look(kiosk, machine, "--json", toml=configured("camera", "source", "v4l2:usb:046d:082d")).json
    assert (told["configured"][0]["presence"], told["found"][0]["configured_as"]) == ("plugged_in", "camera")
    gone = look(kiosk, machine, "--json", toml=configured("camera", "source", "v4l2:usb:ffff:0001")).json
    assert gone["configured"][0]["presence"] == "missing"


def test_what_is_found_comes_with_what_to_write(kiosk: Kiosk, machine: Machine) -> None:
    """A snippet for what is known, a rule for a name that changes, a reason for what cannot be used."""
    machine.camera()
    machine.usb_printer()
    machine.usb("0400", "c35a")
    camera, printer, usb_reader = look(kiosk, machine, "--json", "--lang", "en").json["found"]
    assert camera["settings"] == '[devices.camera]\nenabled = true\nsource = "v4l2:usb:046d:082d:C1"'
    assert 'SYMLINK+="kiosk-printer"' in printer["udev_rule"]
    assert (usb_reader["kind"], usb_reader["supported"], usb_reader["settings"]) == ("id_card", False, None)
    assert "no serial port" in usb_reader["reason"]
    words = look(kiosk, machine, "--lang", "en").out
    for part in ("Document camera", "60-kiosk.rules", "not supported yet", "source = "):
        assert part in words


@pytest.mark.usefixtures("reader")
def test_asking_tells_what_hangs_behind_an_adapter(kiosk: Kiosk, machine: Machine) -> None:
    """The adapter alone says nothing; the answer does, with the speed to write."""
    before = look(kiosk, machine, "--json").json["found"][0]
    assert (before["kind"], before["answer"], before["settings"]) == (None, None, None)
    told = look(kiosk, machine, "--json", "--probe")
    after = told.json["found"][0]
    assert after["answer"] == {"answered": True, "protocol": "sdt", "baud": 115200}
    assert after["settings"].startswith('[devices.id_card]\nenabled = true\nport = "')
    assert "只发询问" in told.err
    assert "有应答" in look(kiosk, machine, "--probe").out


def test_a_port_in_the_settings_hears_its_own_questions_only(
    kiosk: Kiosk, machine: Machine, reader: IdCardReaderSimulator
) -> None:
    """A card reader never hears a scanner's commands: here it is unplugged from its answer, and none is sent."""
    reader.line.silent = True
    port = machine.dev / "ttyUSB0"
    told = look(kiosk, machine, "--json", "--probe", toml=configured("id_card", "port", port)).json
    assert told["found"][0]["answer"] == {"answered": False, "noise": False}
    assert len(reader.requests) == 1


def test_a_port_in_use_is_left_alone(kiosk: Kiosk, machine: Machine, reader: IdCardReaderSimulator) -> None:
    """The terminal runs: its lock is respected, and the list says so."""
    holder = SerialLink(reader.port, LineSettings())
    holder.open()
    try:
        told = look(kiosk, machine, "--json", "--probe").json
    finally:
        holder.close()
    assert told["found"][0]["answer"] == {"answered": None, "error": "port_busy"}


def test_broken_settings_do_not_hide_what_is_plugged_in(kiosk: Kiosk, machine: Machine) -> None:
    """What is wrong with them is said beside the list."""
    machine.camera()
    told = look(kiosk, machine, "--json", toml="[[[")
    assert (told.code, len(told.json["found"])) == (0, 1)
    assert "terminal.toml" in told.err
