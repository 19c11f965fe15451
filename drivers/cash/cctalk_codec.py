"""What is said on the ccTalk line: requests to bytes, replies to typed values.

Source: payments sheet, section 9.1. Only headers that two sources confirm are used.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from drivers.cash.cctalk_frames import HOST, Checksum, Frame, encode_frame

REPLY = 0
NAK = 5
BUSY = 6
EVENT_PAIRS = 5
EVENT_DATA_BYTES = 1 + 2 * EVENT_PAIRS
TYPES = 16
"""How many bill or coin types the inhibit mask covers."""

ROUTE_EMPTY, ROUTE_FAILED = 0xFE, 0xFF


class Header(IntEnum):
    """The requests that we send."""

    RESET = 1
    CURRENCY_REVISION = 145
    OPERATING_MODE = 153
    ROUTE_BILL = 154
    COUNTRY_SCALING = 156
    BILL_ID = 157
    READ_BILL_EVENTS = 159
    COIN_ID = 184
    MASTER_INHIBIT_STATUS = 227
    SET_MASTER_INHIBIT = 228
    READ_COIN_EVENTS = 229
    INHIBIT_STATUS = 230
    SET_INHIBIT = 231
    SELF_CHECK = 232
    SOFTWARE_REVISION = 241
    SERIAL_NUMBER = 242
    PRODUCT_CODE = 244
    EQUIPMENT_CATEGORY = 245
    MANUFACTURER = 246
    POLLING_PRIORITY = 249
    ADDRESS_POLL = 253
    SIMPLE_POLL = 254


class Route(IntEnum):
    """Where a note in escrow goes."""

    RETURN = 0
    STACK = 1
    HOLD = 255


class RouteAnswer(Enum):
    """What the validator says to a route; ``TAKEN`` is not the credit."""

    TAKEN = "taken"
    EMPTY = "empty"
    FAILED = "failed"
    NO_ANSWER = "no_answer"


class ReplyError(ValueError):
    """A well-formed reply whose data cannot be the answer."""


def encode_request(address: int, header: Header, data: bytes, checksum: Checksum) -> bytes:
    """The bytes of one request from the host."""
    return encode_frame(Frame(address, HOST, header, data), checksum)


def encode_mask(types: frozenset[int]) -> bytes:
    """The inhibit mask that allows exactly these types (1 to 16): two bytes, low byte first, 1 = allowed.

    Raises:
        ValueError: a type that the mask does not have.
    """
    if any(not 1 <= number <= TYPES for number in types):
        raise ValueError("types are 1 to 16")
    return sum(1 << (number - 1) for number in types).to_bytes(2, "little")


def parse_mask(data: bytes) -> frozenset[int]:
    """The types that a mask allows. Raises ``ReplyError``."""
    if len(data) != 2:
        raise ReplyError(f"mask of {len(data)} bytes")
    mask = int.from_bytes(data, "little")
    return frozenset(number for number in range(1, TYPES + 1) if mask >> (number - 1) & 1)


@dataclass(frozen=True, slots=True)
class EventBuffer:
    """The device's last five events.

    Attributes:
        counter: 0 only after power-up or reset, then 1 to 255 and round to 1.
        pairs: five pairs (A, B), the newest first.
    """

    counter: int
    pairs: tuple[tuple[int, int], ...]

    def encode(self) -> bytes:
        """As in the reply's data."""
        return bytes([self.counter]) + self.encode_pairs()

    def encode_pairs(self) -> bytes:
        """The pairs alone, the newest first."""
        return bytes(byte for pair in self.pairs for byte in pair)


def parse_events(data: bytes) -> EventBuffer:
    """The reply to 159 or 229. Raises ``ReplyError``."""
    if len(data) != EVENT_DATA_BYTES:
        raise ReplyError(f"events of {len(data)} bytes")
    return EventBuffer(data[0], tuple((data[at], data[at + 1]) for at in range(1, EVENT_DATA_BYTES, 2)))


def parse_text(data: bytes) -> str:
    """A name of maker, category, product or software: printable ASCII, anything else as ``?``."""
    return "".join(chr(byte) if 32 <= byte < 127 else "?" for byte in data).strip()


def parse_serial(data: bytes) -> int:
    """The serial number: low byte first. Raises ``ReplyError`` when there is none."""
    if not 1 <= len(data) <= 8:
        raise ReplyError(f"serial number of {len(data)} bytes")
    return int.from_bytes(data, "little")


def parse_single(data: bytes) -> int:
    """A reply of one byte, or the first of more (a self-check adds details). Raises ``ReplyError``."""
    if not data:
        raise ReplyError("no data")
    return data[0]


def parse_polling_priority(data: bytes) -> float | None:
    """How often the device wants to be asked, in seconds; None where it does not say. Raises ``ReplyError``.

    Units 1 to 4 are milliseconds, tens of milliseconds, seconds, minutes.
    """
    if len(data) != 2:
        raise ReplyError(f"polling priority of {len(data)} bytes")
    unit_s = {1: 0.001, 2: 0.01, 3: 1.0, 4: 60.0}.get(data[0])
    return None if unit_s is None or data[1] == 0 else unit_s * data[1]


@dataclass(frozen=True, slots=True)
class Scaling:
    """How the value in a bill id becomes an amount: value x factor, with this many decimals of the currency."""

    factor: int
    decimals: int


def parse_scaling(data: bytes) -> Scaling | None:
    """The reply to 156; None where the validator does not know the country. Raises ``ReplyError``."""
    if len(data) != 3:
        raise ReplyError(f"scaling of {len(data)} bytes")
    factor = int.from_bytes(data[:2], "little")
    return Scaling(factor, data[2]) if factor else None


def route_answer(header: int, data: bytes) -> RouteAnswer:
    """What a reply to 154 means; NAK and BUSY are no answer to rely on."""
    if header != REPLY:
        return RouteAnswer.NO_ANSWER
    match data:
        case b"":
            return RouteAnswer.TAKEN
        case b"\xfe":
            return RouteAnswer.EMPTY
        case _:
            return RouteAnswer.FAILED
