"""What a USB device probably is, by its numbers and by its interface classes.

A number says who made the chip that talks USB. For a serial adapter that is the maker of the adapter, and anything
may hang behind it; ``Confidence`` keeps the two apart. Interface classes are the device's own statement in a standard.

Sources: platform sheet, section 6 (CH340, FTDI); ID card sheet, section 13.4 (USB-native SDT); the public list of USB
makers for the others, none of which we have held in our hands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from drivers.discovery.usb_tree import UsbDevice
from drivers.vocabulary import DeviceKind


class Confidence(StrEnum):
    """How much a guess is worth."""

    DECLARED = "declared"
    """The device itself says what it is, in a standard class."""
    MAKER = "maker"
    """Its maker is known for such devices; it also makes others."""
    ADAPTER = "adapter"
    """Only the adapter is known; anything may hang behind it."""
    NONE = "none"
    """Nothing is known."""


class Reason(StrEnum):
    """Why a found device cannot be used as it is. The sentence is ``device.list.reason.<value>``."""

    USB_NATIVE_READER = "usb_native_reader"
    """A card reader without a serial port."""
    KEYBOARD_SCANNER = "keyboard_scanner"
    """A code scanner that types like a keyboard."""
    NO_SERIAL_PORT = "no_serial_port"
    """It is one of ours by its maker, but shows no port that we can open."""
    NO_DEVICE_FILE = "no_device_file"
    """It says what it is, and the system has no driver for it, so there is no file to open."""
    CHIP_CARD_READER = "chip_card_reader"
    """A reader for chip cards (PC/SC); this terminal has no use for it yet."""


class UsbClass(IntEnum):
    """Interface classes of the USB standard that matter here."""

    HID = 0x03
    PRINTER = 0x07
    MASS_STORAGE = 0x08
    HUB = 0x09
    CHIP_CARD = 0x0B
    VIDEO = 0x0E


@dataclass(frozen=True, slots=True)
class Guess:
    """What a device probably is. ``kind`` None: not to be told, or none of ours; ``reason`` None: it can be used."""

    kind: DeviceKind | None
    confidence: Confidence
    what: str = ""
    """The name of the chip or the maker, for people; a proper name, not translated."""
    reason: Reason | None = None


ADAPTERS = {
    ("1a86", "7523"): "WCH CH340",
    ("1a86", "5523"): "WCH CH341",
    ("1a86", "55d3"): "WCH CH343",
    ("1a86", "55d4"): "WCH CH9102",
    ("0403", "6001"): "FTDI FT232R",
    ("0403", "6010"): "FTDI FT2232",
    ("0403", "6011"): "FTDI FT4232",
    ("0403", "6014"): "FTDI FT232H",
    ("0403", "6015"): "FTDI FT-X",
    ("10c4", "ea60"): "Silicon Labs CP210x",
    ("067b", "2303"): "Prolific PL2303",
    ("067b", "23a3"): "Prolific PL2303GC",
}
"""Serial adapters by vendor and product. CH340 and FTDI: platform sheet, section 6; others: their drivers in Linux."""

MAKERS = {
    "0c2e": (DeviceKind.CODE_SCANNER, "Honeywell"),
    "1eab": (DeviceKind.CODE_SCANNER, "Newland"),
    "05e0": (DeviceKind.CODE_SCANNER, "Zebra (Symbol)"),
    "05f9": (DeviceKind.CODE_SCANNER, "Datalogic"),
    "04b8": (DeviceKind.PRINTER, "Seiko Epson"),
    "0519": (DeviceKind.PRINTER, "Star Micronics"),
    "1d90": (DeviceKind.PRINTER, "Citizen"),
    "0dd4": (DeviceKind.PRINTER, "Custom"),
    "106f": (DeviceKind.CASH, "Money Controls"),
    "191c": (DeviceKind.CASH, "Innovative Technology"),
}
"""Makers by vendor number, from the public list of USB makers."""

USB_NATIVE_READERS = {("0400", "c35a"): "SDT (USB)"}
"""ID card sheet, section 13.4: one vendor sheet with many copies."""

NOT_OURS = frozenset({UsbClass.HUB, UsbClass.MASS_STORAGE})
"""Classes of devices that a terminal has no use for."""


def identify(device: UsbDevice, *, serial_port: bool) -> Guess:
    """What a USB device probably is.

    Args:
        device: its numbers and interface classes.
        serial_port: whether it shows a serial port.
    """
    numbers = (device.vendor_id, device.product_id)
    classes = device.interface_classes
    if numbers in USB_NATIVE_READERS:
        return Guess(DeviceKind.ID_CARD, Confidence.MAKER, USB_NATIVE_READERS[numbers], reason=Reason.USB_NATIVE_READER)
    if serial_port and numbers in ADAPTERS:
        return Guess(None, Confidence.ADAPTER, ADAPTERS[numbers])
    kind, maker = MAKERS.get(device.vendor_id, (None, ""))
    if UsbClass.VIDEO in classes:
        return Guess(DeviceKind.CAMERA, Confidence.DECLARED, maker)
    if UsbClass.PRINTER in classes:
        return Guess(DeviceKind.PRINTER, Confidence.DECLARED, maker)
    if UsbClass.CHIP_CARD in classes:
        return Guess(None, Confidence.DECLARED, maker, reason=Reason.CHIP_CARD_READER)
    if kind is None or serial_port:
        return Guess(kind, Confidence.NONE if kind is None else Confidence.MAKER, maker)
    keyboard = kind is DeviceKind.CODE_SCANNER and UsbClass.HID in classes
    return Guess(kind, Confidence.MAKER, maker, Reason.KEYBOARD_SCANNER if keyboard else Reason.NO_SERIAL_PORT)


def is_ours(device: UsbDevice) -> bool:
    """Whether a device may be shown at all: hubs, sticks and plain input devices are not devices of a terminal."""
    classes = device.interface_classes
    if not classes or classes & NOT_OURS:
        return False
    return classes != {UsbClass.HID} or device.vendor_id in MAKERS
