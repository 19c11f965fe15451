"""A serial line that tells how many bytes it took, so that a busy printer blocks nobody.

A port's own write time-out loses the count of what went out. Here a write takes what fits now, and the driver listens
to the printer's status between two writes. Source: receipt printer sheet, section 3.
"""

from __future__ import annotations

import select
import termios
from typing import Protocol

import serial

from drivers.timebase import Timebase
from drivers.transport.errors import UnpluggedError
from drivers.transport.serial_link import LineSettings, SerialLink


class PrinterLink(Protocol):
    """The byte stream that the printer driver talks over."""

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""

    def close(self) -> None:
        """Close the port. Never raises."""

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly ``size`` bytes. Raises ``NoReplyError`` when the deadline passes, or ``LinkError``."""

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What has already arrived, possibly nothing. Raises ``LinkError``."""

    def write_some(self, data: bytes, wait_s: float) -> int:
        """How many of the bytes the line took, 0 when it took none within ``wait_s``. Raises ``LinkError``."""


class SerialPrinterLink(SerialLink):
    """A ``PrinterLink`` over everything that pyserial opens. For one thread."""

    def __init__(self, port: str, baud: int, *, timebase: Timebase | None = None) -> None:
        """Prepare; nothing is opened. Eight data bits, no parity, one stop bit."""
        super().__init__(port, LineSettings(baud=baud), timebase=timebase, write_timeout_s=0)

    def write_some(self, data: bytes, wait_s: float) -> int:
        """How many of the bytes the line took, 0 when it took none within ``wait_s``.

        Raises:
            UnpluggedError: the port went away.
        """
        port = self._opened()
        try:
            # Without room the port's own write would spin, so the room is waited for here.
            if _has_descriptor(port) and not select.select([], [port], [], wait_s)[1]:
                return 0
            return port.write(data) or 0
        except (OSError, termios.error, TypeError, ValueError) as error:
            raise UnpluggedError(type(error).__name__) from None


def _has_descriptor(port: serial.Serial) -> bool:
    """Whether the operating system can watch the port. Not with ``rfc2217://``, whose writes wait by themselves."""
    try:
        port.fileno()
    except OSError:
        return False
    return True
