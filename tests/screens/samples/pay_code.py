"""Samples of the page with the payment code of this terminal."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.payment.code import CodePhase, present_pay_code
from screens.pages.pay_code import PayCodePage
from tests.screens.sample_bills import CODE, LONG_CODE, ORDER, sample_bill
from tests.screens.samples import Sample
from tests.screens.stage import sample_place


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Waiting, the longest code, a reduction, after its time, and a lost line."""
    half = sample_bill(texts, amount_fen=2_000, full_amount_fen=4_000, reduction="low_income")

    def state(
        phase: CodePhase, seconds: int, code: str = CODE, method: str = "wechat", *, reduced: bool = False
    ) -> Sample:
        return PayCodePage, present_pay_code(
            texts,
            half if reduced else sample_bill(texts),
            method,
            phase,
            code=code,
            order=ORDER,
            seconds=seconds,
            total=180,
            window=sample_place(texts.language).station,
            phone="029-00000001",
        )

    return {
        "waiting": state(CodePhase.WAITING, 170),
        "long": state(CodePhase.WAITING, 121, LONG_CODE, "unionpay_qr"),
        "reduced": state(CodePhase.WAITING, 170, reduced=True),
        "expired": state(CodePhase.ASKING, 0),
        "lost-offline": state(CodePhase.LOST, 62),
    }
