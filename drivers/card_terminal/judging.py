"""What the terminal's last payment tells about one whose outcome did not reach us. No I/O, nothing is guessed.

The terminal was asked for its last payment just before, and no other was begun since: the same one again means that
ours never happened; a new one with our amount is ours; anything else is for a person.

Source: payments sheet, sections 1 and 8.1 (a time-out is followed by a question).
"""

from __future__ import annotations

from typing import assert_never

from drivers.card_terminal.journal import NOTHING_BEFORE, Payment
from drivers.card_terminal.model import NotPaid, NotPaidReason, Paid, PayResult, Unresolved, UnresolvedCause
from drivers.card_terminal.terminal import CannotSay, LastPayment, LastReport, NoPayment


def before_mark(last: LastReport) -> str | None:
    """What is noted of the terminal's last payment before a new one begins; None where it cannot tell."""
    match last:
        case LastPayment(mark):
            return mark
        case NoPayment():
            return NOTHING_BEFORE
        case CannotSay():
            return None
        case _:
            assert_never(last)


def judge(payment: Payment, last: LastReport, terminal_id: str) -> PayResult:
    """What became of a payment.

    Args:
        payment: the journal's row.
        last: what the terminal, which is idle, tells as its last payment.
        terminal_id: which terminal answers; empty where it does not say.
    """
    exchanged = bool(payment.terminal_id and terminal_id and payment.terminal_id != terminal_id)
    if exchanged or payment.before is None:
        return Unresolved(UnresolvedCause.CANNOT_TELL)
    match last:
        case CannotSay():
            return Unresolved(UnresolvedCause.CANNOT_TELL)
        case NoPayment():
            never = payment.before == NOTHING_BEFORE
            return NotPaid(NotPaidReason.NEVER_BEGUN) if never else Unresolved(UnresolvedCause.CANNOT_TELL)
        case LastPayment(mark) if mark == payment.before:
            return NotPaid(NotPaidReason.NEVER_BEGUN)
        case LastPayment(_, receipt, charged, own_currency):
            if receipt.amount_fen != payment.amount_fen or not own_currency:
                return Unresolved(UnresolvedCause.DIFFERS)
            return Paid(receipt) if charged else NotPaid(NotPaidReason.DECLINED)
        case _:
            assert_never(last)
