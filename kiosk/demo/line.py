"""The line between the demo's terminal and its hall: a relay that can be cut, be slow, or answer for a broken hall."""

from __future__ import annotations

import contextlib
import socket
import threading
from enum import StrEnum

PIECE_BYTES = 16_384
LOOK_EVERY_S = 0.2
SLOW_S = 1.5
"""How long a slow line holds back each piece of an answer."""
ANSWER_500 = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class LineState(StrEnum):
    """How the line is."""

    UP = "up"
    DOWN = "down"
    SLOW = "slow"
    ERROR = "error"
    """Every request is answered with 500; the hall does not hear of it."""


class Line:
    """Listens on a port of this machine and passes bytes on to the hall's."""

    def __init__(self, hall_port: int) -> None:
        """Prepare; ``start`` opens the port."""
        self.hall_port = hall_port
        self._state = LineState.UP
        self._listener: socket.socket | None = None
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []

    @property
    def state(self) -> LineState:
        """How it is now."""
        return self._state

    @property
    def port(self) -> int:
        """Where the terminal finds the hall."""
        assert self._listener is not None
        return int(self._listener.getsockname()[1])

    def start(self) -> None:
        """Open the port."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(LOOK_EVERY_S)
        self._run(self._accept, "line-accept")

    def stop(self) -> None:
        """Close everything and wait for it."""
        self._stop.set()
        self._hang_up()
        for thread in self._threads:
            thread.join(5)
        if self._listener is not None:
            self._listener.close()

    def set(self, state: LineState) -> None:
        """Change it; what is under way breaks off when it is cut."""
        self._state = state
        if state is LineState.DOWN:
            self._hang_up()

    def _run(self, work: object, name: str, *arguments: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=arguments, name=name, daemon=True)
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        assert self._listener is not None
        while not self._stop.is_set():
            try:
                near, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            self._run(self._serve, "line-serve", near)

    def _serve(self, near: socket.socket) -> None:
        state = self._state
        with near, contextlib.suppress(OSError):
            near.settimeout(LOOK_EVERY_S)
            if state is LineState.DOWN:
                return
            if state is LineState.ERROR:
                self._answer_500(near)
                return
            with socket.create_connection(("127.0.0.1", self.hall_port), timeout=2.0) as far:
                far.settimeout(LOOK_EVERY_S)
                with self._lock:
                    self._open |= {near, far}
                back = threading.Thread(target=self._pump, args=(far, near), name="line-back", daemon=True)
                back.start()
                self._pump(near, far)
                back.join(5)
                with self._lock:
                    self._open -= {near, far}

    def _answer_500(self, near: socket.socket) -> None:
        """Read what comes at once, answer, and let the other side read the answer before closing."""
        near.settimeout(1.0)
        near.recv(PIECE_BYTES)
        near.sendall(ANSWER_500)
        near.shutdown(socket.SHUT_WR)
        while near.recv(PIECE_BYTES):
            pass

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        """Pass bytes on until one side has no more; then the other side hears that."""
        self._pass_on(source, target)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                piece = source.recv(PIECE_BYTES)
            except TimeoutError:
                continue
            except OSError:
                return
            if not piece:
                return
            if self._state is LineState.SLOW:
                self._stop.wait(SLOW_S)
            try:
                target.sendall(piece)
            except OSError:
                return

    def _hang_up(self) -> None:
        with self._lock:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
