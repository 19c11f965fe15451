"""The money that the terminal takes itself, as its journals have it: what is told to the hall of an order.

The journals are the drivers' (`drivers.cash.journal`, `drivers.card_terminal.journal`); they are only read here. An
order names its cash session and its card payment by the hall's number. While a validator may hold something that is not
in its journal yet, or the card terminal has not been asked for a payment, nothing final is told.

Source: payments sheet, sections 8.1 and 10.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from drivers.vocabulary import DeviceError, DeviceKind
from offline_queue.wire.payments import CardReport, CardResult, CashCredit, CashEnd, CashReport

if TYPE_CHECKING:
    from drivers.cash.journal import Credit


class Till(Protocol):
    """What was taken for an order. Each call blocks on a file."""

    def cash(self, order_id: str, *, ended: bool = True) -> CashReport | None:
        """Return every note of an order; ``ended``: no more comes in. None: that cannot be told yet."""

    def card(self, order_id: str, amount_fen: int) -> CardReport | None:
        """Return what became of a card payment. None: that cannot be told yet."""


class JournalTill:
    """Reads the journals of this terminal."""

    def __init__(self, cash_journal: Path, card_journal: Path, tended: Callable[[DeviceKind], bool]) -> None:
        """Prepare; a file is opened for one question at a time.

        Args:
            cash_journal: the cash driver's file; need not exist.
            card_journal: the card driver's file; need not exist.
            tended: whether a device answers, or there is no such device.
        """
        self._cash_journal = cash_journal
        self._card_journal = card_journal
        self._tended = tended

    def cash(self, order_id: str, *, ended: bool = True) -> CashReport | None:
        """See `Till`."""
        if not self._cash_journal.exists():
            return CashReport(end=CashEnd.FINISHED if ended else CashEnd.OPEN)
        from drivers.cash.journal import CashJournal
        from drivers.cash.posting import NoteState

        journal = CashJournal(self._cash_journal, now=lambda: datetime.now(UTC))
        try:
            journal.open()
            if ended and journal.at_work():
                return None
            credited = journal.credits_of(order_id)
            doubtful = any(
                line.state in {NoteState.ESCROW, NoteState.ROUTE_SENT, NoteState.UNKNOWN}
                for line in journal.lines_of(order_id)
            )
        except DeviceError:
            return None
        finally:
            journal.close()
        end = CashEnd.UNCERTAIN if doubtful else CashEnd.FINISHED
        return CashReport(credits=tuple(_credit(one) for one in credited), end=end if ended else CashEnd.OPEN)

    def card(self, order_id: str, amount_fen: int) -> CardReport | None:
        """See `Till`."""
        if not self._tended(DeviceKind.CARD_TERMINAL):
            return None
        if not self._card_journal.exists():
            return CardReport(result=CardResult.DECLINED, amount_fen=amount_fen)
        from drivers.card_terminal.journal import CardJournal, PaymentState
        from drivers.card_terminal.model import CardOrderId

        journal = CardJournal(self._card_journal, now=lambda: datetime.now(UTC))
        try:
            journal.open()
            payment = journal.latest(CardOrderId(order_id))
        except DeviceError:
            return None
        finally:
            journal.close()
        if payment is None or payment.state is PaymentState.DECLINED:
            return CardReport(result=CardResult.DECLINED, amount_fen=amount_fen)
        if payment.state is PaymentState.APPROVED:
            return CardReport(
                result=CardResult.APPROVED, amount_fen=payment.amount_fen, reference=_token(payment.reference)
            )
        if payment.open:
            return None
        return CardReport(result=CardResult.UNKNOWN, amount_fen=amount_fen)


def _credit(credit: Credit) -> CashCredit:
    epoch, number = credit.event
    return CashCredit(device=_token(credit.device), epoch=epoch, counter=number, value_fen=credit.amount_fen)


def _token(text: str) -> str:
    """A device's own name in the characters that the contract has; the same name is always the same token."""
    kept = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "_.:-") else "-" for sign in text)[:63]
    return kept if kept[:1].isalnum() else f"d{kept}"
