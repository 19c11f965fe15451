"""Where a resident is while paying, and what leads on. Pure.

No way leads from a state in which an order is open to one in which another could be made: only an order that is known
to be closed does.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class PayState(StrEnum):
    """Where the resident is."""

    OPEN = "open"
    """Orders of earlier visits have no end yet."""
    NUMBER = "number"
    ASKING = "asking"
    """The hall is asked what is to be paid."""
    BILLS = "bills"
    METHOD = "method"
    CHECK = "check"
    """Amount and payee first."""
    CODE = "code"
    SCAN = "scan"
    CASH = "cash"
    CARD = "card"
    RESULT = "result"
    OFFLINE = "offline"
    FAILED = "failed"
    NOTHING = "nothing"
    NO_METHOD = "no_method"


class PayEvent(StrEnum):
    """What happened."""

    NUMBER_GIVEN = "number_given"
    ORDER_GIVEN = "order_given"
    """A number that is an order's: what is known of it is shown."""
    OPEN_LEFT = "open_left"
    OPEN_CHOSEN = "open_chosen"
    FOUND = "found"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    UNANSWERED = "unanswered"
    NOTHING_DUE = "nothing_due"
    NO_WAY = "no_way"
    RETRY = "retry"
    NUMBER_CHOSEN = "number_chosen"
    BILL_CHOSEN = "bill_chosen"
    METHOD_CHOSEN = "method_chosen"
    CODE_WANTED = "code_wanted"
    SCAN_WANTED = "scan_wanted"
    CASH_WANTED = "cash_wanted"
    CARD_WANTED = "card_wanted"
    OTHER = "other"
    """Another way to pay; nothing is open."""
    BILL_CHANGED = "bill_changed"
    ENDED = "ended"
    """What became of the order is known, or is known not to be known."""
    BACK = "back"


_S, _E = PayState, PayEvent
PAY_TABLE: Mapping[tuple[PayState, PayEvent], PayState] = {
    (_S.OPEN, _E.OPEN_LEFT): _S.NUMBER,
    (_S.OPEN, _E.OPEN_CHOSEN): _S.RESULT,
    (_S.NUMBER, _E.NUMBER_GIVEN): _S.ASKING,
    (_S.NUMBER, _E.ORDER_GIVEN): _S.RESULT,
    (_S.NUMBER, _E.UNREACHABLE): _S.OFFLINE,
    (_S.ASKING, _E.FOUND): _S.BILLS,
    (_S.ASKING, _E.NOT_FOUND): _S.NUMBER,
    (_S.ASKING, _E.UNREACHABLE): _S.OFFLINE,
    (_S.ASKING, _E.UNANSWERED): _S.FAILED,
    (_S.ASKING, _E.NOTHING_DUE): _S.NOTHING,
    (_S.ASKING, _E.NO_WAY): _S.NO_METHOD,
    (_S.FAILED, _E.RETRY): _S.ASKING,
    (_S.BILLS, _E.BILL_CHOSEN): _S.METHOD,
    (_S.BILLS, _E.OPEN_CHOSEN): _S.RESULT,
    (_S.BILLS, _E.RETRY): _S.ASKING,
    (_S.BILLS, _E.NUMBER_CHOSEN): _S.NUMBER,
    (_S.METHOD, _E.METHOD_CHOSEN): _S.CHECK,
    (_S.METHOD, _E.BACK): _S.BILLS,
    (_S.CHECK, _E.OTHER): _S.METHOD,
    (_S.CHECK, _E.BACK): _S.METHOD,
    (_S.CHECK, _E.CODE_WANTED): _S.CODE,
    (_S.CHECK, _E.SCAN_WANTED): _S.SCAN,
    (_S.CHECK, _E.CASH_WANTED): _S.CASH,
    (_S.CHECK, _E.CARD_WANTED): _S.CARD,
    (_S.CODE, _E.ENDED): _S.RESULT,
    (_S.CODE, _E.BILL_CHANGED): _S.ASKING,
    (_S.CODE, _E.UNANSWERED): _S.FAILED,
    (_S.SCAN, _E.ENDED): _S.RESULT,
    (_S.SCAN, _E.OTHER): _S.METHOD,
    (_S.SCAN, _E.BACK): _S.METHOD,
    (_S.SCAN, _E.BILL_CHANGED): _S.ASKING,
    (_S.SCAN, _E.UNANSWERED): _S.FAILED,
    (_S.CASH, _E.ENDED): _S.RESULT,
    (_S.CASH, _E.OTHER): _S.METHOD,
    (_S.CASH, _E.BACK): _S.METHOD,
    (_S.CASH, _E.BILL_CHANGED): _S.ASKING,
    (_S.CASH, _E.UNANSWERED): _S.FAILED,
    (_S.CARD, _E.ENDED): _S.RESULT,
    (_S.CARD, _E.BILL_CHANGED): _S.ASKING,
    (_S.CARD, _E.UNANSWERED): _S.FAILED,
    (_S.RESULT, _E.OTHER): _S.METHOD,
}
