"""What has become of a payment. Unknown is shown as unknown, never as failed or paid."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from config.texts import Texts
from kiosk.money import grouped, yuan
from kiosk.present.paging import present_paging
from kiosk.present.payment.words import method_name, money, present_head
from kiosk.present.sealed import BUSY, SlipView
from offline_queue.wire.payments import OrderState
from screens.pages.pay_result import PayAct, PayButton, PayResultState, ResultKind


class ResultView(StrEnum):
    """What is said; the value is part of the text keys."""

    ASKING = "asking"
    PAID = "paid"
    SETTLING = "settling"
    """The money is there; the bill is being settled."""
    NOT_PAID = "not_paid"
    REFUSED = "refused"
    """Closed, and the provider said why."""
    GIVEN_BACK = "given_back"
    GOING_BACK = "going_back"
    UNKNOWN = "unknown"
    LOST = "lost"
    """The line is lost."""
    MANUAL = "manual"
    CASH_SHORT = "cash_short"
    """Notes are in the box, and the bill is not paid."""
    CASH_NONE = "cash_none"
    NOT_FOUND = "not_found"
    """Of a number that was typed or scanned: no order of this terminal, and no slip's two numbers."""


def view_of(state: OrderState) -> ResultView:
    """What is said of an order in that state; while the payer can still pay nothing is known."""
    match state:
        case OrderState.SERVED:
            return ResultView.PAID
        case OrderState.PAID:
            return ResultView.SETTLING
        case OrderState.CLOSED:
            return ResultView.NOT_PAID
        case OrderState.REFUNDED:
            return ResultView.GIVEN_BACK
        case OrderState.REFUNDING | OrderState.SERVE_FAILED:
            return ResultView.GOING_BACK
        case OrderState.MANUAL:
            return ResultView.MANUAL
        case _:
            return ResultView.UNKNOWN


_KINDS = {
    ResultView.ASKING: ResultKind.ASKING,
    ResultView.PAID: ResultKind.PAID,
    ResultView.SETTLING: ResultKind.PAID,
    ResultView.NOT_PAID: ResultKind.NOT_PAID,
    ResultView.REFUSED: ResultKind.NOT_PAID,
    ResultView.CASH_NONE: ResultKind.NOT_PAID,
    ResultView.GIVEN_BACK: ResultKind.GIVEN_BACK,
    ResultView.GOING_BACK: ResultKind.GOING_BACK,
}
_SAID_REFUSALS = frozenset({"code_invalid", "no_money"})
_NOT_PRINTED = frozenset({SlipView.OUT_OF_PAPER, SlipView.FAILED})
_CAN_PRINT = frozenset({SlipView.PRINTED, SlipView.RETRACTED, SlipView.UNKNOWN, *_NOT_PRINTED})


@dataclass(frozen=True, slots=True)
class ResultFacts:
    """What the page names, as far as it is known; nothing of the payer but what the platform masks.

    Attributes:
        paid_at: ready to read.
        document_number: of the electronic payment book, or of the hall's own record.
        is_book: whether that is a payment book.
        refusal: the provider's kind of refusal.
        inside_fen: of cash, what is in the box.
    """

    subject: str = field(default="", repr=False)
    payee: str = ""
    kind_name: str = ""
    amount_fen: int = 0
    method: str = ""
    order: str = ""
    paid_at: str = ""
    document_number: str = ""
    is_book: bool = False
    refusal: str = ""
    inside_fen: int = 0


