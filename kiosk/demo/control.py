"""Orders from another process: ``kiosk run --developer`` finds a demo's simulators by a socket beside its settings.

One line ``ACTOR WORDS`` for an order, answered with ``ok`` or ``error REASON``; ``actors`` is answered with names.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from pathlib import Path

from kiosk.demo.acts import Actor
from kiosk.demo.world import OrderRefusedError, World

SOCKET_NAME = "simulators.sock"
LIMIT_S = 6.0
LOOK_EVERY_S = 0.2
LINE_LIMIT_BYTES = 1000


class ControlServer:
    """Lets other processes of this user order what the panel orders."""

    def __init__(self, path: Path, world: World) -> None:
        """Prepare; ``path`` is the socket's file."""
        self._path = path
        self._world = world
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Open the socket, for this user only."""
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(self._path))
        self._path.chmod(0o600)
        listener.listen()
        listener.settimeout(LOOK_EVERY_S)
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="demo-control", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close it and remove its file."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(LIMIT_S)
        self._path.unlink(missing_ok=True)

    def _serve(self, listener: socket.socket) -> None:
        with listener:
            while not self._stop.is_set():
                try:
                    caller, _ = listener.accept()
                except TimeoutError:
                    continue
                with caller, contextlib.suppress(OSError):
                    caller.settimeout(1.0)
                    caller.sendall(self._answer(_line(caller)).encode() + b"\n")

    def _answer(self, line: str) -> str:
        if line == "actors":
            return " ".join(sorted(self._world.actors))
        actor, _, words = line.partition(" ")
        try:
            with self._lock:
                self._world.order(Actor(actor), words)
        except (OrderRefusedError, ValueError) as error:
            return f"error {error}".replace("\n", " ")
        return "ok"


class RemoteWorld:
    """The world of a demo in another process."""

    def __init__(self, path: Path) -> None:
        """Prepare; ``path`` is the socket's file."""
        self._path = path

    @property
    def actors(self) -> frozenset[Actor]:
        """Who is there; nobody when nobody answers."""
        try:
            return frozenset(Actor(name) for name in self._ask("actors").split())
        except (OSError, ValueError):
            return frozenset()

    def order(self, actor: Actor, words: str) -> None:
        """Carry one order out. Raises ``OrderRefusedError``."""
        try:
            answer = self._ask(f"{actor} {words}")
        except OSError as error:
            raise OrderRefusedError(f"{actor}: {type(error).__name__}") from error
        if answer != "ok":
            raise OrderRefusedError(answer)

    def _ask(self, line: str) -> str:
        with socket.socket(socket.AF_UNIX) as call:
            call.settimeout(LIMIT_S)
            call.connect(str(self._path))
            call.sendall(line.encode() + b"\n")
            return _line(call)


def world_beside(settings_file: Path | None) -> RemoteWorld | None:
    """The simulators that stand beside a terminal's settings file; None where there are none."""
    if settings_file is None:
        return None
    world = RemoteWorld(settings_file.parent / SOCKET_NAME)
    return world if world.actors else None


def _line(call: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\n") and len(received) < LINE_LIMIT_BYTES:
        piece = call.recv(LINE_LIMIT_BYTES)
        if not piece:
            break
        received += piece
    return received.decode("utf-8", "replace").strip()
