"""The page with the code that the payer's phone reads."""

from __future__ import annotations

from enum import StrEnum

from config.texts import Texts
from kiosk.money import grouped
from kiosk.present.paging import present_paging
from kiosk.present.payment.bill import present_bill
from kiosk.present.payment.words import brands, present_head
from offline_queue.wire.payments import Bill
from screens.pages.pay_code import PayCodeState


class CodePhase(StrEnum):
    """What is known of the payment; the value is part of the text keys."""

    MAKING = "making"
    """There is no code yet."""
    WAITING = "waiting"
    ASKING = "asking"
    """The payer says that it is paid, or the code is over: the hall is asked."""
    CLOSING = "closing"
    """The payer does not want to pay: whether nothing was paid is being made sure."""
    LOST = "lost"
    """The line is lost: nothing is known."""


def present_pay_code(
    texts: Texts,
    bill: Bill,
    method: str,
    phase: CodePhase,
    *,
    code: str,
    order: str,
    seconds: int,
    total: int,
    window: str,
    phone: str,
) -> PayCodeState:
    """The page for one moment.

    Args:
        texts: in the language of the visit.
        bill: what is paid.
        method: whose code it is.
        phase: what is known.
        code: what the code holds; it is shown while it can be paid with and the line is there.
        order: the order's number; empty before there is one.
        seconds: how long the code still holds, of ``total``.
        total: how long it held at the beginning.
        window: where to ask.
        phone: whom to call.
    """
    number, live = grouped(order), f"pay.code.live.{phase.value}"
    payable = phase is CodePhase.WAITING and seconds > 0
    lost = phase is CodePhase.LOST
    if lost:
        warning = texts("pay.code.lost")
        reason = texts("pay.code.lost.reason", window=window, order=number, phone=phone)
    else:
        warning, reason = texts("pay.code.warning"), texts("pay.code.warning.reason", order=number)
    busy = phase in {CodePhase.MAKING, CodePhase.ASKING, CodePhase.CLOSING}
    return PayCodeState(
        head=present_head(texts, "pay.code.title", bill.subject),
        bill=present_bill(texts, bill),
        code=code if payable else "",
        code_name=texts("pay.code.name"),
        heading=texts("pay.code.heading"),
        brands=brands(texts, method),
        hint=texts("pay.code.hint"),
        bright=texts("pay.code.bright"),
        seconds=seconds,
        total=total,
        expiry=_expiry(texts, seconds) if payable else _instead(texts, phase, seconds),
        live=texts(live),
        live_hint=texts(f"{live}.hint"),
        waiting=not lost,
        warning=warning,
        warning_reason=reason,
        lost=lost,
        ask=texts("pay.code.ask"),
        ask_reason=texts("pay.code.ask.busy") if busy else "",
        leave=texts("pay.leave") if phase in {CodePhase.WAITING, CodePhase.MAKING} else "",
        paging=present_paging(texts),
    )


def _expiry(texts: Texts, seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return texts("pay.code.expiry.seconds", seconds=rest)
    return texts("pay.code.expiry", minutes=minutes, seconds=rest)


def _instead(texts: Texts, phase: CodePhase, seconds: int) -> str:
    """What stands where the code was."""
    if phase is CodePhase.WAITING or (phase is CodePhase.ASKING and not seconds):
        return texts("pay.code.expired")
    return texts(f"pay.code.instead.{phase.value}")
