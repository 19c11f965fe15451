"""Everything that hangs on this machine and may be a device of a terminal, as one list. Opens nothing, never raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from drivers.camera.discovery import FoundCamera, discover_cameras
from drivers.discovery.identities import Confidence, Guess, Reason, identify, is_ours
from drivers.discovery.serial_ports import Naming, serial_ports
from drivers.discovery.usb_tree import UsbDevice, entries, usb_device_of, usb_devices
from drivers.vocabulary import DeviceKind

SYS_ROOT = Path("/sys")
DEV_ROOT = Path("/dev")


class Way(StrEnum):
    """How a device is reached."""

    SERIAL = "serial"
    VIDEO = "video"
    USB_PRINTER = "usb_printer"
    USB_ONLY = "usb_only"
    """It hangs on USB and shows no port, camera or printer: the terminal cannot reach it."""


@dataclass(frozen=True, slots=True)
class FoundDevice:
    """One device.

    Attributes:
        way: how it is reached.
        node: its file now; empty for ``Way.USB_ONLY``.
        place: what to write in the settings; empty where nothing can be written.
        naming: what that name holds on to.
        guess: what it probably is.
        usb: its USB side; None for a port of the main board.
        label: its own words.
    """

    way: Way
    node: str
    place: str
    naming: Naming
    guess: Guess
    usb: UsbDevice | None = None
    label: str = ""

    @property
    def supported(self) -> bool:
        """Whether it can be written in the settings as it is."""
        return bool(self.place) and self.guess.reason is None


def find_devices(*, sys_root: Path = SYS_ROOT, dev_root: Path = DEV_ROOT) -> tuple[FoundDevice, ...]:
    """All of them: serial ports, cameras, USB printers, then what hangs on USB and cannot be reached.

    Args:
        sys_root: where the kernel's device tree is.
        dev_root: where the device nodes are.
    """
    reachable = [*_ports(sys_root, dev_root), *_cameras(sys_root, dev_root), *_printers(sys_root, dev_root)]
    shown = {one.usb.path for one in reachable if one.usb is not None}
    rest = [
        FoundDevice(Way.USB_ONLY, "", "", Naming.NODE, _unreachable(usb), usb, _label(usb))
        for usb in usb_devices(sys_root)
        if usb.path not in shown and is_ours(usb)
    ]
    return (*reachable, *rest)


def udev_rule(device: FoundDevice, name: str) -> str:
    """A line for ``/etc/udev/rules.d`` that gives the device a name that stays; empty where none is needed.

    By the serial number where there is one, else by the socket. Source: platform sheet, section 6.
    """
    usb = device.usb
    if usb is None or device.naming is not Naming.NODE or not device.node:
        return ""
    subsystem, group = ("usbmisc", "lp") if device.way is Way.USB_PRINTER else ("tty", "dialout")
    numbers = f'ATTRS{{idVendor}}=="{usb.vendor_id}", ATTRS{{idProduct}}=="{usb.product_id}"'
    told_by = f'ATTRS{{serial}}=="{usb.serial}"' if usb.serial else f'KERNELS=="{usb.path}"'
    return f'SUBSYSTEM=="{subsystem}", {numbers}, {told_by}, SYMLINK+="{name}", GROUP="{group}", MODE="0660"'


def _ports(sys_root: Path, dev_root: Path) -> list[FoundDevice]:
    return [
        FoundDevice(
            Way.SERIAL,
            port.node,
            port.place,
            port.naming,
            identify(port.usb, serial_port=True) if port.usb else Guess(None, Confidence.NONE),
            port.usb,
            _label(port.usb) if port.usb else "",
        )
        for port in serial_ports(sys_root, dev_root)
    ]


def _cameras(sys_root: Path, dev_root: Path) -> list[FoundDevice]:
    return [
        FoundDevice(
            Way.VIDEO,
            camera.node,
            camera.source,
            _camera_naming(camera),
            Guess(DeviceKind.CAMERA, Confidence.DECLARED),
            usb_device_of(sys_root / "class" / "video4linux" / Path(camera.node).name),
            camera.name,
        )
        for camera in discover_cameras(sys_root=sys_root, dev_root=dev_root)
    ]


def _camera_naming(camera: FoundCamera) -> Naming:
    if camera.by_id or camera.serial:
        return Naming.SERIAL_NUMBER if camera.serial else Naming.SOCKET
    return Naming.SOCKET if camera.by_path else Naming.NODE


def _printers(sys_root: Path, dev_root: Path) -> list[FoundDevice]:
    found = []
    for entry in entries(sys_root / "class" / "usbmisc"):
        node = dev_root / "usb" / entry.name
        usb = usb_device_of(entry)
        if not entry.name.startswith("lp") or usb is None or not node.exists():
            continue
        maker = identify(usb, serial_port=False).what
        guess = Guess(DeviceKind.PRINTER, Confidence.DECLARED, maker)
        found.append(FoundDevice(Way.USB_PRINTER, str(node), str(node), Naming.NODE, guess, usb, _label(usb)))
    return found


def _unreachable(usb: UsbDevice) -> Guess:
    """What it probably is, and why it cannot be reached."""
    guess = identify(usb, serial_port=False)
    if guess.kind is None or guess.reason is not None:
        return guess
    return replace(guess, reason=Reason.NO_DEVICE_FILE)


def _label(usb: UsbDevice) -> str:
    return " ".join(part for part in (usb.maker, usb.name) if part)
