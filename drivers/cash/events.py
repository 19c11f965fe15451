"""What cash devices report, in words that all families share, and what each code of the ccTalk tables means.

Source: payments sheet, section 9.1 (bill events 0 to 20). Bill code 21 and the coin codes come from the public ccTalk
generic specification, part 3, tables 2 and 7; a code that no table has becomes ``Unrecognised``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from drivers.cash.cctalk_codec import EVENT_PAIRS, EventBuffer


class Reject(StrEnum):
    """Why a note or coin was given back at once. The sentence is ``cash.rejected.<value>``."""

    NOT_RECOGNISED = "not_recognised"
    TRANSPORT = "transport"
    NOT_ACCEPTED = "not_accepted"


class Fraud(StrEnum):
    """What looked like an attempt to cheat."""

    PULLED_BACK = "pulled_back"
    TAMPER = "tamper"
    OPTICAL = "optical"
    STRING = "string"
    COIN_PATH = "coin_path"


class Trouble(StrEnum):
    """What keeps a device from taking money until somebody does something."""

    JAM_IN_TRANSPORT = "jam_in_transport"
    JAM_IN_STACKER = "jam_in_stacker"
    STACKER_REMOVED = "stacker_removed"
    STACKER_FULL = "stacker_full"
    STACKER_FAULTY = "stacker_faulty"
    ANTI_STRING_FAULTY = "anti_string_faulty"
    SENSOR_FAULTY = "sensor_faulty"
    MOTOR_FAULTY = "motor_faulty"
    COIN_JAM = "coin_jam"
    COIN_RETURN_OPEN = "coin_return_open"
    DEVICE_FAULTY = "device_faulty"


@dataclass(frozen=True, slots=True)
class Escrowed:
    """A note of this type waits in escrow."""

    type: int


@dataclass(frozen=True, slots=True)
class Stacked:
    """A note or coin of this type is in the box: the one event that is money."""

    type: int


@dataclass(frozen=True, slots=True)
class StackedUnknown:
    """Something is in the box, and the device does not know what."""


@dataclass(frozen=True, slots=True)
class Returned:
    """The note in escrow went back."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A note or coin went back without having been in escrow."""

    reason: Reject


@dataclass(frozen=True, slots=True)
class FraudSeen:
    """The device suspects an attempt to cheat."""

    kind: Fraud


@dataclass(frozen=True, slots=True)
class InTrouble:
    """The device takes no more money."""

    kind: Trouble


@dataclass(frozen=True, slots=True)
class StackerBack:
    """The stacker is in its place and in order."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that changes nothing: master inhibit on, a stacker is put in, a bar code, the empty entry."""


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A code that no table has."""

    a: int
    b: int


Happening = (
    Escrowed
    | Stacked
    | StackedUnknown
    | Returned
    | Rejected
    | FraudSeen
    | InTrouble
    | StackerBack
    | Remark
    | Unrecognised
)

_BILL_CODES: dict[int, Happening] = {
    0: Remark(),
    1: Returned(),
    2: Rejected(Reject.NOT_RECOGNISED),
    3: Rejected(Reject.TRANSPORT),
    4: Rejected(Reject.NOT_ACCEPTED),
    5: Rejected(Reject.NOT_ACCEPTED),
    6: InTrouble(Trouble.JAM_IN_TRANSPORT),
    7: InTrouble(Trouble.JAM_IN_STACKER),
    8: FraudSeen(Fraud.PULLED_BACK),
    9: FraudSeen(Fraud.TAMPER),
    10: StackerBack(),
    11: InTrouble(Trouble.STACKER_REMOVED),
    12: StackerBack(),
    13: InTrouble(Trouble.STACKER_FAULTY),
    14: InTrouble(Trouble.STACKER_FULL),
    15: InTrouble(Trouble.JAM_IN_STACKER),
    16: InTrouble(Trouble.JAM_IN_TRANSPORT),
    17: FraudSeen(Fraud.OPTICAL),
    18: FraudSeen(Fraud.STRING),
    19: InTrouble(Trouble.ANTI_STRING_FAULTY),
    20: Remark(),
    21: StackedUnknown(),
}

_COIN_REJECTS = frozenset({1, 3, 8, 9, 10, 11, 12, 13, 24, 25, 33, 37, 38})
_COIN_INHIBITED = frozenset({2, *range(128, 160)})
_COIN_FRAUD = frozenset({16, 17, 18, 19, 20, 22, 23, 40})
_COIN_JAMS = frozenset({6, 7, 14, 15, 26, 31, 32})
_COIN_FAULTS = frozenset({4, 5, 21, 29, 30, 35, 255})
_COIN_NOTES = frozenset({0, 27, 28, 34, 39, 253})
_COIN_SWALLOWED = 36
_COIN_RETURN = 254


def bill_happening(a: int, b: int) -> Happening:
    """What a pair of the bill validator's event buffer means."""
    if a == 0:
        return _BILL_CODES.get(b, Unrecognised(a, b))
    match b:
        case 0:
            return Stacked(a)
        case 1:
            return Escrowed(a)
        case _:
            return Unrecognised(a, b)


