"""A simulated code scanner of any of the four families, paced, on a real pseudo-terminal.

Codes are shown from any thread, like a hand does it, and every fault that the driver must survive has a switch.

Run alone with ``python -m drivers.code_scanner.simulator --link PATH --family F``; see
``drivers.code_scanner.simulator_console``.

Source: code scanner sheet, sections 2 to 6 and 9.
"""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from drivers.code_scanner.codec import Family
from drivers.code_scanner.simulated_families import Heard, SimulatedFamily, simulated_family
from drivers.transport.pty import PtyServer
from drivers.transport.simulated import SimulatedPort

DEFAULT_BAUD = {Family.HONEYWELL: 115200, Family.NEWLAND: 115200, Family.NEWLAND_OLD: 9600, Family.SEVEN_E: 9600}


@dataclass(slots=True)
class ScannerFaults:
    """What is wrong with the scanner. Set from any thread; faults of the line itself are in ``line``."""

    deaf: bool = False
    """It hears nothing: no answers, no reads."""
    misses: int = 0
    """It hears so many next commands not, as when they come while it is busy."""
    unanswering: bool = False
    """It obeys and does not answer."""
    replaced_by: bytes = b""
    """Every answer is replaced by these bytes."""
    refuses: bool = False
    """It knows the commands and takes none."""
    seen_damaged: int = 0
    """So many next commands arrive damaged; only "7E 00" engines say so, the others say nothing."""
    reply_after_data: bool = False
    """The answer to "start" comes behind the code that was read."""
    reply_inside_data: bool = False
    """The answer to "start" comes in the middle of the code that was read."""
    reads_by_itself: bool = False
    """It is in another mode: it reads whatever it sees, asked or not."""


class CodeScannerSimulator(SimulatedPort):
    """A scanner with a window before which a code can be held."""

    def __init__(
        self,
        family: Family,
        *,
        link: Path | None = None,
        baud: int | None = None,
        terminator: bytes = b"\r",
        piece_bytes: int | None = None,
        pause_s: float = 0.0,
    ) -> None:
        """Prepare; ``start`` plugs it in.

        Args:
            family: how it is spoken to.
            link: the stable name of its port.
            baud: the line's speed; 0 for no pacing, None for the family's usual one.
            terminator: what follows each code.
            piece_bytes: codes are sent in pieces of this size.
            pause_s: between two pieces, in seconds.
        """
        speed = DEFAULT_BAUD[family] if baud is None else baud
        self.faults = ScannerFaults()
        self.terminator = terminator
        self.piece_bytes, self.pause_s = piece_bytes, pause_s
        self.heard: list[Heard] = []
        """Every command in order."""
        self._family: SimulatedFamily = simulated_family(family)
        super().__init__(
            PtyServer(
                self._on_bytes, link=link, baud=speed or None, name="scanner-simulator", on_plugged=self._power_up
            )
        )
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._beam = False
        self._starts = self._stops = 0
        self._shown: bytes | None = None
        self._owed_reply = b""

    @property
    def beam(self) -> bool:
        """Whether it is on."""
        return self._beam

    @property
    def flash_writes(self) -> int:
        """How often something was written that outlives the power."""
        with self._lock:
            return sum(1 for one in self.heard if one.permanent)

    def show(self, code: str | bytes) -> None:
        """Hold a code before the window until it is read once; read at once where the beam is on."""
        payload = code.encode() if isinstance(code, str) else code
        with self._changed:
            self._shown = payload
            reads = self._beam or self.faults.reads_by_itself
        if reads:
            self._read()

    def leave_command_mode(self) -> None:
        """Somebody has scanned a set-up sheet: it reads whatever it sees, until it is told to wait for commands."""
        with self._lock:
            self._family.leave_command_mode()
            self.faults.reads_by_itself = True

    def take_away(self) -> None:
        """Nothing is before the window."""
        with self._lock:
            self._shown = None

    def say(self, data: bytes) -> None:
        """Send bytes that nobody asked for, such as a code that was read before the prompt, or garbage."""
        self._server.send(data)

    def await_beam(self, *, on: bool, timeout_s: float = 20.0) -> bool:
        """Wait until the beam is on, or off. For tests and demos."""
        with self._changed:
            return self._changed.wait_for(lambda: self._beam is on, timeout_s)

    def await_starts(self, count: int, *, timeout_s: float = 20.0) -> bool:
        """Wait until the beam was switched on so many times in all. For tests and demos."""
        with self._changed:
            return self._changed.wait_for(lambda: self._starts >= count, timeout_s)

    def await_stops(self, count: int, *, timeout_s: float = 20.0) -> bool:
        """Wait until it was told to switch the beam off so many times in all. For tests and demos."""
        with self._changed:
            return self._changed.wait_for(lambda: self._stops >= count, timeout_s)

    def await_commands(self, count: int, *, timeout_s: float = 20.0) -> bool:
        """Wait until so many commands have come in all. For tests and demos."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.heard) >= count, timeout_s)

    # ---- the server's thread ----

    def _power_up(self) -> None:
        with self._changed:
            self._family.power_up()
            self._beam = False
            self._owed_reply = b""
            self._changed.notify_all()

    def _on_bytes(self, data: bytes) -> None:
        for heard in self._family.hear(data):
            if self.faults.deaf:
                continue
            if self.faults.misses > 0:
                self.faults.misses -= 1
                continue
            with self._changed:
                reply = self._obey(heard)
                self._changed.notify_all()
                reads = heard.starts and self._beam and self._shown is not None
            if reply:
                self._server.send(reply)
            if reads:
                self._read()

    def _obey(self, heard: Heard) -> bytes:
        """Note a command, do it, give the answer that is due now."""
        self.heard.append(heard)
        if self.faults.seen_damaged > 0:
            self.faults.seen_damaged -= 1
            return self._family.damaged_reply
        if self.faults.refuses:
            return heard.refusal
        if heard.starts or heard.stops:
            self._beam = heard.starts
            self._starts += heard.starts
            self._stops += heard.stops
        if heard.leaves_other_modes:
            self.faults.reads_by_itself = False
        reply = b"" if self.faults.unanswering else self.faults.replaced_by or heard.reply
        if heard.starts and (self.faults.reply_after_data or self.faults.reply_inside_data):
            self._owed_reply, reply = reply, b""
        return reply

    # ---- any thread ----

    def _read(self) -> None:
        """Read the code that is shown and send it; the beam goes off, as after every read."""
        with self._changed:
            payload, self._shown = self._shown, None
            if payload is None:
                return
            self._beam = False
            owed, self._owed_reply = self._owed_reply, b""
            self._changed.notify_all()
        data = payload + self.terminator
        if owed and self.faults.reply_inside_data:
            data = data[: len(payload) // 2] + owed + data[len(payload) // 2 :]
        elif owed:
            data += owed
        step = self.piece_bytes or len(data)
        for at in range(0, len(data), step):
            self._server.send(data[at : at + step], delay_s=self.pause_s if at else 0.0)


if __name__ == "__main__":
    from drivers.code_scanner.simulator_console import main

    sys.exit(main())
