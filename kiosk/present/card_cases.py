"""What the page with all cases of one card says: what is to be done first. Wording: domain guide 6.4, 9."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from config.catalogue import Catalogue
from config.domain.case_state import CaseState
from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.progress import describe_steps
from offline_queue.wire.card_queries import CardAnswer
from offline_queue.wire.progress import ProgressAnswer
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.card_cases import CardCasesState, CaseRow


class Todo(StrEnum):
    """What the owner of a case has to do."""

    CORRECT = "correct"
    """The department asks for corrections, and nothing has come for it."""
    COLLECT = "collect"
    """There is a result."""


_RESULTS = frozenset({CaseState.APPROVED, CaseState.CLOSED})
_ICONS = {Todo.CORRECT: Icon.WARNING, Todo.COLLECT: Icon.CHECK_CIRCLE, None: Icon.DOC}


def todo_of(case: ProgressAnswer) -> Todo | None:
    """What is to be done about a case; a state that this program does not know asks for nothing."""
    if not case.steps:
        return None
    last = case.steps[-1]
    if last.state == CaseState.CORRECTION_REQUIRED and last.answered_at is None:
        return Todo.CORRECT
    return Todo.COLLECT if last.state in _RESULTS else None


def present_card_cases(
    texts: Texts, catalogue: Catalogue, answer: CardAnswer, *, name_masked: str, now: datetime, card_lying: bool
) -> CardCasesState:
    """The page.

    Args:
        texts: in the language of the visit.
        catalogue: names the items.
        answer: what the hall said just now.
        name_masked: whose card it is.
        now: the present moment with the terminal's zone, in which times are told.
        card_lying: whether the card is still on the reader.
    """
    ordered = sorted(answer.cases, key=lambda case: (todo_of(case) is None, todo_of(case) is Todo.COLLECT))
    rows = [(todo_of(case), _row(texts, catalogue, case, now)) for case in ordered]
    kinds = {kind for kind, _ in rows}
    at = answer.hall_time.astimezone(now.tzinfo)
    as_of = texts("progress.time", month=at.month, day=at.day, clock=f"{at:%H:%M}")
    return CardCasesState(
        head=StepHeaderSpec(texts("card_cases.title", name=name_masked), texts("progress.caption")),
        take_card=texts("card_cases.take_card") if card_lying else "",
        todo_heading=texts("card_cases.todo"),
        todo=tuple(row for kind, row in rows if kind is not None),
        bring="\n".join(texts(f"card_cases.bring.{kind.value}") for kind in Todo if kind in kinds),
        others_heading=texts("card_cases.others"),
        others=tuple(row for kind, row in rows if kind is None),
        more=texts("card_cases.more") if answer.more else "",
        source=texts("progress.live", time=as_of),
        done=texts("progress.done"),
        paging=present_paging(texts),
    )


def _row(texts: Texts, catalogue: Catalogue, case: ProgressAnswer, now: datetime) -> CaseRow:
    item = next((item for item in catalogue.items.values() if item.id == case.item_id), None)
    name = catalogue.item_common_name(item, texts.language) if item is not None else case.item_name
    todo = todo_of(case)
    reached = [step for step in describe_steps(texts, case, now) if step.state != "to_come" and not step.aside]
    sub = f"{reached[-1].label} · {reached[-1].when}" if reached else ""
    due = case.steps[-1].correction_due if case.steps else None
    if todo is Todo.CORRECT and due is not None:
        sub = texts("card_cases.correct_by", month=due.month, day=due.day)
    return CaseRow(case.receipt_number, _ICONS[todo], name, sub)
