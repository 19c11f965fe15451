"""The simulated devices on a real pseudo-terminal: one wire with its echo, or one ICT line."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from drivers.cash.cctalk_frames import OVERHEAD_BYTES
from drivers.cash.simulator.cctalk_core import CcTalkCore
from drivers.cash.simulator.ict_core import IctCore
from drivers.transport.pty import PtyServer
from drivers.transport.simulated import SimulatedPort

T = TypeVar("T")


class RequestSplitter:
    """Cuts what the host sends into the frames of a wire with several devices; a gap begins anew."""

    GAP_S = 0.05

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buffer = bytearray()
        self._last = 0.0

    def feed(self, data: bytes) -> list[bytes]:
        """Take some bytes; return the frames that they complete, unchecked."""
        now = self._clock()
        if now - self._last > self.GAP_S:
            self._buffer.clear()
        self._last = now
        self._buffer += data
        found = []
        while len(self._buffer) >= OVERHEAD_BYTES and len(self._buffer) >= OVERHEAD_BYTES + self._buffer[1]:
            size = OVERHEAD_BYTES + self._buffer[1]
            found.append(bytes(self._buffer[:size]))
            del self._buffer[:size]
        return found


class _Port(SimulatedPort):
    """A device on a pseudo-terminal that hands may touch while it runs."""

    def __init__(self, name: str, link: Path | None, baud: int | None) -> None:
        super().__init__(PtyServer(self._on_bytes, link=link, baud=baud, name=name))
        self._touched = threading.Condition(threading.RLock())

    def hand(self, act: Callable[[], T]) -> T:
        """Do something to the device, between two requests."""
        with self._touched:
            return act()

    def await_state(self, holds: Callable[[], bool], *, timeout_s: float = 20.0) -> bool:
        """Wait until something holds; it is looked at after every request. For tests and demos."""
        with self._touched:
            return self._touched.wait_for(holds, timeout_s)

    def _on_bytes(self, data: bytes) -> None:
        raise NotImplementedError


class CcTalkSimulator(_Port):
    """A ccTalk wire with one or more devices."""

    def __init__(
        self, cores: Sequence[CcTalkCore], *, link: Path | None = None, baud: int | None = 9600, echo: bool = True
    ) -> None:
        """Prepare; ``start`` plugs it in.

        Args:
            cores: the devices.
            link: the stable name of the port.
            baud: the line's speed; None for no pacing.
            echo: whether the adapter returns the host's own bytes.
        """
        super().__init__("cctalk-simulator", link, baud)
        self.cores = tuple(cores)
        self.echo = echo
        self._splitter = RequestSplitter(time.monotonic)

    def power_cycle(self) -> None:
        """Take the devices' power away and give it back; the adapter stays plugged in."""
        with self._touched:
            for core in self.cores:
                core.power_up()

    def _on_bytes(self, data: bytes) -> None:
        if self.echo:
            self._server.send(data)
        for request in self._splitter.feed(data):
            with self._touched:
                replies = b"".join(core.answer(request) for core in self.cores)
                self._touched.notify_all()
            if replies:
                self._server.send(replies)


class IctSimulator(_Port):
    """An ICT bill acceptor."""

    def __init__(self, *, link: Path | None = None, baud: int | None = 9600) -> None:
        """Prepare; ``start`` plugs it in.

        Args:
            link: the stable name of the port.
            baud: the line's speed; None for no pacing.
        """
        super().__init__("ict-simulator", link, baud)
        self.core = IctCore(self._server.send)

    def power_cycle(self) -> None:
        """Take the device's power away and give it back."""
        self.hand(self.core.power_up)

    def _on_bytes(self, data: bytes) -> None:
        with self._touched:
            self.core.receive(data)
            self._touched.notify_all()
