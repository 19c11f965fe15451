"""The serial link over a real pseudo-terminal: exact reads, deadlines, typed faults."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.transport.errors import (
    NoReplyError,
    PortBusyError,
    PortDeniedError,
    PortMissingError,
    UnpluggedError,
    WriteTimeoutError,
)
from drivers.transport.pty import PtyServer
from drivers.transport.serial_link import LineSettings, SerialLink


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[PtyServer]:
    """A device that says back what it hears."""

    def _send_back(data: bytes) -> None:
        server.send(data)

    server = PtyServer(_send_back, link=tmp_path / "port", baud=None)
    server.start()
    yield server
    server.stop()


def _soon(seconds: float = 10.0) -> float:
    return time.monotonic() + seconds


def test_bytes_go_there_and_back(echo: PtyServer) -> None:
    """A read returns exactly what was asked for, the rest stays."""
    link = SerialLink(echo.port)
    link.open()
    link.write(b"0123456789")
    assert link.read(4, _soon()) == b"0123"
    assert link.read(6, _soon()) == b"456789"
    link.close()
    assert not link.is_open


def test_no_reply_by_the_deadline(echo: PtyServer) -> None:
    """The fault says how many bytes came, not which."""
    link = SerialLink(echo.port)
    link.open()
    link.write(b"12")
    with pytest.raises(NoReplyError, match="2 of 3 bytes"):
        link.read(3, _soon(0.2))
    link.close()


def test_port_missing(tmp_path: Path) -> None:
    """A device file that is not there."""
    with pytest.raises(PortMissingError):
        SerialLink(str(tmp_path / "none")).open()


def test_port_busy(echo: PtyServer) -> None:
    """A second program gets the port only after the first has closed it."""
    first, second = SerialLink(echo.port), SerialLink(echo.port)
    first.open()
    with pytest.raises(PortBusyError):
        second.open()
    first.close()
    second.open()
    second.close()


def test_port_that_is_no_serial_port(tmp_path: Path) -> None:
    """A plain file cannot be set up as a line."""
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    with pytest.raises(PortMissingError):
        SerialLink(str(plain)).open()


def test_settings_that_do_not_fit(echo: PtyServer) -> None:
    """Staff must look at the settings, waiting does not help."""
    with pytest.raises(PortDeniedError) as caught:
        SerialLink(echo.port, LineSettings(data_bits=3)).open()
    assert not caught.value.temporary


def test_parity_is_dropped_on_a_pseudo_terminal(echo: PtyServer) -> None:
    """The second open with parity would be refused by the system otherwise."""
    for _ in range(3):
        link = SerialLink(echo.port, LineSettings(baud=9600, parity="E"))
        link.open()
        assert echo.line_baud() == 9600
        link.close()


def test_modem_lines_are_guarded(echo: PtyServer) -> None:
    """A pseudo-terminal has none, and that is no fault."""
    link = SerialLink(echo.port)
    link.open()
    assert not link.set_modem_lines(dtr=True, rts=False)
    link.close()


def test_unplugged_while_reading_and_replugged(echo: PtyServer) -> None:
    """The same name works again after the plug."""
    link = SerialLink(echo.port)
    link.open()
    echo.unplug()
    with pytest.raises(UnpluggedError):
        link.read(1, _soon())
    with pytest.raises(UnpluggedError):
        link.write(b"x")
    with pytest.raises(UnpluggedError):
        link.read_waiting()
    with pytest.raises(UnpluggedError):
        link.flush_input()
    link.close()
    with pytest.raises(PortMissingError):
        link.open()
    echo.replug()
    link.open()
    link.write(b"again")
    assert link.read(5, _soon()) == b"again"
    link.close()


def test_a_closed_link_is_a_typed_fault(echo: PtyServer) -> None:
    """Using it is not a crash."""
    with pytest.raises(UnpluggedError):
        SerialLink(echo.port).write(b"x")


def test_flush_throws_away_what_has_arrived(echo: PtyServer) -> None:
    """A late reply to an earlier request is not the answer to the next one."""
    link = SerialLink(echo.port)
    link.open()
    link.write(b"late")
    while link._opened().in_waiting < 4:  # the echo is on its way
        pass
    link.flush_input()
    assert link.read_waiting() == b""
    link.write(b"new")
    assert link.read(3, _soon()) == b"new"
    link.close()


def test_read_waiting_takes_what_is_there(echo: PtyServer) -> None:
    """It does not wait for more."""
    link = SerialLink(echo.port)
    link.open()
    link.write(b"abcd")
    received = link.read(1, _soon())
    while len(received) < 4:
        received += link.read_waiting(2)
    assert received == b"abcd"
    link.close()


def test_write_time_out_when_the_device_takes_nothing(tmp_path: Path) -> None:
    """A device that stands still fills the buffers and then fails the write."""
    server = PtyServer(lambda data: None, link=tmp_path / "port", baud=1)
    server.start()
    link = SerialLink(server.port, write_timeout_s=0.2)
    link.open()
    with pytest.raises(WriteTimeoutError):
        link.write(bytes(100_000))
    link.close()
    server.stop()


def test_a_socket_is_a_port_too() -> None:
    """Serial servers on the network are opened by URL."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        link = SerialLink(f"socket://127.0.0.1:{listener.getsockname()[1]}")
        link.open()
        peer, _ = listener.accept()
        with peer:
            peer.sendall(b"hello")
            assert link.read(5, _soon()) == b"hello"
        with pytest.raises(UnpluggedError):
            link.read(1, _soon())
        link.close()


def test_a_refused_socket_is_a_missing_port() -> None:
    """Nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        number = listener.getsockname()[1]
    with pytest.raises(PortMissingError):
        SerialLink(f"socket://127.0.0.1:{number}").open()


def test_a_loop_port_reads_what_it_writes() -> None:
    """The built-in loop of the serial library works as a port."""
    link = SerialLink("loop://")
    link.open()
    link.open()
    assert link.set_modem_lines(dtr=True, rts=True)
    link.write(b"abc")
    assert link.read(3, _soon()) == b"abc"
    link.close()
