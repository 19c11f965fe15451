"""Samples of what has become of a payment."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.bill import present_bill
from kiosk.present.payment.result import ResultFacts, ResultView, present_pay_result
from kiosk.present.sealed import SlipView
from screens.pages.pay_result import PayResultPage
from tests.screens.sample_bills import ORDER, sample_bill
from tests.screens.samples import Sample
from tests.screens.stage import sample_place

NOT_KNOWN = frozenset({ResultView.ASKING, ResultView.UNKNOWN, ResultView.LOST, ResultView.MANUAL, ResultView.NOT_FOUND})


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Paid, not known, refused, going back, cash that stays, no line; each with something that happens to the slip."""
    bill = sample_bill(texts)

    def state(view: ResultView, slip: SlipView | None = None, *, in_case: bool = False) -> Sample:
        paid = view in {ResultView.PAID, ResultView.SETTLING}
        facts = ResultFacts(
            subject=bill.subject,
            payee=bill.payee,
            kind_name=present_bill(texts, bill).kind_name,
            amount_fen=bill.amount_fen,
            method="cash" if view.value.startswith("cash") else "wechat",
            order=ORDER,
            paid_at="10:33" if paid else "",
            document_number="6101000126000000123" if view is ResultView.PAID else "",
            is_book=in_case,
            refusal="no_money" if view is ResultView.REFUSED else "",
            inside_fen=3_000 if view is ResultView.CASH_SHORT else 0,
        )
        return PayResultPage, present_pay_result(
            texts,
            view,
            ResultFacts(order=ORDER) if view is ResultView.NOT_FOUND else facts,
            slip=slip,
            in_case=in_case,
            may_pay_again=view not in NOT_KNOWN,
            window=sample_place(texts.language).station,
            phone="029-00000001",
        )

    return {
        "paid": state(ResultView.PAID, SlipView.PRINTED, in_case=True),
        "unknown": state(ResultView.UNKNOWN, SlipView.TO_TAKE),
        "refused": state(ResultView.REFUSED, None),
        "going-back": state(ResultView.GOING_BACK, SlipView.PRINTING),
        "cash-short": state(ResultView.CASH_SHORT, SlipView.OUT_OF_PAPER),
        "lost-offline": state(ResultView.LOST, SlipView.PRINTED),
        "not-found": state(ResultView.NOT_FOUND),
    }
