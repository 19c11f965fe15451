"""Orders that have no end yet, as somebody sees them who comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import assert_never

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.payment.result import ResultView
from kiosk.present.payment.words import method_name, money, present_head
from screens.pages.pay_open import OpenOrderRow, OrderStanding, PayOpenState


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """One order.

    Attributes:
        key: tells which one was chosen.
        subject: what it pays; empty where that is not known any more.
        when: ready to read.
        view: what is known of it; ASKING while the hall is being asked.
    """

    key: str
    subject: str = field(repr=False)
    amount_fen: int
    method: str
    when: str
    view: ResultView


def present_pay_open(texts: Texts, orders: Sequence[OpenOrder], *, asking: bool, online: bool) -> PayOpenState:
    """The page with the orders, oldest first.

    Args:
        texts: in the language of the visit.
        orders: at least one.
        asking: whether the hall is being asked.
        online: whether it can be.
    """
    many = len(orders) > 1
    head = present_head(texts, "pay.open.title.many" if many else "pay.open.title", count=len(orders))
    reason = texts("pay.open.ask.busy") if asking else ""
    if not online:
        reason = texts("pay.open.ask.offline")
    return PayOpenState(
        head=head,
        warning=texts("pay.open.warning"),
        warning_reason=texts("pay.open.warning.reason"),
        orders=tuple(_row(texts, order) for order in orders),
        ask=texts("pay.open.ask" if many else "pay.open.ask.one"),
        ask_reason=reason,
        leave=texts("pay.open.leave"),
        paging=present_paging(texts),
    )


def _row(texts: Texts, order: OpenOrder) -> OpenOrderRow:
    method = method_name(texts, order.method)
    standing, key = _standing(order.view)
    return OpenOrderRow(
        key=order.key,
        subject=order.subject or method,
        sub=texts("pay.open.row", method=method, when=order.when),
        amount=money(texts, order.amount_fen),
        look=standing,
        standing=texts(f"pay.open.{key}"),
    )


def _standing(view: ResultView) -> tuple[OrderStanding, str]:
    match view:
        case ResultView.ASKING:
            return OrderStanding.ASKING, "asking"
        case ResultView.PAID | ResultView.SETTLING:
            return OrderStanding.PAID, "paid"
        case ResultView.NOT_PAID | ResultView.REFUSED | ResultView.CASH_NONE:
            return OrderStanding.NOT_PAID, "not_paid"
        case ResultView.GIVEN_BACK:
            return OrderStanding.NOT_PAID, "given_back"
        case ResultView.GOING_BACK:
            return OrderStanding.UNKNOWN, "going_back"
        case ResultView.UNKNOWN | ResultView.LOST | ResultView.MANUAL | ResultView.CASH_SHORT | ResultView.NOT_FOUND:
            return OrderStanding.UNKNOWN, "unknown"
        case _:
            assert_never(view)
