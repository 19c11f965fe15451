"""The simulated printer on a port of loopback: HTTP around the engine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from drivers.page_printer.operations import Address
from drivers.page_printer.simulator.engine import PrintEngine, SimulatedJob

HOST = "127.0.0.1"
PATH = "/ipp/print"
REQUEST_LIMIT_BYTES = 50_000_000
SOCKET_LIMIT_S = 10.0


class PagePrinterSimulator:
    """A printer of its own, or a print service with one queue, as far as a host can tell."""

    def __init__(
        self, *, port: int = 0, path: str = PATH, on_printed: Callable[[SimulatedJob], None] | None = None
    ) -> None:
        """Prepare; ``port`` 0 takes a free one when it starts."""
        self.engine = PrintEngine(path, on_printed)
        self._port = port
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> Address:
        """Where it listens, once it has started."""
        return Address(HOST, self._port, self.engine.path)

    def start(self) -> None:
        """Listen; the same port again after ``go_away``."""
        if self._server is not None:
            return
        server = ThreadingHTTPServer((HOST, self._port), _handler(self.engine))
        server.daemon_threads = False
        self._port = server.server_port
        self._server = server
        self._thread = threading.Thread(
            target=server.serve_forever, kwargs={"poll_interval": 0.02}, name="page-printer-simulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Listen no more, and wait for it."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    go_away = stop
    come_back = start


def _handler(engine: PrintEngine) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = SOCKET_LIMIT_S

        def do_POST(self) -> None:
            """One IPP request."""
            length = min(int(self.headers.get("Content-Length", 0)), REQUEST_LIMIT_BYTES)
            data = self.rfile.read(length)
            if self.path != engine.path:
                self.send_error(HTTPStatus.NOT_FOUND)
                return
            body = engine.answer(data)
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "application/ipp")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    return Handler
