"""Samples of the page after sealing."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.correction import present_amendment_kept
from kiosk.present.opinion import present_opinion_kept
from kiosk.present.sealed import SlipView, present_sealed
from kiosk.present.step_view import StepView
from kiosk.present.withdraw import present_withdrawal_kept
from screens.pages.sealed import SealedPage
from tests.screens.sample_case import allowance, sample_step
from tests.screens.samples import Sample
from tests.screens.stage import sample_place

RECEIPT = "LS01-261124-10037-X"


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Waiting, delivered, and each thing that can happen to the slip."""
    step = sample_step(texts, catalogue, 7)

    def state(slip: SlipView, *, delivered: bool = False, online: bool = False) -> Sample:
        return SealedPage, present_sealed(
            texts,
            step,
            receipt_number=RECEIPT,
            lookup_code="740218",
            delivered=delivered,
            case_number="MZ-2026-118842" if delivered else "",
            online=online,
            slip=slip,
            sealed_at="10:31",
            latest_day=texts("sealed.day", month=11, day=27),
            window=sample_place(texts.language).station,
            phone="029-00000001",
        )

    def opinion(slip: SlipView, *, online: bool) -> Sample:
        return SealedPage, present_opinion_kept(
            texts,
            StepView(texts("opinion.complaint"), 3, 3),
            receipt_number=RECEIPT,
            lookup_code="740218",
            online=online,
            slip=slip,
            kept_at="10:31",
            phone="029-00000001",
        )

    def withdrawal(slip: SlipView, *, online: bool) -> Sample:
        return SealedPage, present_withdrawal_kept(
            texts,
            item_name=catalogue.item_common_name(allowance(catalogue), texts.language),
            receipt_number=RECEIPT,
            online=online,
            slip=slip,
            kept_at="10:31",
            phone="029-00000001",
        )

    def amendment(slip: SlipView, *, online: bool) -> Sample:
        return SealedPage, present_amendment_kept(
            texts,
            item_name=catalogue.item_common_name(allowance(catalogue), texts.language),
            receipt_number=RECEIPT,
            online=online,
            slip=slip,
            kept_at="10:31",
            phone="029-00000001",
        )

    return {
        "usual-offline": state(SlipView.PRINTED),
        "delivered": state(SlipView.PRINTED, delivered=True, online=True),
        "printing": state(SlipView.PRINTING, online=True),
        "out-of-paper-offline": state(SlipView.OUT_OF_PAPER),
        "unknown": state(SlipView.UNKNOWN, online=True),
        "opinion-offline": opinion(SlipView.PRINTED, online=False),
        "opinion-no-printer": opinion(SlipView.NO_PRINTER, online=True),
        "withdrawal-offline": withdrawal(SlipView.PRINTED, online=False),
        "withdrawal-no-printer": withdrawal(SlipView.NO_PRINTER, online=True),
        "amendment-offline": amendment(SlipView.PRINTED, online=False),
        "amendment-no-printer": amendment(SlipView.NO_PRINTER, online=True),
        "no-printer": state(SlipView.NO_PRINTER, delivered=True, online=True),
    }
