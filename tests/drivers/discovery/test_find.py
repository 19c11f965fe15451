"""What is plugged in, what it probably is, and the name that stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.discovery.find import FoundDevice, Way, find_devices, udev_rule
from drivers.discovery.identities import Confidence, Reason
from drivers.discovery.serial_ports import Naming
from drivers.vocabulary import DeviceKind
from tests.drivers.discovery.machine import Machine


def found_on(machine: Machine) -> tuple[FoundDevice, ...]:
    return find_devices(sys_root=machine.sys, dev_root=machine.dev)


def only(machine: Machine) -> FoundDevice:
    found = found_on(machine)
    assert len(found) == 1
    return found[0]


def test_a_machine_without_anything(tmp_path: Path) -> None:
    """No folder is there: nothing is found, and nothing fails."""
    assert find_devices(sys_root=tmp_path / "sys", dev_root=tmp_path / "dev") == ()


def test_adapter_with_a_serial_number_is_named_by_it(machine: Machine) -> None:
    """It may move to another socket."""
    machine.adapter("ttyUSB3", "0403", "6001", serial="A10XYZ")
    one = only(machine)
    assert one.place == str(machine.dev / "serial/by-id/usb-0403_USB_Serial_A10XYZ-if00")
    assert (one.way, one.naming, one.supported) == (Way.SERIAL, Naming.SERIAL_NUMBER, True)
    assert (one.guess.kind, one.guess.confidence, one.guess.what) == (None, Confidence.ADAPTER, "FTDI FT232R")


def test_two_equal_adapters_without_serial_numbers_are_named_by_their_sockets(machine: Machine) -> None:
    """Their ``by-id`` name leads to one of them by chance, so it is not proposed for either."""
    machine.adapter("ttyUSB0", "1a86", "7523")
    machine.adapter("ttyUSB1", "1a86", "7523")
    first, second = found_on(machine)
    assert {first.naming, second.naming} == {Naming.SOCKET}
    assert first.place != second.place
    assert "by-path" in first.place


def test_adapter_without_links_keeps_its_node_and_gets_a_rule(machine: Machine) -> None:
    """Without udev's links only a rule makes the name stay; it names the socket where there is no serial number."""
    machine.adapter("ttyUSB0", "1a86", "7523", linked=False)
    one = only(machine)
    assert (one.naming, one.place) == (Naming.NODE, str(machine.dev / "ttyUSB0"))
    assert udev_rule(one, "kiosk-id-card") == (
        'SUBSYSTEM=="tty", ATTRS{idVendor}=="1a86", ATTRS{idProduct}=="7523", KERNELS=="1-1", '
        'SYMLINK+="kiosk-id-card", GROUP="dialout", MODE="0660"'
    )


def test_adapter_without_a_socket_name_falls_back_to_the_other_link(machine: Machine) -> None:
    """Better than the node, though it only says which socket by luck."""
    machine.adapter("ttyUSB0", "1a86", "7523")
    for link in (machine.dev / "serial/by-path").iterdir():
        link.unlink()
    assert (only(machine).naming, "by-id" in only(machine).place) == (Naming.SOCKET, True)


def test_ports_of_the_board_are_shown_where_they_have_a_chip(machine: Machine) -> None:
    """The kernel keeps ports in reserve that lead nowhere."""
    machine.board_port("ttyS0")
    machine.board_port("ttyS7", chip="0")
    one = only(machine)
    assert (one.node, one.naming, one.guess.confidence) == (
        str(machine.dev / "ttyS0"),
        Naming.BOARD,
        Confidence.NONE,
    )
    assert udev_rule(one, "kiosk-x") == ""


def test_terminals_without_hardware_are_no_ports(machine: Machine) -> None:
    """``/dev/tty1`` is no serial port."""
    (machine.sys / "class/tty/tty1").mkdir()
    machine.node("tty1")
    assert found_on(machine) == ()


def test_port_whose_node_is_gone_is_not_shown(machine: Machine) -> None:
    """It was pulled a moment ago."""
    machine.adapter("ttyUSB0", "0403", "6001", serial="A").unlink()
    assert [one.way for one in found_on(machine)] == [Way.USB_ONLY]


def test_camera_says_what_it_is(machine: Machine) -> None:
    """Its interface class is its own statement; it is listed once, not again as a USB device."""
    machine.camera()
    one = only(machine)
    assert (one.way, one.guess.kind, one.guess.confidence) == (Way.VIDEO, DeviceKind.CAMERA, Confidence.DECLARED)
    assert (one.place, one.label) == ("v4l2:usb:046d:082d:C1", "Document camera")


def test_usb_printer_has_a_node_that_may_change(machine: Machine) -> None:
    """The rule that is proposed holds on to its serial number."""
    machine.usb_printer()
    one = only(machine)
    assert (one.way, one.guess.kind, one.naming) == (Way.USB_PRINTER, DeviceKind.PRINTER, Naming.NODE)
    assert 'ATTRS{serial}=="P1"' in udev_rule(one, "kiosk-printer")
    assert 'SUBSYSTEM=="usbmisc"' in udev_rule(one, "kiosk-printer")


