"""The adapter: what the driver needs from a card terminal, whatever it speaks.

An acquirer's own package gets a class of these methods; ``drivers.card_terminal.zvt.terminal`` is the first. The
adapter keeps no record and decides nothing about money: that is the driver's.

Source: payments sheet, section 8.1 (``pay``, ``query_last``, ``void``, ``settle``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from drivers.card_terminal.model import CardReceipt, CardStage, NotPaidReason, TerminalInfo
from drivers.commands import CommandContext


@dataclass(frozen=True, slots=True)
class Approved:
    """The terminal says that it has charged this (or, asked to take it back, that it did)."""

    receipt: CardReceipt


@dataclass(frozen=True, slots=True)
class Refused:
    """The terminal says that it has charged nothing (or, asked to take back, that it did not)."""

    reason: NotPaidReason
    code: str = ""


@dataclass(frozen=True, slots=True)
class Silent:
    """The command may have reached the terminal, and its last word did not reach us. ``code`` is the fault's."""

    code: str


@dataclass(frozen=True, slots=True)
class Differing:
    """The terminal says that it has charged, and not what it was asked for."""

    receipt: CardReceipt


PayReport = Approved | Refused | Silent | Differing


@dataclass(frozen=True, slots=True)
class LastPayment:
    """The terminal's last payment. Two that are the same have the same mark.

    Attributes:
        mark: names it among all payments of this terminal, such as ``66000123-0042-000815-1124-093015``.
        receipt: what it was.
        charged: whether it was approved.
        own_currency: whether it was in the currency that is configured.
    """

    mark: str
    receipt: CardReceipt
    charged: bool = True
    own_currency: bool = True


@dataclass(frozen=True, slots=True)
class NoPayment:
    """The terminal has no last payment: it is new, or its day was closed."""


@dataclass(frozen=True, slots=True)
class CannotSay:
    """The terminal has no such question, or refused it."""

    code: str = ""


LastReport = LastPayment | NoPayment | CannotSay


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing runs at the terminal."""

    terminal_id: str = ""


@dataclass(frozen=True, slots=True)
class Occupied:
    """Something runs at the terminal, perhaps what we asked for earlier."""


@dataclass(frozen=True, slots=True)
class InTrouble:
    """The terminal takes no payment; ``code`` is its own."""

    code: str


Condition = Idle | Occupied | InTrouble

Stages = Callable[[CardStage], None]
"""Takes the stages of a payment."""


class CardTerminal(Protocol):
    """One card terminal. Every method is called on the device's thread only.

    ``LinkError`` and ``CardTerminalError`` from ``pay`` and ``void`` are raised only while it is certain that the
    command did not reach the terminal; after that they are told as ``Silent``.
    """

    def open(self) -> None:
        """Open the line. Raises ``LinkError``; then nothing is left open."""

    def close(self) -> None:
        """Close the line. Never raises."""

    def look(self) -> None:
        """Notice that the line has gone, without asking anything. Raises ``LinkError``."""

    def condition(self) -> Condition:
        """Ask how it is. Raises ``DeviceError`` when it does not answer."""

    def info(self) -> TerminalInfo:
        """Ask who it is. Raises ``DeviceError``."""

    def stop(self) -> None:
        """Tell it to end whatever runs, and take no notice of the answer. Raises ``LinkError``."""

    def pay(self, amount_fen: int, context: CommandContext, stages: Stages) -> PayReport:
        """Charge once. Cancelled or at the deadline it is told to stop, and its last word is awaited for a while."""

    def last_payment(self) -> LastReport:
        """Ask for the last payment, whoever began it. Raises ``DeviceError`` when it does not answer."""

    def void(self, receipt: CardReceipt, context: CommandContext, stages: Stages) -> PayReport:
        """Take a payment back: ``Approved`` with its receipt, ``Refused``, or ``Silent``."""

    def settle(self, context: CommandContext) -> str:
        """Close the day: empty when done, else the terminal's code. Raises ``DeviceError`` when it does not answer."""
