"""The device's side of the ICT protocol, without a line: bytes in, bytes out, hands that insert and pull.

Source: payments sheet, section 9.2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from drivers.cash.ict_codec import DISABLED, ENABLED, ESCROW, FAILED, FIRST_TYPE, POWER_UP, STACKED, HostByte
from drivers.cash.simulator.vault import Piece, Vault

AMOUNTS_FEN = {1: 100, 2: 500, 3: 1000, 4: 2000, 5: 5000, 6: 10000}


@dataclass(slots=True)
class IctFaults:
    """What is wrong with the device. Set from any thread."""

    silent_after_accept: bool = False
    """The note goes into the box, and nothing is said about it."""
    fails_to_stack: bool = False
    """The note comes back after an accept."""
    error: int = 0
    """Every status request is answered with this byte."""


class IctCore:
    """A bill acceptor. ``out`` takes what it says, at once."""

    def __init__(self, out: Callable[[bytes], None], *, vault: Vault | None = None) -> None:
        self.vault = vault if vault is not None else Vault()
        self.faults = IctFaults()
        self.heard = bytearray()
        """Everything that the host has said."""
        self._out = out
        self._enabled = False
        self._greeted = True
        self._note: Piece | None = None

    @property
    def accepting(self) -> bool:
        """Whether it takes notes."""
        return self._enabled and self._greeted

    def insert(self, kind: int) -> Piece | None:
        """A resident pushes a note in. Gives the note when it was drawn in."""
        if not self.accepting or self._note is not None:
            return None
        self._note = self.vault.piece(kind, AMOUNTS_FEN[kind])
        self._out(bytes([ESCROW, FIRST_TYPE + kind - 1]))
        return self._note

    def refuse(self) -> None:
        """A note that is not recognised."""
        self._out(b"\x29")

    def escrow_times_out(self) -> None:
        """The device waits no longer and returns the note."""
        self._give_back()

    def fraud(self) -> None:
        """Somebody fishes for notes."""
        self._out(b"\x27")

    def jam(self) -> None:
        """A note gets stuck."""
        self.faults.error = 0x22
        self._out(b"\x22")

    def take_stacker(self) -> None:
        """The box is opened."""
        self.faults.error = 0x24
        self._out(b"\x24")

    def mended(self) -> None:
        """The trouble is over."""
        self.faults.error = 0
        self._out(b"\x2f")

    def power_up(self) -> None:
        """Power has come back: a note in escrow goes back; the device waits for the host's answer."""
        if self._note is not None:
            self.vault.given_back.append(self._note)
            self._note = None
        self._enabled = self._greeted = False
        self._out(POWER_UP)

    def receive(self, data: bytes) -> None:
        """Take what the host says."""
        self.heard += data
        for byte in data:
            self._obey(byte)

    def _obey(self, byte: int) -> None:
        match byte:
            case HostByte.ACCEPT if not self._greeted:
                self._greeted = True
            case HostByte.ACCEPT:
                self._stack()
            case HostByte.RETURN:
                self._give_back()
            case HostByte.ENABLE:
                self._enabled = True
            case HostByte.DISABLE:
                self._enabled = False
            case HostByte.STATUS:
                self._out(bytes([self.faults.error or (ENABLED if self._enabled else DISABLED)]))
            case HostByte.RESET:
                self.power_up()
            case _:
                return

    def _stack(self) -> None:
        note, self._note = self._note, None
        if note is None:
            return
        if self.faults.fails_to_stack:
            self.vault.given_back.append(note)
            self._out(bytes([FAILED]))
            return
        self.vault.stacked.append(note)
        if not self.faults.silent_after_accept:
            self._out(bytes([STACKED]))

    def _give_back(self) -> None:
        note, self._note = self._note, None
        if note is not None:
            self.vault.given_back.append(note)
            self._out(bytes([FAILED]))