UNREACHABLE = {
    "usb_reader": (("0400", "c35a", (0xFF,)), DeviceKind.ID_CARD, Reason.USB_NATIVE_READER),
    "typing_scanner": (("0c2e", "0b61", (0x03,)), DeviceKind.CODE_SCANNER, Reason.KEYBOARD_SCANNER),
    "scanner_without_port": (("1eab", "0001", (0xFF,)), DeviceKind.CODE_SCANNER, Reason.NO_SERIAL_PORT),
    "printer_without_node": (("0519", "0003", (0xFF,)), DeviceKind.PRINTER, Reason.NO_SERIAL_PORT),
    "chip_card_reader": (("08e6", "3437", (0x0B,)), None, Reason.CHIP_CARD_READER),
}


@pytest.mark.parametrize(("numbers", "kind", "reason"), UNREACHABLE.values(), ids=UNREACHABLE)
def test_what_cannot_be_used_is_shown_with_its_reason(
    machine: Machine, numbers: tuple[str, str, tuple[int, ...]], kind: DeviceKind | None, reason: Reason
) -> None:
    """The installer sees it and learns why it does not work."""
    vendor, product, classes = numbers
    machine.usb(vendor, product, classes=classes)
    one = only(machine)
    assert (one.way, one.guess.kind, one.guess.reason, one.supported) == (Way.USB_ONLY, kind, reason, False)


@pytest.mark.parametrize("classes", [(0x09,), (0x08,), (0x03,), ()], ids=["hub", "stick", "mouse", "dead"])
def test_what_is_no_device_of_a_terminal_is_left_out(machine: Machine, classes: tuple[int, ...]) -> None:
    """Hubs, sticks, mice and keyboards."""
    machine.usb("1234", "5678", classes=classes)
    assert found_on(machine) == ()


def test_scanner_with_a_port_is_known_by_its_maker(machine: Machine) -> None:
    """A maker of scanners, and a serial port to talk to."""
    machine.adapter("ttyACM0", "1eab", "8303", serial="N1")
    guess = only(machine).guess
    assert (guess.kind, guess.confidence, guess.what, guess.reason) == (
        DeviceKind.CODE_SCANNER,
        Confidence.MAKER,
        "Newland",
        None,
    )


def test_printer_class_without_the_kernels_driver_is_shown(machine: Machine) -> None:
    """It says that it is a printer, and no node leads to it."""
    machine.usb("ffff", "0001", classes=(0x07,))
    one = only(machine)
    assert (one.way, one.guess.kind, one.supported) == (Way.USB_ONLY, DeviceKind.PRINTER, False)


def test_words_of_a_hostile_device_are_cleaned(machine: Machine) -> None:
    """Names come from the device: no control characters reach the screen of whoever looks."""
    usb = machine.usb("ffff", "0001", name="Bad")
    (usb / "product").write_bytes(b"Bad\x1b[31m\n\xff")
    (usb / "1-1:1.0" / "bInterfaceClass").write_text("zz")
    machine.usb("0c2e", "0001", name="ok")
    shown = found_on(machine)
    assert all(one.label.isprintable() for one in shown)


def test_what_the_kernel_shows_half_is_left_out(machine: Machine) -> None:
    """Entries without a device, a printer without a node, a file where a link should be."""
    machine.board_port("ttyS0").unlink()
    (machine.sys / "class/usbmisc/hiddev0").mkdir(parents=True)
    usb = machine.usb("04b8", "0202", classes=(0x07,))
    machine.entry("usbmisc", "lp3", usb)
    (machine.dev / "serial/by-id/no-link").touch()
    assert [one.way for one in found_on(machine)] == [Way.USB_ONLY]


def test_a_camera_without_its_driver_is_shown(machine: Machine) -> None:
    """It says that it is a camera, and there is no node."""
    machine.usb("046d", "082d", classes=(0x0E,))
    one = only(machine)
    assert (one.way, one.guess.kind, one.guess.reason) == (Way.USB_ONLY, DeviceKind.CAMERA, Reason.NO_DEVICE_FILE)


@pytest.mark.parametrize(
    ("changed", "naming"),
    [({}, Naming.NODE), ({"serial": "C1"}, Naming.SERIAL_NUMBER)],
)
def test_how_a_cameras_name_holds(machine: Machine, changed: dict[str, str], naming: Naming) -> None:
    """By its serial number, by its socket, or not at all."""
    machine.camera()
    serial = next(machine.sys.glob("devices/pci0/usb1/*/serial"))
    if not changed:
        serial.unlink()
    assert only(machine).naming is naming
    by_path = machine.dev / "v4l/by-path"
    by_path.mkdir(parents=True)
    (by_path / "pci-0-usb-0:1:1.0-video-index0").symlink_to("../../video0")
    assert only(machine).naming is (naming if changed else Naming.SOCKET)
