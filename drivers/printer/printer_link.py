"""A serial line that tells how many bytes it took, so that a busy printer blocks nobody.

A port's own write time-out loses the count of what went out. Here a write takes what fits now, and the driver listens
to the printer's status between two writes. Source: receipt printer sheet, section 3.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import select
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import serial

from drivers.printer.profile import FlowControl
from drivers.timebase import SystemTime, Timebase
from drivers.transport.errors import NoReplyError, PortBusyError, PortDeniedError, PortMissingError, UnpluggedError
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

    def unsent(self) -> int:
        """How many bytes the port has taken and not sent yet, as far as it says so. Never raises."""


class SerialPrinterLink(SerialLink):
    """A ``PrinterLink`` over everything that pyserial opens. For one thread."""

    def __init__(
        self, port: str, baud: int, *, flow: FlowControl = FlowControl.NONE, timebase: Timebase | None = None
    ) -> None:
        """Prepare; nothing is opened. Eight data bits, no parity, one stop bit."""
        super().__init__(port, LineSettings(baud=baud), timebase=timebase, write_timeout_s=0)
        self._flow = flow

    def open(self) -> None:
        """Open the port with its flow control.

        Raises:
            LinkError: as every serial port; ``PortDeniedError`` also for a port without the lines that are asked for.
        """
        super().open()
        port = self._opened()
        try:
            port.xonxoff = self._flow is FlowControl.XON_XOFF
            port.rtscts = self._flow is FlowControl.RTS_CTS
            if self._flow is FlowControl.DTR_DSR:
                port.dsr  # noqa: B018 - asks whether there is such a line
        except (OSError, termios.error, ValueError, NotImplementedError) as error:
            self.close()
            raise PortDeniedError(f"{self._flow}: {type(error).__name__}") from None

    def close(self) -> None:
        """Close the port and drop what it has not sent: the kernel would wait half a minute for a printer that is off.

        Never raises.
        """
        if self.is_open:
            with contextlib.suppress(OSError, termios.error, AttributeError):
                self._opened().reset_output_buffer()
        super().close()

    def write_some(self, data: bytes, wait_s: float) -> int:
        """How many of the bytes the line took, 0 when it took none within ``wait_s``.

        Raises:
            UnpluggedError: the port went away.
        """
        port = self._opened()
        try:
            if self._flow is FlowControl.DTR_DSR and not port.dsr:
                # The other end is busy. Nothing tells when it stops, so its answers are waited for meanwhile.
                if _has_descriptor(port):
                    select.select([port], [], [], wait_s)
                return 0
            # Without room the port's own write would spin, so the room is waited for here.
            if _has_descriptor(port) and not select.select([], [port], [], wait_s)[1]:
                return 0
            return port.write(data) or 0
        except (OSError, termios.error, TypeError, ValueError) as error:
            raise UnpluggedError(type(error).__name__) from None

    def unsent(self) -> int:
        """How many bytes wait in the port; 0 where it does not say."""
        try:
            return int(self._opened().out_waiting)
        except (OSError, termios.error, TypeError, AttributeError, UnpluggedError):
            return 0


class UsbPrinterLink:
    """A ``PrinterLink`` over the printer class device of the kernel (``/dev/usb/lp0``). For one thread.

    It has no speed and no lines; USB itself holds us up.
    """

    def __init__(self, path: Path, *, timebase: Timebase | None = None) -> None:
        """Prepare; nothing is opened."""
        self._path = path
        self._timebase = timebase if timebase is not None else SystemTime()
        self._file: int | None = None

    def open(self) -> None:
        """Open the device and throw away what waits in it. Raises ``LinkError``."""
        if self._file is not None:
            return
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
        except OSError as error:
            code = errno.errorcode.get(error.errno or 0, "OSError")
            if error.errno in {errno.EACCES, errno.EPERM}:
                raise PortDeniedError(code) from None
            if error.errno == errno.EBUSY:
                raise PortBusyError(code) from None
            raise PortMissingError(code) from None

    def close(self) -> None:
        """Close the device. Never raises."""
        file, self._file = self._file, None
        if file is not None:
            with contextlib.suppress(OSError):
                os.close(file)

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly ``size`` bytes. Raises ``NoReplyError`` when the deadline passes, or ``LinkError``."""
        received = b""
        while len(received) < size:
            left_s = deadline - self._timebase.now()
            if left_s <= 0:
                raise NoReplyError(f"{len(received)} of {size} bytes")
            with _unplugged():
                select.select([self._opened()], [], [], min(left_s, 0.05))
            received += self.read_waiting(size - len(received))
        return received

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What has already arrived, possibly nothing. Raises ``LinkError``."""
        try:
            with _unplugged():
                return os.read(self._opened(), max_size)
        except BlockingIOError:
            return b""

    def write_some(self, data: bytes, wait_s: float) -> int:
        """How many of the bytes the device took, 0 when it took none within ``wait_s``. Raises ``LinkError``."""
        try:
            with _unplugged():
                if not select.select([], [self._opened()], [], wait_s)[1]:
                    return 0
                return os.write(self._opened(), data)
        except BlockingIOError:
            return 0

    def unsent(self) -> int:
        """Not known: always 0."""
        return 0

    def _opened(self) -> int:
        if self._file is None:
            raise UnpluggedError("the port is closed")
        return self._file


def printer_link(port: str, baud: int, flow: FlowControl) -> PrinterLink:
    """The link for a port: a USB printer device, or everything that pyserial opens (``socket://host:9100`` too)."""
    if re.fullmatch(r"/dev/(usb/)?lp\d+", os.path.realpath(port)):
        return UsbPrinterLink(Path(port))
    return SerialPrinterLink(port, baud, flow=flow)


@contextlib.contextmanager
def _unplugged() -> Iterator[None]:
    """Turn a fault of an open device into the typed cause."""
    try:
        yield
    except BlockingIOError:
        raise
    except OSError as error:
        raise UnpluggedError(errno.errorcode.get(error.errno or 0, "OSError")) from None


def _has_descriptor(port: serial.Serial) -> bool:
    """Whether the operating system can watch the port. Not with ``rfc2217://``, whose writes wait by themselves."""
    try:
        port.fileno()
    except OSError:
        return False
    return True