def coin_happening(a: int, b: int) -> Happening:
    """What a pair of the coin acceptor's event buffer means: a coin with its sorter path, or a code."""
    if a != 0:
        return Stacked(a)
    if b in _COIN_REJECTS:
        return Rejected(Reject.NOT_RECOGNISED)
    if b in _COIN_INHIBITED:
        return Rejected(Reject.NOT_ACCEPTED)
    if b in _COIN_FRAUD:
        return FraudSeen(Fraud.STRING if b == 20 else Fraud.COIN_PATH)
    if b in _COIN_JAMS:
        return InTrouble(Trouble.COIN_JAM)
    if b in _COIN_FAULTS:
        return InTrouble(Trouble.DEVICE_FAULTY)
    if b in _COIN_NOTES:
        return Remark()
    if b == _COIN_SWALLOWED:
        return StackedUnknown()
    return InTrouble(Trouble.COIN_RETURN_OPEN) if b == _COIN_RETURN else Unrecognised(a, b)


# ---- what is new in the event buffer --------------------------------------------------------------

Meaning = Callable[[int, int], Happening]
"""The table of a device's codes."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """New events, all of them in the buffer; none when nothing happened.

    Attributes:
        events: what happened, the oldest first.
    """

    events: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Lost:
    """More new events than the buffer holds: some were never seen.

    Attributes:
        count: how many are lost.
        events: those that are left, the oldest first.
    """

    count: int
    events: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Restarted:
    """The device has been without power or was reset since we last looked.

    Attributes:
        count: how many events since its start are not in the buffer.
        events: what happened since its start, as far as the buffer reaches, the oldest first.
    """

    count: int
    events: tuple[Happening, ...]


Advance = Fresh | Lost | Restarted


def new_events(before: int, now: int) -> int | None:
    """How many events lie between two counters; None when the counter went back to 0, which a restart does."""
    if now == before:
        return 0
    if now == 0:
        return None
    return now if before == 0 else (now - before if now > before else now - before + 255)


def advance(before: EventBuffer, now: EventBuffer, meaning: Meaning) -> Advance:
    """What has happened between two looks at the event buffer.

    A restart can hide behind a plausible counter, so the old events must still stand behind the new ones; and where
    the counter says that many are lost, an empty rest of the buffer tells of a restart. What is left in doubt is
    ``Lost``, which credits nothing either.
    """
    count = new_events(before.counter, now.counter)
    kept = 0 if count is None else EVENT_PAIRS - count
    emptied = kept < 0 and now.counter < EVENT_PAIRS and set(now.pairs[now.counter :]) == {(0, 0)}
    if count is None or emptied or (kept > 0 and now.pairs[count:] != before.pairs[:kept]):
        return Restarted(max(0, now.counter - EVENT_PAIRS), newest(now, now.counter, meaning))
    if count > EVENT_PAIRS:
        return Lost(count - EVENT_PAIRS, newest(now, EVENT_PAIRS, meaning))
    return Fresh(newest(now, count, meaning))


def newest(buffer: EventBuffer, count: int, meaning: Meaning) -> tuple[Happening, ...]:
    """The newest events, as many as the buffer has of them, the oldest first."""
    return tuple(meaning(a, b) for a, b in reversed(buffer.pairs[: min(count, EVENT_PAIRS)]))
