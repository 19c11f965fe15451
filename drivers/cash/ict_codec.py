"""The bytes of ICT bill acceptors (ICT-104, 106, 002U): to events and back, with no input or output of its own.

Every byte stands alone: no length, no checksum, no counter. ``10`` is money only while we have asked for it, for a
disturbed byte may look like it.

Source: payments sheet, section 9.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from drivers.cash.events import (
    Escrowed,
    Fraud,
    FraudSeen,
    Happening,
    InTrouble,
    Reject,
    Rejected,
    Remark,
    Returned,
    Stacked,
    StackerBack,
    Trouble,
    Unrecognised,
)


class HostByte(IntEnum):
    """What we say."""

    ACCEPT = 0x02
    """Also the answer to a power-up, within 2 s."""
    STATUS = 0x0C
    RETURN = 0x0F
    HOLD = 0x18
    RESET = 0x30
    ENABLE = 0x3E
    DISABLE = 0x5E


POWER_UP = bytes([0x80, 0x8F])
ESCROW = 0x81
FIRST_TYPE, LAST_TYPE = 0x40, 0x4F
STACKED, FAILED = 0x10, 0x11
ENABLED, DISABLED = 0x3E, 0x5E
TROUBLE_OVER = 0x2F
BUSY = 0x71

_CODES: dict[int, Happening] = {
    0x20: InTrouble(Trouble.MOTOR_FAULTY),
    0x21: InTrouble(Trouble.DEVICE_FAULTY),
    0x22: InTrouble(Trouble.JAM_IN_TRANSPORT),
    0x23: FraudSeen(Fraud.PULLED_BACK),
    0x24: InTrouble(Trouble.STACKER_REMOVED),
    0x25: InTrouble(Trouble.SENSOR_FAULTY),
    0x26: InTrouble(Trouble.DEVICE_FAULTY),
    0x27: FraudSeen(Fraud.STRING),
    0x28: InTrouble(Trouble.STACKER_FAULTY),
    0x29: Rejected(Reject.NOT_RECOGNISED),
    0x2A: Remark(),
    TROUBLE_OVER: StackerBack(),
    BUSY: Remark(),
}


@dataclass(frozen=True, slots=True)
class PoweredUp:
    """The device has just got power and waits for our answer."""


@dataclass(frozen=True, slots=True)
class Enabled:
    """It says whether it takes notes."""

    on: bool


Heard = Happening | PoweredUp | Enabled


class IctParser:
    """Takes bytes in pieces of any size and gives what the device said.

    A note that we have asked for is told by ``routed``; a ``10`` or ``11`` outside of that is ``Unrecognised``.
    """

    __slots__ = ("_first", "_type")

    def __init__(self) -> None:
        self._first = 0
        self._type: int | None = None

    @property
    def held(self) -> int | None:
        """The type of the note in escrow, None without one."""
        return self._type

    def reset(self) -> None:
        """Forget the note and a message that has begun: the line was opened anew."""
        self._first, self._type = 0, None

    def feed(self, data: bytes, *, routed: bool) -> list[Heard]:
        """Take some bytes; return what they say, in order.

        Args:
            data: the bytes.
            routed: whether a route (accept or return) is without its answer.
        """
        heard: list[Heard] = []
        for byte in data:
            said = self._take(byte, routed=routed)
            if said is not None:
                routed = routed and not isinstance(said, Stacked | Returned)
                heard.append(said)
        return heard

    def _take(self, byte: int, *, routed: bool) -> Heard | None:
        first, self._first = self._first, 0
        if first == POWER_UP[0] and byte == POWER_UP[1]:
            self._type = None
            return PoweredUp()
        if first == ESCROW and FIRST_TYPE <= byte <= LAST_TYPE:
            self._type = byte - FIRST_TYPE + 1
            return Escrowed(self._type)
        if byte in {POWER_UP[0], ESCROW}:
            self._first = byte
            return None
        return self._single(byte, routed=routed)

    def _single(self, byte: int, *, routed: bool) -> Heard:
        if byte in {ENABLED, DISABLED}:
            return Enabled(on=byte == ENABLED)
        if byte == STACKED and routed and self._type is not None:
            number, self._type = self._type, None
            return Stacked(number)
        if byte == FAILED and self._type is not None:
            self._type = None
            return Returned()
        return _CODES.get(byte, Unrecognised(0, byte))
