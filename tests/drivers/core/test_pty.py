"""The simulators' pseudo-terminal: pace, faults of the line, plug and unplug."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.transport.errors import NoReplyError, UnpluggedError
from drivers.transport.pty import BITS_PER_BYTE, PtyServer
from drivers.transport.serial_link import SerialLink


@pytest.fixture
def echo(tmp_path: Path) -> Iterator[PtyServer]:
    def _send_back(data: bytes) -> None:
        server.send(data)

    server = PtyServer(_send_back, link=tmp_path / "port", baud=115200)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def link(echo: PtyServer) -> Iterator[SerialLink]:
    made = SerialLink(echo.port)
    made.open()
    yield made
    made.close()


def test_an_exchange_takes_at_least_its_time_on_the_wire(echo: PtyServer, link: SerialLink) -> None:
    """The last of n bytes there and n bytes back is not here before 2 n byte times."""
    begun = time.monotonic()
    link.write(bytes(400))
    link.read(400, begun + 10)
    assert time.monotonic() - begun >= 800 * BITS_PER_BYTE / 115200


def test_noise_comes_before_the_reply(echo: PtyServer, link: SerialLink) -> None:
    """The real bytes follow."""
    echo.faults.noise = b"\xaa\x00"
    link.write(b"ok")
    assert link.read(4, time.monotonic() + 10) == b"\xaa\x00ok"


def test_a_split_reply_is_still_whole(echo: PtyServer, link: SerialLink) -> None:
    """Every byte alone."""
    echo.faults.split = True
    link.write(b"abcdef")
    assert link.read(6, time.monotonic() + 10) == b"abcdef"


def test_a_silent_line_gives_no_reply(echo: PtyServer, link: SerialLink) -> None:
    """Until the switch is set back."""
    echo.faults.silent = True
    link.write(b"a")
    with pytest.raises(NoReplyError):
        link.read(1, time.monotonic() + 0.1)
    echo.faults.silent = False
    link.write(b"b")
    assert link.read(1, time.monotonic() + 10) == b"b"


def test_the_cable_is_pulled_in_the_middle_of_a_reply(echo: PtyServer, link: SerialLink) -> None:
    """Some bytes come, then the port is gone."""
    echo.faults.cut_after_bytes = 30
    link.write(bytes(100))
    with pytest.raises(UnpluggedError):
        link.read(100, time.monotonic() + 10)
    assert not echo.plugged


def test_unplug_ends_a_reply_that_is_under_way(tmp_path: Path) -> None:
    """Nobody waits for the slow rest."""
    begun = threading.Event()

    def answer(data: bytes) -> None:
        begun.set()
        server.send(bytes(1000))

    server = PtyServer(answer, baud=300)
    server.start()
    link = SerialLink(server.port)
    link.open()
    link.write(b"x")
    assert begun.wait(10)
    server.unplug()
    assert server.port == ""
    assert server.line_baud() == 0
    link.close()


def test_the_link_follows_the_plug_and_goes_with_the_server(tmp_path: Path) -> None:
    """Unplugged it is away, as a device's own name is: another terminal may get the number that it held."""
    plugs: list[int] = []
    path = tmp_path / "port"
    server = PtyServer(lambda data: None, link=path, on_plugged=lambda: plugs.append(1))
    server.start()
    server.replug()
    assert path.exists()
    server.unplug()
    server.unplug()
    assert not path.is_symlink()
    server.replug()
    assert path.exists()
    server.stop()
    assert not path.is_symlink()
    assert len(plugs) == 2


def test_sending_without_a_plug_does_nothing(tmp_path: Path) -> None:
    """The device has no power."""
    server = PtyServer(lambda data: None, link=tmp_path / "port")
    server.send(b"x")
    assert not server.plugged
    server.stop()
