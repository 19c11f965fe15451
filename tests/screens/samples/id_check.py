"""Samples of the page on which the resident checks who was read."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.identity import Validity
from kiosk.present.id_check import CheckView, present_id_check
from offline_queue.wire.documents import CardType
from screens.pages.id_check import IdCheckPage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Read and lying, read and taken, expired, typed in."""
    step = sample_step(texts, catalogue, 3, "step.form")
    fits = CheckView(texts("id_check.age", years=70), texts("id_check.age_fits"), ok=True)
    short = CheckView(texts("id_check.age", years=70), texts("id_check.age_short"), ok=False)

    def state(
        card: CardType, validity: Validity, until: str, check: CheckView, *, lying: bool, manual: bool, whose: str = ""
    ) -> Sample:
        return IdCheckPage, present_id_check(
            texts,
            step,
            card_type=card,
            name_masked="张*",
            number_masked="610***********0016",
            validity=validity,
            valid_until=until,
            checks=(check,),
            card_lying=lying,
            manual=manual,
            whose=whose,
        )

    resident, foreign = CardType.RESIDENT_ID, CardType.FOREIGN_PERMANENT_ID
    return {
        "usual": state(resident, Validity.LONG_TERM, "", fits, lying=True, manual=False),
        "taken": state(resident, Validity.VALID, "2029-01-01", short, lying=False, manual=False),
        "expired": state(foreign, Validity.EXPIRED, "2024-05-01", fits, lying=True, manual=False),
        "typed": state(CardType.HMT_PERMIT, Validity.UNKNOWN, "", fits, lying=False, manual=True),
        "guardian": state(resident, Validity.LONG_TERM, "", fits, lying=True, manual=False, whose="guardian"),
        "ward": state(resident, Validity.UNKNOWN, "", fits, lying=False, manual=True, whose="ward"),
    }
