"""The page that leads to the card terminal."""

from __future__ import annotations

from enum import StrEnum

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.payment.bill import present_bill
from kiosk.present.payment.words import present_head
from offline_queue.wire.payments import Bill
from screens.pages.pay_card import PayCardState


class CardPhase(StrEnum):
    """What the card terminal does; the value is part of the text keys."""

    STARTING = "starting"
    WAITING = "waiting"
    """It waits for a card."""
    PIN = "pin"
    ASKING = "asking"
    """It asks the bank, or is being asked what became of it."""
    TAKE = "take"
    """The card is to be taken."""


class CardTrouble(StrEnum):
    """What went wrong; the value is part of the text keys."""

    DECLINED = "declined"
    LOST = "lost"
    """It does not answer any more: whether it was charged is not known."""


def present_pay_card(texts: Texts, bill: Bill, phase: CardPhase, *, trouble: CardTrouble | None = None) -> PayCardState:
    """The page for one moment; it can be left until the terminal has a card."""
    key = f"pay.card.{phase.value}"
    wrong = f"pay.card.{trouble.value}" if trouble is not None else ""
    return PayCardState(
        head=present_head(texts, "pay.card.title", bill.subject),
        bill=present_bill(texts, bill),
        picture_name=texts("pay.card.picture"),
        sentence=texts(key),
        hint=texts(f"{key}.hint"),
        moving=phase is CardPhase.WAITING,
        waiting=True,
        message=texts(wrong) if wrong else "",
        message_reason=texts(f"{wrong}.reason") if wrong else "",
        leave=texts("pay.leave") if phase in {CardPhase.STARTING, CardPhase.WAITING} else "",
        paging=present_paging(texts),
    )
