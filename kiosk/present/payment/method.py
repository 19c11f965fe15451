"""How a bill can be paid here, and the look at amount and payee before it is."""

from __future__ import annotations

from collections.abc import Sequence

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.payment.bill import present_bill
from kiosk.present.payment.words import PAYMENT_CODE, method_icon, method_name, present_head
from offline_queue.wire.payments import CARD, CASH, Bill, MethodOffer
from screens.pages.pay_check import PayCheckState
from screens.pages.pay_method import MethodRow, PayMethodState


def present_pay_method(
    texts: Texts,
    bill: Bill,
    offers: Sequence[MethodOffer],
    *,
    reads_codes: bool = False,
    cash: bool | None = None,
    card: bool | None = None,
) -> PayMethodState:
    """The page where a way to pay is chosen; codes of this terminal come first (payments sheet, 1.5).

    Args:
        texts: in the language of the visit.
        bill: what is paid.
        offers: what the hall offers.
        reads_codes: whether a scanner or camera can read a payment code.
        cash: whether the validator takes money now; None: there is none, cash is not named.
        card: the same of the card terminal.
    """
    rows = [
        MethodRow(offer.method, method_name(texts, offer.method), texts("pay.way.scan_here"), method_icon(offer.method))
        for offer in offers
        if offer.shows_code
    ]
    if reads_codes and any(offer.takes_code for offer in offers):
        rows.append(_row(texts, PAYMENT_CODE, "pay.way.show_code"))
    named = {offer.method for offer in offers}
    for method, usable in ((CARD, card), (CASH, cash)):
        if method in named and usable is not None:
            rows.append(_row(texts, method, f"pay.way.{method}" if usable else f"pay.way.{method}_gone", usable=usable))
    return PayMethodState(
        head=present_head(texts, "pay.method_page.title", bill.subject),
        bill=present_bill(texts, bill),
        heading=texts("pay.method_page.heading"),
        methods=tuple(rows),
        note=texts("pay.method_page.note"),
        leave=texts("pay.leave"),
        paging=present_paging(texts),
    )


def _row(texts: Texts, method: str, sub: str, *, usable: bool = True) -> MethodRow:
    return MethodRow(method, method_name(texts, method), texts(sub), method_icon(method), enabled=usable)


_PRIMARY = {PAYMENT_CODE: "payment_code", CASH: "cash", CARD: "card"}


def present_pay_check(texts: Texts, bill: Bill, method: str, *, may_exceed: bool = False) -> PayCheckState:
    """The page that shows amount and payee first.

    Args:
        texts: in the language of the visit.
        bill: what is paid.
        method: as chosen on the page before.
        may_exceed: of cash, whether a note may lead over the amount.
    """
    way = _PRIMARY.get(method, "code")
    sub = {"code": "scan_here", "payment_code": "show_code"}.get(way, way)
    warning, reason = texts("pay.check.once"), texts("pay.check.once.reason")
    if method == CASH:
        warning = texts("pay.cash.rule")
        reason = texts("pay.cash.rule.exceed" if may_exceed else "pay.cash.rule.exact")
    return PayCheckState(
        head=present_head(texts, "pay.check.title", bill.subject),
        bill=present_bill(texts, bill),
        method=method_name(texts, method),
        method_sub=texts(f"pay.way.{sub}"),
        method_icon=method_icon(method),
        warning=warning,
        warning_reason=reason,
        primary=texts(f"pay.check.primary.{way}"),
        other=texts("pay.other"),
        paging=present_paging(texts),
    )
