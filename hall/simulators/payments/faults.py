"""What can go wrong at a provider, as switches: each fault is laid for a call and goes off once, in order."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum


class Call(StrEnum):
    """The calls of every provider."""

    CREATE = "create"
    PAY_CODE = "pay_code"
    QUERY = "query"
    CLOSE = "close"
    REVERSE = "reverse"
    REFUND = "refund"
    QUERY_REFUND = "query_refund"
    BILL = "bill"
    BILL_FILE = "bill_file"


class Fault(StrEnum):
    """What goes wrong with a call.

    Attributes:
        LOST_REQUEST: the line breaks; nothing was done.
        LOST_ANSWER: it is done, then the line breaks.
        LATE_ANSWER: it is done, and the answer comes after the delay of the world.
        SYSTEM_ERROR: "system error"; it is done.
        SYSTEM_ERROR_UNDONE: "system error"; nothing was done.
        BUSY: too many calls; nothing was done.
        GARBAGE: a page of HTML with status 200; nothing was done.
        FORGED: the answer is signed with another key.
        TAMPERED: one byte of the answer is another one.
        STALE: the answer was signed ten minutes ago.
        OTHER_AMOUNT: the answer tells of one fen more than there was.
        OTHER_ORDER: the answer tells of another order.
        OTHER_MERCHANT: the answer tells of another merchant.
        PAID_BEFORE: a phone pays in the moment before the call.
        PAID_AFTER: a phone pays in the moment after the call.
        USER_PAYING: the resident is at the password just now.
        RECALL: a reversal says that it has to be called again.
        NOT_THERE: the trade, or the bill file, is not there yet.
        WRONG_DIGEST: the bill file is not the one that was announced.
    """

    LOST_REQUEST = "lost_request"
    LOST_ANSWER = "lost_answer"
    LATE_ANSWER = "late_answer"
    SYSTEM_ERROR = "system_error"
    SYSTEM_ERROR_UNDONE = "system_error_undone"
    BUSY = "busy"
    GARBAGE = "garbage"
    FORGED = "forged"
    TAMPERED = "tampered"
    STALE = "stale"
    OTHER_AMOUNT = "other_amount"
    OTHER_ORDER = "other_order"
    OTHER_MERCHANT = "other_merchant"
    PAID_BEFORE = "paid_before"
    PAID_AFTER = "paid_after"
    USER_PAYING = "user_paying"
    RECALL = "recall"
    NOT_THERE = "not_there"
    WRONG_DIGEST = "wrong_digest"


UNDONE = frozenset({Fault.LOST_REQUEST, Fault.SYSTEM_ERROR_UNDONE, Fault.BUSY, Fault.GARBAGE, Fault.NOT_THERE})
"""Faults with which a call has no effect."""


class NoticeFault(StrEnum):
    """What goes wrong with a notification.

    Attributes:
        TWICE: it is sent twice.
        AT_ONCE: it is sent twice at the same time.
        MISSING: it never comes.
        HELD: it waits until it is released; several are released in any order.
        FORGED: signed with another key.
        TAMPERED: one byte of its sealed part is another one.
        STALE: signed ten minutes ago.
        OTHER_AMOUNT, OTHER_ORDER, OTHER_MERCHANT: properly signed, about something else.
    """

    TWICE = "twice"
    AT_ONCE = "at_once"
    MISSING = "missing"
    HELD = "held"
    FORGED = "forged"
    TAMPERED = "tampered"
    STALE = "stale"
    OTHER_AMOUNT = "other_amount"
    OTHER_ORDER = "other_order"
    OTHER_MERCHANT = "other_merchant"


@dataclass(frozen=True, slots=True)
class _Laid:
    call: Call
    fault: Fault
    number: str | None


class Faults:
    """The switches. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._laid: list[_Laid] = []
        self._notices: list[NoticeFault] = []

    def lay(self, call: Call, *faults: Fault, number: str | None = None) -> None:
        """Let the next calls of this kind (about this order, if one is named) meet these faults, one each."""
        with self._lock:
            self._laid.extend(_Laid(call, fault, number) for fault in faults)

    def lay_notices(self, *faults: NoticeFault) -> None:
        """Let the next notifications meet these faults, one each."""
        with self._lock:
            self._notices.extend(faults)

    def next_of(self, call: Call, number: str | None = None) -> Fault | None:
        """Take the fault that this call has to meet."""
        with self._lock:
            for place, laid in enumerate(self._laid):
                if laid.call is call and laid.number in {None, number}:
                    del self._laid[place]
                    return laid.fault
        return None

    def next_notice(self) -> NoticeFault | None:
        """Take the fault that this notification has to meet."""
        with self._lock:
            return self._notices.pop(0) if self._notices else None

    def clear(self) -> None:
        """Take every fault away that did not go off."""
        with self._lock:
            self._laid.clear()
            self._notices.clear()
