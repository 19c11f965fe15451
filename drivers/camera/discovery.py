"""Which cameras are plugged in, and the names under which they stay the same after replugging.

Reads ``/sys/class/video4linux`` and ``/dev/v4l`` only; nothing is opened, so it disturbs no running camera. Standard
library only.

A USB camera mostly has several nodes: index 0 gives pictures, the next one gives other data about them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drivers.camera.errors import SourceAmbiguousError, SourceMissingError, SourceTextError

SYS_ROOT = Path("/sys")
DEV_ROOT = Path("/dev")
UP_TO_USB = 4
"""Folders from a node's interface up to the USB device that has vendor and product."""


@dataclass(frozen=True, slots=True)
class FoundCamera:
    """One node for pictures."""

    node: str
    """Such as ``/dev/video0``; another one after replugging."""
    name: str
    index: int
    """Which of its device's nodes this is."""
    vendor_id: str = ""
    """Four hexadecimal digits; empty where the device is no USB device."""
    product_id: str = ""
    serial: str = ""
    """The USB serial number; many cameras have none, or all the same."""
    by_id: str = ""
    """The file name under ``/dev/v4l/by-id``; empty where there is none."""
    by_path: str = ""
    """The file name under ``/dev/v4l/by-path``: names the USB socket."""

    @property
    def source(self) -> str:
        """What to write in the settings: the most stable name that the camera has."""
        if self.by_id:
            return f"v4l2:by-id:{self.by_id}"
        if self.by_path:
            return f"v4l2:by-path:{self.by_path}"
        if self.vendor_id:
            serial = f":{self.serial}" if self.serial else ""
            return f"v4l2:usb:{self.vendor_id}:{self.product_id}{serial}"
        return f"v4l2:{self.node}"


def discover_cameras(
    *, sys_root: Path = SYS_ROOT, dev_root: Path = DEV_ROOT, every_node: bool = False
) -> tuple[FoundCamera, ...]:
    """The cameras that are plugged in now, in the order of their nodes. Never raises.

    Args:
        sys_root: where the kernel's device tree is.
        dev_root: where the device nodes are.
        every_node: also nodes that are not the first of their device.
    """
    by_id, by_path = (_names_under(dev_root / "v4l" / kind) for kind in ("by-id", "by-path"))
    found = []
    for entry in sorted(_entries(sys_root / "class" / "video4linux"), key=_number_in):
        index = int(_text(entry / "index") or 0)
        if index and not every_node:
            continue
        usb = _usb_device(entry)
        found.append(
            FoundCamera(
                node=str(dev_root / entry.name),
                name=_text(entry / "name"),
                index=index,
                vendor_id=_text(usb / "idVendor").lower() if usb else "",
                product_id=_text(usb / "idProduct").lower() if usb else "",
                serial=_text(usb / "serial") if usb else "",
                by_id=by_id.get(entry.name, ""),
                by_path=by_path.get(entry.name, ""),
            )
        )
    return tuple(found)


def find_node(place: str, *, sys_root: Path = SYS_ROOT, dev_root: Path = DEV_ROOT) -> str:
    """The device node that a name means now; the name is looked up anew at every opening.

    Args:
        place: ``/dev/video0`` or another path, a number, ``by-id:NAME``, ``by-path:NAME``, ``usb:VVVV:PPPP`` or
            ``usb:VVVV:PPPP:SERIAL``.
        sys_root: where the kernel's device tree is.
        dev_root: where the device nodes are.

    Raises:
        SourceTextError: a name of another form.
        SourceMissingError: no such camera now.
        SourceAmbiguousError: several cameras fit.
    """
    form, _, rest = place.partition(":")
    if place.isdecimal():
        return _existing(dev_root / f"video{place}")
    if place.startswith("/"):
        return _existing(Path(place))
    if form in {"by-id", "by-path"} and rest and "/" not in rest:
        return _existing(dev_root / "v4l" / form / rest)
    if form == "usb" and rest.count(":") >= 1:
        vendor, product, *serial = rest.split(":", 2)
        return _usb_node(
            vendor.lower(), product.lower(), serial, discover_cameras(sys_root=sys_root, dev_root=dev_root)
        )
    raise SourceTextError("camera_name")


def check_place(place: str) -> None:
    """See that a name has one of the forms of ``find_node``. Raises ``SourceTextError``."""
    nowhere = Path("/nonexistent")
    try:
        find_node(place, sys_root=nowhere, dev_root=nowhere)
    except SourceMissingError:
        return


def _usb_node(vendor: str, product: str, serial: list[str], cameras: tuple[FoundCamera, ...]) -> str:
    fitting = [
        one
        for one in cameras
        if (one.vendor_id, one.product_id) == (vendor, product) and (not serial or one.serial == serial[0])
    ]
    if not fitting:
        raise SourceMissingError("usb_device")
    if len(fitting) > 1:
        raise SourceAmbiguousError("usb_device")
    return fitting[0].node


def _existing(path: Path) -> str:
    if not path.exists():
        raise SourceMissingError("video_device")
    return str(path)


def _entries(folder: Path) -> list[Path]:
    try:
        return [entry for entry in folder.iterdir() if entry.name.startswith("video")]
    except OSError:
        return []


def _number_in(entry: Path) -> tuple[int, str]:
    digits = entry.name.removeprefix("video")
    return (int(digits) if digits.isdecimal() else 1 << 30), entry.name


def _text(path: Path) -> str:
    """A small file's text; empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _names_under(folder: Path) -> dict[str, str]:
    """Node names to the names of the links that lead to them; the first one in alphabetical order."""
    found: dict[str, str] = {}
    try:
        links = sorted(folder.iterdir())
    except OSError:
        return found
    for link in links:
        try:
            found.setdefault(link.readlink().name, link.name)
        except OSError:
            continue
    return found


def _usb_device(entry: Path) -> Path | None:
    """The folder of the USB device that a node belongs to; None where it is no USB device."""
    try:
        at = (entry / "device").resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    for _ in range(UP_TO_USB):
        if (at / "idVendor").is_file():
            return at
        at = at.parent
    return None
