"""A hall that goes down, comes up again and is slow when a test says so."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from types import TracebackType

from tests.offline_queue.build import HallSide, ManualClock
from tests.offline_queue.played_hall import PlayedHall


@dataclass
class LiveClock(ManualClock):
    """The machine's clock, for a hall beside a terminal that has no other."""

    def now_s(self) -> float:
        return time.time()

    def monotonic_s(self) -> float:
        return time.monotonic()


class DeskHall(PlayedHall):
    """Answers at once until told otherwise. Its line is a real socket."""

    def __init__(self) -> None:
        super().__init__(HallSide(), LiveClock())
        self.heartbeat = {"reconnect_window_s": 0}
        self._up = threading.Event()
        self._awake = threading.Event()
        self.go_up()

    def go_down(self) -> None:
        """Every request is cut off from now on."""
        self._up.clear()

    def go_up(self) -> None:
        """The line is there, and the hall answers at once."""
        self._up.set()
        self._awake.set()

    def fall_asleep(self) -> None:
        """Requests are taken, and answered when it wakes up."""
        self._awake.clear()

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer, or do what was told."""
        if not self._up.is_set():
            handler.close_connection = True
            handler.connection.shutdown(socket.SHUT_RDWR)
            return
        self._awake.wait(30)
        super().serve(handler)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.go_up()
        super().__exit__(kind, error, trace)