def present_pay_result(
    texts: Texts,
    view: ResultView,
    facts: ResultFacts,
    *,
    slip: SlipView | None,
    in_case: bool,
    may_pay_again: bool,
    asking: bool = False,
    window: str,
    phone: str,
) -> PayResultState:
    """The page for one moment.

    Args:
        texts: in the language of the visit.
        view: what is said.
        facts: what is named.
        slip: what is known of the slip; None: none is printed.
        in_case: whether the resident goes on with a case afterwards.
        may_pay_again: whether another way to pay is offered; never while nothing is known.
        asking: whether the hall is being asked once more.
        window: where to ask.
        phone: whom to call.
    """
    kind = _KINDS.get(view, ResultKind.UNKNOWN)
    sentence, title = f"pay.result.{view.value}", f"pay.result.{view.value}.title"
    why = f"{sentence}.why"
    if view is ResultView.REFUSED:
        refusal = facts.refusal if facts.refusal in _SAID_REFUSALS else "other"
        sentence, why = f"pay.result.refused.{refusal}", "pay.result.not_paid.why"
    values = {"window": window, "phone": phone, "inside": yuan(facts.inside_fen)}
    primary, secondary = _buttons(texts, kind, view, in_case=in_case, again=may_pay_again, asking=asking, slip=slip)
    paid = kind is ResultKind.PAID
    document = texts("pay.result.not_receipt.document")
    again = "pay.result.print" if slip in _NOT_PRINTED else "pay.result.reprint"
    return PayResultState(
        kind=kind,
        head=present_head(texts, title, facts.subject),
        sentence=texts(sentence, **values),
        why=texts(why, **values),
        amount_name=texts("pay.result.amount.paid" if paid else "pay.result.amount"),
        amount=money(texts, facts.amount_fen) if facts.amount_fen else "",
        order_name=texts("pay.result.order"),
        order=grouped(facts.order),
        facts=_facts(texts, facts, paid=paid),
        not_receipt=(document if facts.is_book else texts("pay.result.not_receipt")) if paid else "",
        slip_name=texts("pay.result.slip"),
        slip_status=texts(f"pay.result.slip.{slip.value}") if slip is not None else "",
        slip_busy=slip in BUSY,
        print=texts(again) if slip in _CAN_PRINT else "",
        primary=primary,
        secondary=secondary,
        paging=present_paging(texts),
    )


def _facts(texts: Texts, facts: ResultFacts, *, paid: bool) -> tuple[tuple[str, str], ...]:
    """What is known, the most important first: beside the slip, which has all of it, only these are repeated.

    Of cash that has paid, what is in the box is the amount itself: the document's number has its place.
    """
    document = "pay.bill.document" if facts.is_book else "pay.bill.document.record"
    known = (
        ("pay.result.amount.inside", money(texts, facts.inside_fen) if facts.inside_fen and not paid else ""),
        ("pay.bill.subject", facts.subject),
        ("pay.bill.payee", facts.payee),
        (document, facts.document_number),
        ("slip.pay.kind", facts.kind_name),
        ("pay.bill.method", method_name(texts, facts.method) if facts.method else ""),
        ("pay.result.time", facts.paid_at),
    )
    return tuple((texts(key), value) for key, value in known if value)


def _buttons(
    texts: Texts, kind: ResultKind, view: ResultView, *, in_case: bool, again: bool, asking: bool, slip: SlipView | None
) -> tuple[PayButton, PayButton | None]:
    wait = texts("pay.result.wait_slip") if slip in BUSY else ""
    done = PayButton(PayAct.DONE, texts("pay.result.done.case" if in_case else "pay.result.done"), wait)
    ask = PayButton(PayAct.ASK, texts("pay.result.ask"), texts("pay.result.ask.busy") if asking else "")
    staff = PayButton(PayAct.STAFF, texts("pay.result.staff"))
    match kind:
        case ResultKind.ASKING:
            return PayButton(PayAct.ASK, texts("pay.result.ask"), texts("pay.result.ask.busy")), None
        case ResultKind.PAID:
            return done, None
        case ResultKind.NOT_PAID | ResultKind.GIVEN_BACK:
            if again:
                return PayButton(PayAct.OTHER, texts("pay.result.other")), done
            return done, staff
        case _:
            if view in {ResultView.MANUAL, ResultView.CASH_SHORT, ResultView.GOING_BACK, ResultView.NOT_FOUND}:
                return done, staff
            return ask, done
