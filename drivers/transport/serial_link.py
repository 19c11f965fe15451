"""A serial port as drivers use it: exact reads with a deadline, and typed faults.

Works with everything that ``serial.serial_for_url`` opens: ``/dev/tty…``, by-id links, pseudo-terminals,
``socket://``, ``rfc2217://``, ``loop://``.

Source: platform sheet, section 7 (a pseudo-terminal takes no parity and has no modem lines).
"""

from __future__ import annotations

import errno
import termios
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import serial

from drivers.timebase import SystemTime, Timebase
from drivers.transport.errors import (
    LinkError,
    NoReplyError,
    PortBusyError,
    PortDeniedError,
    PortMissingError,
    UnpluggedError,
    WriteTimeoutError,
)

# How long one read call may block. A deadline is overshot by at most this; setting the port's own time-out
# for every read instead would make it set up the line anew each time (350 ms over rfc2217).
_READ_SLICE_S = 0.05

_BUSY = frozenset({errno.EBUSY, errno.EAGAIN})


@dataclass(frozen=True, slots=True)
class LineSettings:
    """How the serial line is set: baud, parity (``N``, ``E``, ``O``), data bits, stop bits."""

    baud: int = 115200
    parity: str = serial.PARITY_NONE
    data_bits: int = 8
    stop_bits: float = 1


class Link(Protocol):
    """The byte stream that drivers talk over."""

    @property
    def is_open(self) -> bool:
        """Whether the port is open."""

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""

    def close(self) -> None:
        """Close the port. Never raises."""

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly ``size`` bytes. Raises ``NoReplyError`` when the deadline passes, or ``LinkError``."""

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What has already arrived, possibly nothing. Raises ``LinkError``."""

    def write(self, data: bytes) -> None:
        """Hand all bytes to the port. Raises ``LinkError``."""

    def flush_input(self) -> None:
        """Throw away what has arrived and was not read. Raises ``LinkError``."""


class SerialLink:
    """A ``Link`` over a serial port. For one thread."""

    def __init__(
        self,
        port: str,
        settings: LineSettings | None = None,
        *,
        timebase: Timebase | None = None,
        write_timeout_s: float = 2.0,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            port: a device path or a URL of pyserial.
            settings: the line; 115200 8N1 by default.
            timebase: the clock that deadlines are measured on.
            write_timeout_s: how long the device may take no bytes.
        """
        self._port = port
        self._settings = settings if settings is not None else LineSettings()
        self._timebase = timebase if timebase is not None else SystemTime()
        self._write_timeout_s = write_timeout_s
        self._serial: serial.Serial | None = None

    @property
    def is_open(self) -> bool:
        """Whether the port is open."""
        return self._serial is not None

    def open(self) -> None:
        """Open the port and throw away what waits in it.

        Raises:
            PortMissingError: there is no such port now.
            PortBusyError: another program holds it.
            PortDeniedError: this user may not open it, or the settings do not fit.
        """
        if self._serial is not None:
            return
        is_path = "://" not in self._port
        try:
            self._serial = serial.serial_for_url(
                self._port,
                baudrate=self._settings.baud,
                bytesize=self._settings.data_bits,
                parity=self._parity(),
                stopbits=self._settings.stop_bits,
                timeout=_READ_SLICE_S,
                write_timeout=self._write_timeout_s,
                # The lock keeps a second program of ours away; it exists for real device files only.
                exclusive=True if is_path else None,
            )
        except (OSError, termios.error, ValueError) as error:
            raise _open_error(error) from None

    def close(self) -> None:
        """Close the port. Never raises; a port that has gone away is closed as well."""
        port, self._serial = self._serial, None
        if port is None:
            return
        try:
            port.close()
        except (OSError, termios.error):
            return

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly ``size`` bytes.

        Raises:
            NoReplyError: fewer had come by the deadline; what came is dropped.
            UnpluggedError: the port went away.
        """
        port = self._opened()
        received = bytearray()
        while len(received) < size:
            try:
                received += port.read(size - len(received))
            except (OSError, termios.error, TypeError) as error:
                raise _lost(error) from None
            if len(received) < size and self._timebase.now() >= deadline:
                raise NoReplyError(f"{len(received)} of {size} bytes")
        return bytes(received)

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What has already arrived, possibly nothing. Raises ``UnpluggedError``."""
        port = self._opened()
        try:
            waiting: int = port.in_waiting
            return bytes(port.read(min(waiting, max_size))) if waiting else b""
        except (OSError, termios.error, TypeError) as error:
            raise _lost(error) from None

    def write(self, data: bytes) -> None:
        """Hand all bytes to the port.

        Raises:
            WriteTimeoutError: the device took no bytes for the whole time limit.
            UnpluggedError: the port went away.
        """
        port = self._opened()
        try:
            port.write(data)
        except serial.SerialTimeoutException:
            raise WriteTimeoutError from None
        except (OSError, termios.error, TypeError) as error:
            raise _lost(error) from None

    def flush_input(self) -> None:
        """Throw away what has arrived and was not read. Raises ``UnpluggedError``."""
        port = self._opened()
        try:
            port.reset_input_buffer()
        except (OSError, termios.error) as error:
            raise _lost(error) from None

    def set_modem_lines(self, *, dtr: bool, rts: bool) -> bool:
        """Set the two outgoing modem lines. False where the port has none (a pseudo-terminal)."""
        port = self._opened()
        try:
            port.dtr = dtr
            port.rts = rts
        except (OSError, termios.error):
            return False
        return True

    def _opened(self) -> serial.Serial:
        if self._serial is None:
            raise UnpluggedError("the port is closed")
        return self._serial

    def _parity(self) -> str:
        """The parity to ask for: a pseudo-terminal refuses any on the second open, so it gets none."""
        if "://" not in self._port and str(Path(self._port).resolve()).startswith("/dev/pts/"):
            return serial.PARITY_NONE
        return self._settings.parity


def _open_error(error: Exception) -> LinkError:
    """The typed cause of a failed open. Our detail is the error number; the message would hold the path."""
    number = getattr(error, "errno", None)
    detail = errno.errorcode.get(number, type(error).__name__) if number is not None else type(error).__name__
    if isinstance(error, ValueError):
        return PortDeniedError(detail)
    if number in _BUSY:
        return PortBusyError(detail)
    if number in {errno.EACCES, errno.EPERM}:
        return PortDeniedError(detail)
    return PortMissingError(detail)


def _lost(error: Exception) -> UnpluggedError:
    number = getattr(error, "errno", None)
    return UnpluggedError(errno.errorcode.get(number, type(error).__name__) if number else type(error).__name__)
