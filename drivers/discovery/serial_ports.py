"""Serial ports, and for each the name that stays the same after replugging and restarting.

Adapters that share vendor and product and have no serial number (most CH340) get the same ``by-id`` name, which then
leads to one of them by chance. Such a port is named by its USB socket (``by-path``). Source: platform sheet, section 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from drivers.discovery.usb_tree import UsbDevice, entries, text_of, usb_device_of

NO_CHIP = "0"
"""The ``type`` of a port that the kernel keeps in reserve and that has no chip."""


class Naming(StrEnum):
    """What a name holds on to."""

    SERIAL_NUMBER = "serial_number"
    """The device itself, in whichever socket."""
    SOCKET = "socket"
    """The socket; another device of the kind in it gets the same name."""
    BOARD = "board"
    """A port of the main board, which is always the same."""
    NODE = "node"
    """Nothing: another one after the next start."""


@dataclass(frozen=True, slots=True)
class SerialPort:
    """One serial port. ``node`` is its file now, ``place`` what to write in the settings."""

    node: str
    place: str
    naming: Naming
    usb: UsbDevice | None = None


def serial_ports(sys_root: Path, dev_root: Path) -> tuple[SerialPort, ...]:
    """Every port that has hardware behind it. Opens nothing, never raises."""
    by_id, by_path = (links_under(dev_root / "serial" / kind) for kind in ("by-id", "by-path"))
    found = []
    for entry in entries(sys_root / "class" / "tty"):
        if not (entry / "device").exists() or not (dev_root / entry.name).exists():
            continue
        usb = usb_device_of(entry)
        if usb is None and text_of(entry / "type") in {"", NO_CHIP}:
            continue
        found.append((entry.name, usb))
    unclear = _without_serial_number([usb for _, usb in found if usb is not None])
    ports = []
    for name, usb in found:
        place, naming = _name(name, usb, by_id, by_path, unclear)
        ports.append(SerialPort(str(dev_root / name), str(dev_root / place), naming, usb))
    return tuple(ports)


def links_under(folder: Path) -> dict[str, str]:
    """Node names to the names of the links that lead to them; the first one in alphabetical order."""
    found: dict[str, str] = {}
    for link in entries(folder):
        try:
            found.setdefault(link.readlink().name, link.name)
        except OSError:
            continue
    return found


def _without_serial_number(devices: list[UsbDevice]) -> set[tuple[str, str]]:
    return {(usb.vendor_id, usb.product_id) for usb in devices if not usb.serial}


def _name(
    node: str,
    usb: UsbDevice | None,
    by_id: dict[str, str],
    by_path: dict[str, str],
    unclear: set[tuple[str, str]],
) -> tuple[str, Naming]:
    """The most stable name below the folder of nodes, and what it holds on to."""
    if usb is None:
        return node, Naming.BOARD
    if node in by_id and (usb.vendor_id, usb.product_id) not in unclear:
        return f"serial/by-id/{by_id[node]}", Naming.SERIAL_NUMBER
    if node in by_path:
        return f"serial/by-path/{by_path[node]}", Naming.SOCKET
    if node in by_id:
        return f"serial/by-id/{by_id[node]}", Naming.SOCKET
    return node, Naming.NODE
