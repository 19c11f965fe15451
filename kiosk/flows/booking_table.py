"""An appointment, a ticket, taking an appointment back: every state and what leads from one to the next. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class BookingStep(StrEnum):
    """Where the resident is."""

    CHOOSING = "choosing"
    DEPARTMENT = "department"
    ITEM = "item"
    ASKING = "asking"
    """The hall is asked for times, for own appointments, for a place in the line, or to take one back."""
    FAILED = "failed"
    DAY = "day"
    TIME = "time"
    CARD = "card"
    CHECK = "check"
    """Everything once more, before it is booked."""
    BOOKED = "booked"
    TICKET = "ticket"
    MINE = "mine"
    """The person's own appointments."""
    CANCEL = "cancel"
    CANCELLED = "cancelled"


class BookingEvent(StrEnum):
    """What leads on."""

    BOOK = "book"
    MINE_WANTED = "mine_wanted"
    DEPARTMENT_CHOSEN = "department_chosen"
    ITEM_CHOSEN = "item_chosen"
    SLOTS_TOLD = "slots_told"
    DRAWN = "drawn"
    NOT_TOLD = "not_told"
    DAY_CHOSEN = "day_chosen"
    TIME_CHOSEN = "time_chosen"
    CARD_READ = "card_read"
    CARD_FOR_MINE = "card_for_mine"
    CONFIRMED = "confirmed"
    MADE = "made"
    MINE_TOLD = "mine_told"
    ONE_CHOSEN = "one_chosen"
    TAKEN_BACK = "taken_back"
    SENT = "sent"
    """The same question to the hall once more."""
    OTHER_TIME = "other_time"
    BACK = "back"


_S, _E = BookingStep, BookingEvent
BOOKING_TABLE: Mapping[tuple[BookingStep, BookingEvent], BookingStep] = {
    (_S.CHOOSING, _E.BOOK): _S.DEPARTMENT,
    (_S.CHOOSING, _E.MINE_WANTED): _S.CARD,
    (_S.DEPARTMENT, _E.DEPARTMENT_CHOSEN): _S.ITEM,
    (_S.DEPARTMENT, _E.BACK): _S.CHOOSING,
    (_S.ITEM, _E.ITEM_CHOSEN): _S.ASKING,
    (_S.ITEM, _E.BACK): _S.DEPARTMENT,
    (_S.ASKING, _E.SLOTS_TOLD): _S.DAY,
    (_S.ASKING, _E.DRAWN): _S.TICKET,
    (_S.ASKING, _E.MADE): _S.BOOKED,
    (_S.ASKING, _E.MINE_TOLD): _S.MINE,
    (_S.ASKING, _E.TAKEN_BACK): _S.CANCELLED,
    (_S.ASKING, _E.NOT_TOLD): _S.FAILED,
    (_S.FAILED, _E.SENT): _S.ASKING,
    (_S.FAILED, _E.OTHER_TIME): _S.ASKING,
    (_S.FAILED, _E.BACK): _S.CHOOSING,
    (_S.DAY, _E.DAY_CHOSEN): _S.TIME,
    (_S.DAY, _E.BACK): _S.ITEM,
    (_S.TIME, _E.TIME_CHOSEN): _S.CARD,
    (_S.TIME, _E.BACK): _S.DAY,
    (_S.CARD, _E.CARD_READ): _S.CHECK,
    (_S.CARD, _E.CARD_FOR_MINE): _S.ASKING,
    (_S.CARD, _E.BACK): _S.CHOOSING,
    (_S.CHECK, _E.CONFIRMED): _S.ASKING,
    (_S.CHECK, _E.BACK): _S.TIME,
    (_S.MINE, _E.ONE_CHOSEN): _S.CANCEL,
    (_S.MINE, _E.BACK): _S.CHOOSING,
    (_S.CANCEL, _E.CONFIRMED): _S.ASKING,
    (_S.CANCEL, _E.BACK): _S.MINE,
}
