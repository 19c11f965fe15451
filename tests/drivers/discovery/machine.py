"""A machine's device tree and device nodes, made in a folder: what the kernel and udev would show."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Machine:
    """Plug devices in; ``sys`` and ``dev`` are what discovery reads."""

    root: Path
    _sockets: int = field(default=0)

    def __post_init__(self) -> None:
        for folder in ("sys/bus/usb/devices", "sys/class/tty", "dev/serial/by-id", "dev/serial/by-path"):
            (self.root / folder).mkdir(parents=True)

    @property
    def sys(self) -> Path:
        return self.root / "sys"

    @property
    def dev(self) -> Path:
        return self.root / "dev"

    def usb(
        self,
        vendor: str,
        product: str,
        *,
        classes: tuple[int, ...] = (0xFF,),
        maker: str = "",
        name: str = "",
        serial: str = "",
    ) -> Path:
        """Plug a USB device in; gives its folder, as the kernel keeps it."""
        self._sockets += 1
        at = self.sys / "devices" / "pci0" / "usb1" / f"1-{self._sockets}"
        at.mkdir(parents=True)
        texts = {"idVendor": vendor, "idProduct": product, "manufacturer": maker, "product": name, "serial": serial}
        for file, text in texts.items():
            if text:
                (at / file).write_text(text + "\n", encoding="utf-8")
        for number, one in enumerate(classes):
            interface = at / f"{at.name}:1.{number}"
            interface.mkdir()
            (interface / "bInterfaceClass").write_text(f"{one:02x}\n", encoding="utf-8")
        (self.sys / "bus" / "usb" / "devices" / at.name).symlink_to(at)
        return at

    def node(self, name: str) -> Path:
        """A file below ``/dev``; an ordinary one, which is enough for what opens nothing."""
        path = self.dev / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        return path

    def entry(self, kind: str, name: str, usb: Path) -> Path:
        """An entry of ``/sys/class`` that belongs to a USB device's first interface."""
        at = self.sys / "class" / kind / name
        at.mkdir(parents=True)
        (at / "device").symlink_to(usb / f"{usb.name}:1.0")
        return at

    def adapter(self, name: str, vendor: str, product: str, *, serial: str = "", linked: bool = True) -> Path:
        """A USB serial adapter with its node and, where udev is at work, its links; gives its node."""
        usb = self.usb(vendor, product, maker="Maker", name="USB Serial", serial=serial)
        self.entry("tty", name, usb)
        node = self.node(name)
        if linked:
            by_id = self.dev / "serial" / "by-id" / f"usb-{vendor}_USB_Serial{'_' + serial if serial else ''}-if00"
            by_id.unlink(missing_ok=True)  # udev does the same: the last one of two equal names wins
            by_id.symlink_to(f"../../{name}")
            (self.dev / "serial" / "by-path" / f"pci-0-usb-0:{usb.name}:1.0").symlink_to(f"../../{name}")
        return node

    def board_port(self, name: str, *, chip: str = "4") -> Path:
        """A serial port of the main board; chip 0 is one that the kernel only keeps in reserve."""
        at = self.sys / "class" / "tty" / name
        at.mkdir()
        (at / "device").mkdir()
        (at / "type").write_text(chip, encoding="utf-8")
        return self.node(name)

    def camera(self, name: str = "video0") -> Path:
        """A USB camera."""
        usb = self.usb("046d", "082d", classes=(0x0E, 0x0E), maker="Maker", name="Camera", serial="C1")
        at = self.entry("video4linux", name, usb)
        (at / "index").write_text("0", encoding="utf-8")
        (at / "name").write_text("Document camera", encoding="utf-8")
        return self.node(name)

    def usb_printer(self, name: str = "lp0", *, serial: str = "P1") -> Path:
        """A printer without a serial port."""
        usb = self.usb("04b8", "0202", classes=(0x07,), maker="EPSON", name="Receipt printer", serial=serial)
        self.entry("usbmisc", name, usb)
        return self.node(f"usb/{name}")
