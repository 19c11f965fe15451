"""The USB devices that the kernel knows, read from its device tree. Opens no device and never raises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

UP_TO_USB = 6
"""Folders from a class entry's device up to the USB device that has vendor and product."""


@dataclass(frozen=True, slots=True)
class UsbDevice:
    """One USB device.

    Attributes:
        path: where it hangs, such as ``1-1.2``: bus, then socket by socket. Stays the same for the same socket.
        vendor_id: four hexadecimal digits, small letters.
        product_id: the same.
        maker: its own words; may be empty.
        name: its own words; may be empty.
        serial: its serial number; empty where it has none, and then two of them cannot be told apart.
        interface_classes: the class numbers of its interfaces.
    """

    path: str
    vendor_id: str
    product_id: str
    maker: str = ""
    name: str = ""
    serial: str = ""
    interface_classes: frozenset[int] = frozenset()


def usb_devices(sys_root: Path) -> tuple[UsbDevice, ...]:
    """All of them, by their sockets."""
    folder = sys_root / "bus" / "usb" / "devices"
    return tuple(_read(entry) for entry in entries(folder) if (entry / "idVendor").is_file())


def usb_device_of(entry: Path) -> UsbDevice | None:
    """The USB device that an entry of ``/sys/class`` belongs to; None where it is no USB device."""
    try:
        at = (entry / "device").resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    for _ in range(UP_TO_USB):
        if (at / "idVendor").is_file():
            return _read(at)
        at = at.parent
    return None


def entries(folder: Path) -> list[Path]:
    """What is in a folder, by name; nothing where it cannot be read."""
    try:
        return sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError:
        return []


def text_of(path: Path) -> str:
    """A small file's text; empty where it cannot be read. Control characters of a hostile device are dropped."""
    try:
        raw = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return "".join(character for character in raw if character.isprintable()).strip()


def _read(at: Path) -> UsbDevice:
    classes = set()
    for interface in entries(at):
        number = text_of(interface / "bInterfaceClass")
        if number and ":" in interface.name:
            try:
                classes.add(int(number, 16))
            except ValueError:
                continue
    return UsbDevice(
        path=at.name,
        vendor_id=text_of(at / "idVendor").lower(),
        product_id=text_of(at / "idProduct").lower(),
        maker=text_of(at / "manufacturer"),
        name=text_of(at / "product"),
        serial=text_of(at / "serial"),
        interface_classes=frozenset(classes),
    )
