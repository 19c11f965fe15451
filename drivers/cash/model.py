"""What a cash device says and takes: capabilities, statuses, commands, progress, results.

Closed unions of frozen dataclasses; match them exhaustively.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from drivers.cash.events import Fraud, Reject, Trouble

CashSessionId = NewType("CashSessionId", str)
"""Names what the money is for, such as a payment order. No personal data. Credit of one session adds up."""

# ---- capabilities ----


class Guarantee(StrEnum):
    """What is known of a note that was on its way when power or line failed."""

    COUNTED_EVENTS = "counted_events"
    """The device numbers its events: what it did while nobody looked is read afterwards, as long as it kept power."""
    NOTHING_KEPT = "nothing_kept"
    """The device cannot be asked: such a note is unknown until the box is counted."""


class Encryption(StrEnum):
    """Whether an encrypted line can be spoken."""

    NOT_SUPPORTED = "not_supported"
    """Devices that insist on it do not answer. The sheet has no confirmed facts, so nothing is spoken."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a device can do at all.

    Attributes:
        escrow: whether a note is held until we decide.
        guarantee: what is known after a fault.
        inhibits_by_type: whether single denominations can be switched off.
        encryption: whether the line can be encrypted.
    """

    escrow: bool
    guarantee: Guarantee
    inhibits_by_type: bool
    encryption: Encryption = Encryption.NOT_SUPPORTED


CCTALK_BILLS = Capabilities(escrow=True, guarantee=Guarantee.COUNTED_EVENTS, inhibits_by_type=True)
CCTALK_COINS = Capabilities(escrow=False, guarantee=Guarantee.COUNTED_EVENTS, inhibits_by_type=True)
ICT_BILLS = Capabilities(escrow=True, guarantee=Guarantee.NOTHING_KEPT, inhibits_by_type=False)


class UnitKind(StrEnum):
    """What a unit takes."""

    BILLS = "bills"
    COINS = "coins"


@dataclass(frozen=True, slots=True)
class UnitIdentity:
    """Which device answers.

    Attributes:
        unit: what it takes.
        key: names it in the journal: product and serial number, or the family where it has none.
        manufacturer: its maker, empty where it does not say.
        category: what it calls itself, empty where it does not say.
        product: its product code, empty where it does not say.
        serial_number: as text, empty where it has none.
        software: its software's revision, empty where it does not say.
    """

    unit: UnitKind
    key: str
    manufacturer: str = ""
    category: str = ""
    product: str = ""
    serial_number: str = ""
    software: str = ""


# ---- status ----


@dataclass(frozen=True, slots=True)
class Ready:
    """It answers and could take money."""

    units: tuple[UnitIdentity, ...]

    @property
    def usable(self) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """It answers and takes no money until somebody does something."""

    trouble: Trouble

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class FraudAlarm:
    """It saw an attempt to cheat; a person looks first (``ClearAlarm``)."""

    kind: Fraud

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class Offline:
    """It cannot be asked; ``reason`` is the code of the fault."""

    reason: str

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It has not been asked yet."""

    @property
    def usable(self) -> bool:
        """Not known to be."""
        return False


CashStatus = Ready | OutOfOrder | FraudAlarm | Offline | Unknown

# ---- commands ----


@dataclass(frozen=True, slots=True)
class Accept:
    """Take money up to an amount. Result: ``Accepted``; the command's time limit ends it normally.

    Whatever ends it, at the end the device is inhibited and nothing is in escrow. Cancelled, a note in escrow goes
    back; what is in the box stays credited to the session (``CashTotal`` was the last word, and the journal has it).

    Attributes:
        session: what the money is for. Credit that the journal already has for it counts.
        amount_fen: how much in all; None for no limit.
        accepted_fen: which denominations; None for all that the settings accept.
        may_exceed: whether one note may lead over the amount (nobody gives change).
    """

    session: CashSessionId
    amount_fen: int | None
    accepted_fen: frozenset[int] | None = None
    may_exceed: bool = False


@dataclass(frozen=True, slots=True)
class ReturnEscrow:
    """Give back a note that waits in escrow. Result: ``EscrowCleared``."""


@dataclass(frozen=True, slots=True)
class Inhibit:
    """Make sure that no money is taken. Result: ``Inhibited``."""


@dataclass(frozen=True, slots=True)
class ClearAlarm:
    """A person has looked: forget an alarm of fraud and troubles that the device does not take back by itself.

    The device is asked for its self-check. Result: ``AlarmCleared``.
    """


@dataclass(frozen=True, slots=True)
class ReadInfo:
    """Tell who the device is and what it accepts. Result: ``CashInfo``."""


CashCommand = Accept | ReturnEscrow | Inhibit | ClearAlarm | ReadInfo

# ---- progress of Accept ----


@dataclass(frozen=True, slots=True)
class AwaitingCash:
    """Ready for the next note or coin."""


@dataclass(frozen=True, slots=True)
class NoteEscrowed:
    """A note is being looked at; it is not credited."""

    amount_fen: int


@dataclass(frozen=True, slots=True)
class CashStacked:
    """A note or coin is in the box and credited."""

    amount_fen: int


@dataclass(frozen=True, slots=True)
class CashTotal:
    """What the session has in all."""

    credited_fen: int


@dataclass(frozen=True, slots=True)
class NoteReturned:
    """The note in escrow went back."""

    amount_fen: int


@dataclass(frozen=True, slots=True)
class CashRejected:
    """A note or coin was not taken."""

    reason: Reject


CashProgress = AwaitingCash | NoteEscrowed | CashStacked | CashTotal | NoteReturned | CashRejected

# ---- results ----


class AcceptEnd(StrEnum):
    """Why an ``Accept`` ended without a fault."""

    AMOUNT_REACHED = "amount_reached"
    TIME_OVER = "time_over"
    NOTHING_FITS = "nothing_fits"
    """Every accepted denomination is more than what is still missing."""


@dataclass(frozen=True, slots=True)
class TakenCash:
    """One note or coin that was credited during this ``Accept``."""

    unit: UnitKind
    name: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an ``Accept`` has brought.

    Attributes:
        end: why it ended.
        credited_fen: what the session has in all.
        taken: the notes and coins of this command, in order.
    """

    end: AcceptEnd
    credited_fen: int
    taken: tuple[TakenCash, ...]


@dataclass(frozen=True, slots=True)
class EscrowCleared:
    """Nothing is in escrow; ``returned`` says whether something was."""

    returned: bool


@dataclass(frozen=True, slots=True)
class Inhibited:
    """No money is taken."""


@dataclass(frozen=True, slots=True)
class AlarmCleared:
    """Alarms are forgotten; the next status is the device's own."""


@dataclass(frozen=True, slots=True)
class UnitInfo:
    """One unit: who it is, what it can, what it takes.

    Attributes:
        identity: who.
        capabilities: what it can do at all.
        denominations: name and amount of each type whose amount is certain.
        checksum: the form of its frames; empty where there is none.
        echo: whether the line echoes; None where that is not known.
    """

    identity: UnitIdentity
    capabilities: Capabilities
    denominations: tuple[tuple[str, int], ...]
    checksum: str = ""
    echo: bool | None = None


@dataclass(frozen=True, slots=True)
class CashInfo:
    """Every unit of the device."""

    units: tuple[UnitInfo, ...]


CashResult = Accepted | EscrowCleared | Inhibited | AlarmCleared | CashInfo
