"""A simulated ccTalk bill validator with stacker and escrow, and the hands around it.

Source: payments sheet, section 9.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

from drivers.cash.cctalk_codec import ROUTE_EMPTY, ROUTE_FAILED, Header, Route
from drivers.cash.cctalk_frames import BILL_VALIDATOR, Checksum
from drivers.cash.simulator.cctalk_core import CcTalkCore
from drivers.cash.simulator.vault import Piece, Vault

BILL_NAMES = ("CN0001A", "CN0005A", "CN0010A", "CN0020A", "CN0050A", "CN0100A")
_SCALING = bytes([100, 0, 2])


class Phase(Enum):
    """Where the note is."""

    NONE = auto()
    ESCROW = auto()
    STACKING = auto()
    RETURNING = auto()
    STUCK = auto()


@dataclass(slots=True)
class BillTimes:
    """How long the validator's mechanics take, in seconds."""

    stack_s: float = 0.0
    return_s: float = 0.0
    escrow_limit_s: float = 30.0


@dataclass(slots=True)
class Transport:
    """The one note that is neither in a hand nor in the box."""

    phase: Phase = Phase.NONE
    piece: Piece | None = None
    due: float = 0.0


class BillCore(CcTalkCore):
    """A bill validator with stacker and escrow."""

    header_events = Header.READ_BILL_EVENTS
    category = "Bill Validator"

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        vault: Vault | None = None,
        checksum: Checksum = Checksum.SIMPLE,
        address: int = BILL_VALIDATOR,
        serial_number: int = 123456,
        times: BillTimes | None = None,
    ) -> None:
        amounts = [int(name[2:6]) * 100 for name in BILL_NAMES]
        super().__init__(
            *(address, BILL_NAMES, amounts),
            vault=vault,
            checksum=checksum,
            serial_number=serial_number,
            clock=clock,
        )
        self.times = times if times is not None else BillTimes()
        self.transport = Transport()
        self.full = self.removed = False
        self._mode = 0

    def insert(self, kind: int) -> Piece | None:
        """A resident pushes a note in. Gives the note when it was drawn in, None when it came back at once."""
        self.tick()
        if self.transport.piece is not None or self.full or self.removed:
            return None
        if not self._accepting:
            self.event(0, 0)
            return None
        if not self.allows(kind):
            self.event(0, 4)
            return None
        piece = self.vault.piece(kind, self.amount_fen(kind))
        if self._mode & 2:
            self.transport = Transport(Phase.ESCROW, piece, self._clock() + self.times.escrow_limit_s)
            self.event(kind, 1)
        else:
            self.transport = Transport(Phase.STACKING, piece, self._clock())
            self.tick()
        return piece

    def refuse(self) -> None:
        """A note that is not recognised."""
        self.event(0, 2)

    def escrow_times_out(self) -> None:
        """The validator waits no longer and returns the note."""
        self.transport.due = self._clock()
        self.tick()

    def fraud(self, code: int = 18) -> None:
        """Somebody pulls a note on a string (18), or another code of the table."""
        self.event(0, code)

    def jam(self) -> None:
        """A note gets stuck in the transport."""
        self.transport.phase = Phase.STUCK
        self.event(0, 16)

    def unjam(self, *, into_box: bool = False) -> None:
        """Staff open the validator and take the note out (or push it into the box); it says that it is in order."""
        piece = self.transport.piece
        if piece is not None:
            (self.vault.stacked if into_box else self.vault.given_back).append(piece)
        self.transport = Transport()
        self.event(0, 10)

    def take_stacker(self) -> None:
        """The box is taken out."""
        self.removed = True
        self.event(0, 11)

    def put_stacker(self) -> None:
        """An empty box is put in."""
        self.removed = self.full = False
        self.event(0, 12)
        self.event(0, 10)

    def fill(self) -> None:
        """The box is full."""
        self.full = True
        self.event(0, 14)

    def power_up(self) -> None:
        """Power has come back: a note in the transport goes one way or the other."""
        super().power_up()
        self._mode = 0
        piece, self.transport = self.transport.piece, Transport()
        if piece is None:
            return
        if self.faults.stacks_at_power_up:
            self.vault.stacked.append(piece)
            if self.faults.reports_power_up_stack:
                self.event(piece.type, 0)
        else:
            self.vault.given_back.append(piece)

    def tick(self) -> None:
        """Let the note arrive where it is going."""
        piece, now = self.transport.piece, self._clock()
        if piece is None or now < self.transport.due:
            return
        match self.transport.phase:
            case Phase.ESCROW:
                self.transport = Transport(Phase.RETURNING, piece, now + self.times.return_s)
                self.tick()
            case Phase.STACKING:
                self.vault.stacked.append(piece)
                self.transport = Transport()
                self.event(piece.type, 0)
            case Phase.RETURNING:
                self.vault.given_back.append(piece)
                self.transport = Transport()
                self.event(0, 1)
            case _:
                return

    def _obey_own(self, header: int, data: bytes) -> bytes | None:
        match header:
            case Header.BILL_ID:
                return self._named(data, 7)
            case Header.COUNTRY_SCALING:
                return _SCALING if data == b"CN" else bytes(3)
            case Header.OPERATING_MODE if len(data) == 1:
                self._mode = data[0]
                return b""
            case Header.ROUTE_BILL if len(data) == 1:
                return self._route(data[0])
            case _:
                return None

    def _route(self, where: int) -> bytes:
        piece, now = self.transport.piece, self._clock()
        if piece is None or self.transport.phase is not Phase.ESCROW:
            return bytes([ROUTE_EMPTY])
        if self.faults.route_fails:
            return bytes([ROUTE_FAILED])
        match where:
            case Route.STACK if self.faults.jams_on_stack:
                self.faults.jams_on_stack = False
                self.transport.phase = Phase.STUCK
                self.event(0, 15)
            case Route.STACK:
                self.transport = Transport(Phase.STACKING, piece, now + self.times.stack_s)
            case Route.RETURN:
                self.transport = Transport(Phase.RETURNING, piece, now + self.times.return_s)
            case Route.HOLD:
                self.transport.due = now + self.times.escrow_limit_s
            case _:
                return bytes([ROUTE_FAILED])
        return b""
