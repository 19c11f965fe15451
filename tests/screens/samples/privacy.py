"""Samples of the privacy notice."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.acting import Acting
from kiosk.paper import PaperProgress
from kiosk.present.privacy import present_privacy
from screens.pages.privacy import PrivacyPage
from tests.screens.sample_case import allowance, sample_step
from tests.screens.samples import Sample
from tests.screens.stage import sample_place


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """With and without the optional consent, and where its print is."""
    found: dict[str, Sample] = {}
    for name, offered, given, paper in (
        ("usual", False, False, None),
        ("sms", True, False, None),
        ("sms-given", True, True, None),
        ("printing", False, False, PaperProgress.PRINTING),
        ("printed", True, False, PaperProgress.PRINTED),
        ("out-of-paper", True, True, PaperProgress.OUT_OF_PAPER),
        ("unknown", False, False, PaperProgress.UNKNOWN),
        ("failed", False, False, PaperProgress.FAILED),
    ):
        state = present_privacy(
            texts,
            catalogue,
            allowance(catalogue),
            sample_step(texts, catalogue, 2, "step.card"),
            language=texts.language,
            controller=sample_place(texts.language).station,
            contact_phone="029-00000001",
            ledger_months=12,
            sms_offered=offered,
            sms_consent=given,
            paper=paper,
        )
        found[name] = (PrivacyPage, state)
    for acting in (Acting.GUARDIAN, Acting.AGENT):
        state = present_privacy(
            texts,
            catalogue,
            allowance(catalogue),
            sample_step(texts, catalogue, 2, "step.card"),
            language=texts.language,
            controller=sample_place(texts.language).station,
            contact_phone="029-00000001",
            ledger_months=12,
            sms_offered=False,
            sms_consent=False,
            acting=acting,
        )
        found[acting.value] = (PrivacyPage, state)
    return found
