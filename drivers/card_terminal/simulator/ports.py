"""The simulated terminal on a real pseudo-terminal, or listening on TCP."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeVar

from drivers.card_terminal.simulator.core import ZvtCore
from drivers.card_terminal.simulator.ends import SerialEnd, SerialFaults, TcpEnd
from drivers.transport.pty import PtyServer
from drivers.transport.simulated import SimulatedPort

T = TypeVar("T")
CHUNK_BYTES = 4096


class _Touched:
    """Hands and line touch the terminal one at a time."""

    def __init__(self, core: ZvtCore) -> None:
        self.core = core
        self._touched = threading.Condition(threading.RLock())

    def hand(self, act: Callable[[], T]) -> T:
        """Do something to the terminal, between two things that the till says."""
        with self._touched:
            done = act()
            self._touched.notify_all()
            return done

    def await_state(self, holds: Callable[[], bool], *, timeout_s: float = 20.0) -> bool:
        """Wait until something holds; it is looked at after everything that happens. For tests and demos."""
        with self._touched:
            return self._touched.wait_for(holds, timeout_s)

    def await_card_wanted(self, *, timeout_s: float = 20.0) -> bool:
        """Wait until it asks for a card."""
        return self.await_state(lambda: self.core.wants_card, timeout_s=timeout_s)


class CardSimulator(Protocol):
    """What the two have in common."""

    core: ZvtCore

    @property
    def port(self) -> str:
        """What a till opens."""

    def start(self) -> None:
        """Plug in."""

    def stop(self) -> None:
        """Unplug for good."""

    def unplug(self) -> None:
        """Pull the data cable; the terminal keeps its power."""

    def replug(self) -> None:
        """Plug in again."""

    def power_cycle(self) -> None:
        """Take its power away and give it back."""

    def hand(self, act: Callable[[], T]) -> T:
        """Do something to the terminal."""


class SerialCardSimulator(SimulatedPort, _Touched):
    """A terminal on a pseudo-terminal."""

    def __init__(self, core: ZvtCore | None = None, *, link: Path | None = None, baud: int | None = 9600) -> None:
        """Prepare; ``start`` plugs it in.

        Args:
            core: the terminal; one that presents cards by itself by default.
            link: the stable name of the port.
            baud: the line's speed; None for no pacing.
        """
        SimulatedPort.__init__(self, PtyServer(self._on_bytes, link=link, baud=baud, name="card-simulator"))
        _Touched.__init__(self, core if core is not None else ZvtCore())
        self._end = SerialEnd(self.core, self._server.send)

    @property
    def frames(self) -> SerialFaults:
        """Faults of single frames."""
        return self._end.faults

    def power_cycle(self) -> None:
        """Take its power away and give it back; the adapter stays plugged in."""

        def cut() -> None:
            self._end.reset()
            self.core.power_cycle()

        self.hand(cut)

    def _on_bytes(self, data: bytes) -> None:
        self.hand(lambda: self._end.feed(data))


class TcpCardSimulator(_Touched):
    """A terminal that listens on the loopback address, for one till at a time."""

    def __init__(self, core: ZvtCore | None = None) -> None:
        """Prepare; ``start`` listens.

        Args:
            core: the terminal; one that presents cards by itself by default.
        """
        super().__init__(core if core is not None else ZvtCore())
        self._listener: socket.socket | None = None
        self._wake, self._woken = socket.socketpair()
        self._till: socket.socket | None = None
        self._end = TcpEnd(self.core, self._write)
        self._thread: threading.Thread | None = None
        self._number = 0

    @property
    def port(self) -> str:
        """What a till opens."""
        return f"socket://127.0.0.1:{self._number}"

    def start(self) -> None:
        """Listen."""
        self.replug()

    def stop(self) -> None:
        """Stop listening for good."""
        self.unplug()
        self._wake.close()
        self._woken.close()

    def unplug(self) -> None:
        """The network is gone: the till's connection breaks, and no other is taken."""
        if self._thread is None:
            return
        self._wake.send(b"x")
        self._thread.join()
        self._thread = None

    def replug(self) -> None:
        """The network is back, at the same address."""
        if self._thread is not None:
            return
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self._number))
        listener.listen(1)
        self._number = listener.getsockname()[1]
        self._listener = listener
        self._thread = threading.Thread(target=self._serve, args=(listener,), name="card-simulator", daemon=True)
        self._thread.start()

    def break_off(self) -> None:
        """The till's connection breaks; the next one is taken."""
        till = self._till
        if till is not None:
            with contextlib.suppress(OSError):
                till.shutdown(socket.SHUT_RDWR)

    def power_cycle(self) -> None:
        """Take its power away and give it back: the connection breaks as well."""
        self.unplug()
        self.hand(self.core.power_cycle)
        self.replug()

    def _write(self, data: bytes) -> None:
        till = self._till
        if till is not None:
            with contextlib.suppress(OSError):
                till.sendall(data)

    def _serve(self, listener: socket.socket) -> None:
        with listener:
            while True:
                waiting = [one for one in (listener, self._woken, self._till) if one is not None]
                ready, _, _ = select.select(waiting, [], [])
                if self._woken in ready:
                    self._woken.recv(1)
                    break
                if listener in ready:
                    self._hang_up()
                    self._till, _ = listener.accept()
                    self.hand(self._end.reset)
                elif self._till is not None:
                    self._read(self._till)
        self._hang_up()

    def _read(self, till: socket.socket) -> None:
        try:
            data = till.recv(CHUNK_BYTES)
        except OSError:
            data = b""
        if data:
            self.hand(lambda: self._end.feed(data))
        else:
            self._hang_up()

    def _hang_up(self) -> None:
        till, self._till = self._till, None
        if till is not None:
            till.close()
