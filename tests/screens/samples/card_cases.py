"""Samples of the list of all cases of one card."""

from __future__ import annotations

from datetime import UTC, date, timedelta

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.card_cases import present_card_cases
from offline_queue.wire.card_queries import CardAnswer
from offline_queue.wire.progress import ProgressAnswer
from screens.pages.card_cases import CardCasesPage
from tests.screens.samples import Sample
from tests.screens.samples.progress import NOW, sample_answer

STATES = (
    ("senior_allowance", ("delivered", "received", "accepted", "under_review")),
    ("public_rental_housing", ("delivered", "received", "correction_required")),
    ("resident_medical_enrol", ("delivered",)),
    ("disability_card_new", ("delivered", "received", "accepted", "approved")),
)


def sample_cases(count: int = len(STATES)) -> CardAnswer:
    """What the hall says of somebody with that many cases."""
    return CardAnswer(
        cases=tuple(_case(number, *STATES[number % len(STATES)]) for number in range(count)),
        more=count > len(STATES),
        hall_time=NOW.astimezone(UTC),
    )


def _case(number: int, item_id: str, states: tuple[str, ...]) -> ProgressAnswer:
    case = sample_answer(item_id, states)
    last = case.steps[-1].model_copy(update={"correction_due": date(2026, 12, 4)})
    steps = (*case.steps[:-1], last) if last.state == "correction_required" else case.steps
    serial = f"LS01-261124-{10000 + number}-X"
    return case.model_copy(update={"receipt_number": serial, "steps": steps})


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Some to be done, nothing to be done with the card still there, many."""

    def state(answer: CardAnswer, *, lying: bool = False) -> Sample:
        now = NOW + timedelta(minutes=1)
        return CardCasesPage, present_card_cases(
            texts, catalogue, answer, name_masked="张*兰", now=now, card_lying=lying
        )

    one = sample_cases(1)
    return {"usual": state(sample_cases()), "card-lying": state(one, lying=True), "many": state(sample_cases(20))}
