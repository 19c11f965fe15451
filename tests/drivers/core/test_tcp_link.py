"""A TCP connection under a driver: exact reads, and a typed fault for everything that breaks."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from drivers.timebase import SystemTime
from drivers.transport.errors import (
    NoReplyError,
    PortDeniedError,
    PortMissingError,
    UnpluggedError,
    WriteTimeoutError,
)
from drivers.transport.tcp_link import TcpLink

TIME = SystemTime()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


@pytest.fixture
def pair(listener: socket.socket) -> Iterator[tuple[TcpLink, socket.socket]]:
    """A link and its other side."""
    link = TcpLink(f"socket://127.0.0.1:{listener.getsockname()[1]}", timebase=TIME, write_timeout_s=0.2)
    link.open()
    link.open()
    other, _ = listener.accept()
    with other:
        yield link, other
    link.close()


def read_to_the_end(other: socket.socket) -> None:
    """Until the other side hangs up."""
    while other.recv(1):
        pass


def test_bytes_come_exactly(pair: tuple[TcpLink, socket.socket]) -> None:
    """So many as were asked for, and the rest with the next read."""
    link, other = pair
    other.sendall(b"abcdef")
    assert link.read(4, TIME.now() + 20) == b"abcd"
    assert link.read(2, TIME.now() + 20) == b"ef"
    link.write(b"xyz")
    assert other.recv(3, socket.MSG_WAITALL) == b"xyz"


def test_a_deadline_ends_a_read(pair: tuple[TcpLink, socket.socket]) -> None:
    """Nothing came: no reply; what waits is read without waiting."""
    link, other = pair
    assert link.read_waiting() == b""
    with pytest.raises(NoReplyError):
        link.read(1, TIME.now() + 0.01)
    other.sendall(b"late")
    assert link.read(1, TIME.now() + 20) == b"l"
    link.flush_input()
    assert link.read_waiting() == b""


def test_the_other_side_hangs_up(pair: tuple[TcpLink, socket.socket]) -> None:
    """A broken connection is an unplugged cable."""
    link, other = pair
    other.close()
    with pytest.raises(UnpluggedError):
        link.read(1, TIME.now() + 20)
    link.close()
    assert not link.is_open
    for act in (lambda: link.write(b"x"), link.read_waiting):
        with pytest.raises(UnpluggedError):
            act()


def test_another_side_that_takes_no_bytes(pair: tuple[TcpLink, socket.socket]) -> None:
    """Told after the time limit, and not waited for ever."""
    link, _ = pair
    with pytest.raises(WriteTimeoutError):
        link.write(bytes(64_000_000))


def test_what_was_given_up_does_not_arrive_later(pair: tuple[TcpLink, socket.socket]) -> None:
    """Closing resets the connection."""
    link, other = pair
    link.write(b"x")
    link.close()
    with pytest.raises(ConnectionResetError):
        read_to_the_end(other)


@pytest.mark.parametrize("address", ["socket://127.0.0.1", "socket://:1", "socket://h:99999", "tcp://127.0.0.1:1", ""])
def test_what_is_no_address_is_a_wrong_setting(address: str) -> None:
    """Staff look at the settings, not at the cable."""
    with pytest.raises(PortDeniedError):
        TcpLink(address).open()


def test_nobody_listens(listener: socket.socket) -> None:
    """The terminal is off, or the network is."""
    number = listener.getsockname()[1]
    listener.close()
    with pytest.raises(PortMissingError):
        TcpLink(f"socket://127.0.0.1:{number}").open()
