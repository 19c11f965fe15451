"""Samples of the question who acts."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.domain.code_sets import SubjectKind
from config.domain.identifiers import ItemId
from config.texts import Texts
from kiosk.acting import Acting, acting_ways
from kiosk.present.who import present_who
from screens.pages.who import WhoPage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """A person, a person where some ways are not taken, an organisation."""

    def state(item_id: str, subject: SubjectKind, chosen: Acting) -> Sample:
        item = catalogue.item(ItemId(item_id))
        step = sample_step(texts, catalogue, 2, "step.card")
        ways = acting_ways(item, subject)
        return WhoPage, present_who(texts, catalogue, item, step, ways=ways, chosen=chosen)

    personal, legal = SubjectKind.PERSONAL, SubjectKind.LEGAL
    return {
        "usual": state("resident_medical_enrol", personal, Acting.SELF),
        "adults-only": state("senior_allowance", personal, Acting.AGENT),
        "guardian-only": state("school_enrol_migrant", personal, Acting.GUARDIAN),
        "in-person": state("benefit_eligibility_check", personal, Acting.SELF),
        "organisation": state("food_business_permit", legal, Acting.LEGAL_REP),
    }
