"""A TCP connection as drivers use it: the same ``Link`` as a serial port, with the same typed faults.

Closing drops what the other side has not received: a command that was given up must not arrive later.
"""

from __future__ import annotations

import errno
import select
import socket
import struct
from urllib.parse import urlsplit

from drivers.timebase import SystemTime, Timebase
from drivers.transport.errors import (
    NoReplyError,
    PortDeniedError,
    PortMissingError,
    UnpluggedError,
    WriteTimeoutError,
)

SCHEME = "socket"
_SLICE_S = 0.05
_DROP_ON_CLOSE = struct.pack("ii", 1, 0)
"""SO_LINGER on, for no time."""


class TcpLink:
    """A ``Link`` over TCP. For one thread."""

    def __init__(
        self, address: str, *, timebase: Timebase | None = None, connect_s: float = 5.0, write_timeout_s: float = 2.0
    ) -> None:
        """Prepare; nothing is connected.

        Args:
            address: ``socket://HOST:PORT``.
            timebase: the clock that deadlines are measured on.
            connect_s: how long connecting may take.
            write_timeout_s: how long the other side may take no bytes.
        """
        self._address = address
        self._timebase = timebase if timebase is not None else SystemTime()
        self._connect_s, self._write_timeout_s = connect_s, write_timeout_s
        self._socket: socket.socket | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is connected, as far as is known."""
        return self._socket is not None

    def open(self) -> None:
        """Connect.

        Raises:
            PortDeniedError: the address is none.
            PortMissingError: nobody answers there.
        """
        if self._socket is not None:
            return
        host, port = self._host_and_port()
        try:
            made = socket.create_connection((host, port), self._connect_s)
        except OSError as error:
            raise PortMissingError(_name(error)) from None
        made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP_ON_CLOSE)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        made.settimeout(self._write_timeout_s)
        self._socket = made

    def close(self) -> None:
        """Hang up. Never raises."""
        connected, self._socket = self._socket, None
        if connected is not None:
            connected.close()

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly ``size`` bytes.

        Raises:
            NoReplyError: fewer had come by the deadline; what came is dropped.
            UnpluggedError: the connection broke.
        """
        received = bytearray()
        while len(received) < size:
            left_s = deadline - self._timebase.now()
            received += self._some(size - len(received), min(max(left_s, 0.0), _SLICE_S))
            if len(received) < size and self._timebase.now() >= deadline:
                raise NoReplyError(f"{len(received)} of {size} bytes")
        return bytes(received)

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What has already arrived, possibly nothing. Raises ``UnpluggedError``."""
        return self._some(max_size, 0.0)

    def write(self, data: bytes) -> None:
        """Hand all bytes to the connection.

        Raises:
            WriteTimeoutError: the other side took no bytes for the whole time limit.
            UnpluggedError: the connection broke.
        """
        try:
            self._opened().sendall(data)
        except TimeoutError:
            raise WriteTimeoutError from None
        except OSError as error:
            raise UnpluggedError(_name(error)) from None

    def flush_input(self) -> None:
        """Throw away what has arrived and was not read. Raises ``UnpluggedError``."""
        while self.read_waiting():
            pass

    def _some(self, size: int, wait_s: float) -> bytes:
        connected = self._opened()
        try:
            ready, _, _ = select.select([connected], [], [], wait_s)
            if not ready:
                return b""
            data = connected.recv(size)
        except OSError as error:
            raise UnpluggedError(_name(error)) from None
        if not data:
            raise UnpluggedError("closed by the other side")
        return data

    def _host_and_port(self) -> tuple[str, int]:
        try:
            parts = urlsplit(self._address)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise PortDeniedError("not an address") from None
        if parts.scheme != SCHEME or host is None or port is None:
            raise PortDeniedError("not an address")
        return host, port

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise UnpluggedError("the connection is closed")
        return self._socket


def _name(error: OSError) -> str:
    number = error.errno
    return errno.errorcode.get(number, type(error).__name__) if number is not None else type(error).__name__
