"""Samples of the page of notice and commitment."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.paper import PaperProgress
from kiosk.present.commitment import present_commitment
from screens.pages.commitment import CommitmentPage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """In place of a paper, in place of a check, and where its print is."""

    def state(item: str, paper: PaperProgress | None = None) -> Sample:
        terms = catalogue.item(ItemId(item)).commitment_terms
        assert terms is not None
        step = sample_step(texts, catalogue, 5, "step.materials")
        return CommitmentPage, present_commitment(texts, catalogue, terms, step, paper=paper)

    return {
        "usual": state("unemployment_registration"),
        "no-paper": state("public_place_hygiene_permit"),
        "printed": state("birth_registration_family", PaperProgress.PRINTED),
        "out-of-paper": state("remote_medical_filing", PaperProgress.OUT_OF_PAPER),
    }
