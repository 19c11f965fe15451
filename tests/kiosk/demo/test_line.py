"""The breakable line between terminal and hall."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from kiosk.demo import line as line_module
from kiosk.demo.line import Line, LineState


class Hall(BaseHTTPRequestHandler):
    """Answers everything with the same words."""

    asked: list[str] = []  # noqa: RUF012 - emptied by the fixture

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"heard " + str(len(body)).encode())

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Nothing to log."""


@pytest.fixture
def line() -> Iterator[Line]:
    Hall.asked.clear()
    server = HTTPServer(("127.0.0.1", 0), Hall)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    relay = Line(server.server_port)
    relay.start()
    yield relay
    relay.stop()
    server.shutdown()
    thread.join()
    server.server_close()


def post(line: Line, body: bytes = b"x") -> tuple[int, bytes]:
    call = http.client.HTTPConnection("127.0.0.1", line.port, timeout=10)
    try:
        call.request("POST", "/v1/entries", body)
        answer = call.getresponse()
        return answer.status, answer.read()
    finally:
        call.close()


def test_it_passes_everything_on(line: Line) -> None:
    """Large bodies too."""
    assert post(line, b"x" * 300_000) == (200, b"heard 300000")


def test_cut_and_mended(line: Line) -> None:
    """Whoever calls while it is cut gets nothing; afterwards it works as before."""
    line.set(LineState.DOWN)
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        post(line)
    assert (Hall.asked, line.state) == ([], LineState.DOWN)
    line.set(LineState.UP)
    assert post(line)[0] == 200


def test_a_broken_hall(line: Line) -> None:
    """500 for everything; the hall hears of nothing."""
    line.set(LineState.ERROR)
    assert post(line)[0] == 500
    assert Hall.asked == []


def test_slow_is_slow_and_whole(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each piece is held back; none is lost."""
    held: list[float] = []
    monkeypatch.setattr(line_module, "SLOW_S", 0.01)
    monkeypatch.setattr(line._stop, "wait", held.append)
    line.set(LineState.SLOW)
    assert post(line, b"x" * 40_000) == (200, b"heard 40000")
    assert len(held) >= 3


def test_a_hall_that_is_not_there(line: Line) -> None:
    """The call ends; the relay lives on."""
    port, line.hall_port = line.hall_port, 9
    with pytest.raises((ConnectionError, http.client.RemoteDisconnected)):
        post(line)
    line.hall_port = port
    assert post(line)[0] == 200
