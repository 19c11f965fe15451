"""What a card terminal says and takes: statuses, commands, progress, results.

Closed unions of frozen dataclasses; match them exhaustively. Amounts are integers in the smallest unit of the currency
that is configured: fen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

CardOrderId = NewType("CardOrderId", str)
"""Names the order that is paid, such as the hall's order number. No personal data."""

MAX_AMOUNT_FEN = 10**9
"""No order is for more."""

# ---- what is known of one payment ----


@dataclass(frozen=True, slots=True)
class CardReceipt:
    """An approved payment as the card terminal has it.

    Attributes:
        amount_fen: what was charged.
        reference: the terminal's own number of it, such as ``66000123-0042-000815``; nothing of the card.
        receipt_no: the number on the terminal's receipt; a void names it. 0 where it gives none.
        trace_no: the terminal's running number of the transaction; 0 where it gives none.
        terminal_id: which terminal.
        card_tail: the last digits of the card number where the terminal tells them, at most four. Never logged and
            never stored: empty when the receipt comes from the journal.
        card_name: the card scheme's name where the terminal tells it, such as ``UnionPay``; not stored either.
    """

    amount_fen: int
    reference: str
    receipt_no: int
    trace_no: int
    terminal_id: str
    card_tail: str = field(default="", repr=False)
    card_name: str = field(default="", repr=False)


class NotPaidReason(StrEnum):
    """Why nothing was charged. Text: ``card.not_paid.<value>``."""

    DECLINED = "declined"
    """The bank, the card or the terminal said no."""
    CANCELLED = "cancelled"
    """The person pressed the stop key, or walked away until the terminal gave up."""
    TIME_OVER = "time_over"
    """Our time limit was over, and the terminal stopped when it was told to."""
    CARD_UNREADABLE = "card_unreadable"
    """The card could not be read, is not known, or is out of date."""
    TERMINAL_TROUBLE = "terminal_trouble"
    """The terminal or its line to the bank failed, and it says that nothing was charged."""
    NEVER_BEGUN = "never_begun"
    """Asked afterwards: the terminal's last payment is the one that it had before this one."""


class UnresolvedCause(StrEnum):
    """Why nobody can tell by data whether a payment happened."""

    NOT_ASKED_YET = "not_asked_yet"
    """The terminal could not be asked; it is asked as soon as it answers."""
    CANNOT_TELL = "cannot_tell"
    """It was asked and does not know, or cannot be asked such a thing: a person looks at its journal."""
    DIFFERS = "differs"
    """It has a payment, with another amount or currency: a person looks."""


# ---- status ----


@dataclass(frozen=True, slots=True)
class Ready:
    """It answers and could take a payment. ``terminal_id`` is empty where it has not told it yet."""

    terminal_id: str = ""

    @property
    def usable(self) -> bool:
        """Yes."""
        return True


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A payment's outcome is not known, and the terminal has not answered for it: no other is begun."""

    order: CardOrderId

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class Busy:
    """It is occupied with something that we did not ask for."""

    @property
    def usable(self) -> bool:
        """No."""
        return False


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """It answers and takes no payment; ``code`` is its own code of the trouble, such as ``zvt_f0``."""

    code: str

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


CardStatus = Ready | Unsettled | Busy | OutOfOrder | Offline | Unknown

# ---- commands ----


@dataclass(frozen=True, slots=True)
class Pay:
    """Charge an order once. Result: ``Paid``, ``NotPaid`` or ``Unresolved``.

    An order that the journal has as paid is answered with that receipt and nothing is charged; one whose outcome is
    not known is asked for first, and charged only if it is then known that it was not. Cancelled or out of time, the
    terminal is told to stop, and its last word counts: it may still be ``Paid``.

    Raises:
        ValueError: the amount is none that can be charged.
    """

    order: CardOrderId
    amount_fen: int

    def __post_init__(self) -> None:
        """Refuse what no terminal can charge."""
        if not 0 < self.amount_fen <= MAX_AMOUNT_FEN:
            raise ValueError("no amount")


@dataclass(frozen=True, slots=True)
class QueryLast:
    """Say what became of an order: from the journal, and by asking the terminal where that does not know.

    Charges nothing, ever. Result: ``Paid``, ``NotPaid``, ``Unresolved``, ``Voided``, or ``NeverAsked``.
    """

    order: CardOrderId


@dataclass(frozen=True, slots=True)
class Void:
    """Take a paid order back, at the terminal and so through the acquirer. Result: ``Voided`` or ``NotVoided``."""

    order: CardOrderId


@dataclass(frozen=True, slots=True)
class Settle:
    """Close the terminal's day: its payments go to the acquirer, and none of them can be voided after. ``Settled``."""


@dataclass(frozen=True, slots=True)
class ReadInfo:
    """Tell who the terminal is. Charges nothing. Result: ``TerminalInfo``."""


CardCommand = Pay | QueryLast | Void | Settle | ReadInfo

# ---- progress of Pay and Void ----


class CardStage(StrEnum):
    """What the terminal waits for. Text: ``card.stage.<value>``."""

    CONNECTING = "connecting"
    PRESENT_CARD = "present_card"
    ENTER_PIN = "enter_pin"
    PROCESSING = "processing"
    REMOVE_CARD = "remove_card"
    FOLLOW_TERMINAL = "follow_terminal"
    """Something that only the terminal's own display tells."""
    STOPPING = "stopping"
    """It was told to stop; its last word is awaited."""


@dataclass(frozen=True, slots=True)
class CardStaged:
    """The payment has come to this stage."""

    stage: CardStage


CardProgress = CardStaged

# ---- results ----


@dataclass(frozen=True, slots=True)
class Paid:
    """The order is charged, exactly once."""

    receipt: CardReceipt


@dataclass(frozen=True, slots=True)
class NotPaid:
    """The order is certainly not charged. ``code`` is the terminal's own, such as ``zvt_6c``; empty: none."""

    reason: NotPaidReason
    code: str = ""


@dataclass(frozen=True, slots=True)
class Unresolved:
    """Nobody knows: never shown as paid, never as failed, never tried again."""

    cause: UnresolvedCause


@dataclass(frozen=True, slots=True)
class Voided:
    """The order was charged and was taken back at the terminal."""

    receipt: CardReceipt


@dataclass(frozen=True, slots=True)
class NotVoided:
    """The order stays as it is. ``known`` is False where the terminal did not say whether it took it back."""

    code: str
    known: bool


@dataclass(frozen=True, slots=True)
class NeverAsked:
    """The journal has no such order: nothing was ever asked of the terminal for it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The day is closed. ``code`` is empty, or why the terminal could not: then nothing has changed."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class TerminalInfo:
    """Who the terminal is: its number, its currency as ISO 4217 number, its software where it says so."""

    terminal_id: str
    currency: int
    software: str = ""


PayResult = Paid | NotPaid | Unresolved
QueryResult = Paid | NotPaid | Unresolved | Voided | NeverAsked
VoidResult = Voided | NotVoided
CardResult = PayResult | QueryResult | VoidResult | Settled | TerminalInfo
