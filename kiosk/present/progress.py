"""What the progress page says. Wording: domain guide 6.4; reserved words only when the receiving system gave them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from config.domain.case_state import CaseState
from config.texts import Texts
from kiosk.present.follow_ups import amendment_lines, care_lines
from kiosk.present.paging import present_paging
from kiosk.withdrawal import Bar, Withdrawable
from offline_queue.wire.progress import AmendmentProgress, ProgressAnswer, ProgressStep, WithdrawalProgress
from screens.components.step_header import StepHeaderSpec
from screens.components.timeline import Moment, TimelineEntry
from screens.pages.progress import ProgressState

_ENDS = frozenset(
    {
        CaseState.CLOSED,
        CaseState.SERVED,
        CaseState.NOT_ACCEPTED,
        CaseState.REFUSED,
        CaseState.RETURNED,
        CaseState.WITHDRAWN,
        CaseState.EXPIRED,
    }
)
"""States after which nothing more is promised."""
_BEFORE_ACCEPTANCE = frozenset(
    {
        CaseState.QUEUED,
        CaseState.SENDING,
        CaseState.DELIVERED,
        CaseState.RECEIVED,
        CaseState.PRE_REVIEW,
        CaseState.CORRECTION_REQUIRED,
    }
)
_WITHDRAWALS = frozenset({"withdrawn", "with_department"})
PARAGRAPH_CHARACTERS = 90
_SENTENCE_ENDS = ("。", "！", "？", "；", ". ", "! ", "? ", "; ")
_MOMENTS = {"done": Moment.DONE, "now": Moment.NOW, "to_come": Moment.LATER}


@dataclass(frozen=True, slots=True)
class ProgressStepView:
    """One step, ready to read; ``aside``: it says nothing of how the case stands (a rating)."""

    label: str
    detail: str = field(repr=False)
    when: str
    state: Literal["done", "now", "to_come"]
    aside: bool = False


def describe_steps(texts: Texts, answer: ProgressAnswer, now: datetime) -> tuple[ProgressStepView, ...]:
    """The hall's steps in words, oldest first, and what comes next.

    Args:
        texts: in the language of the visit.
        answer: what the hall said.
        now: the present moment with the terminal's zone, in which times are told.

    "Accepted" is said only together with the acceptance document's number; a state that this program does not know is
    told as a change of state without a name.
    """
    views: list[ProgressStepView] = []
    later = _handed_in_later(answer)
    last = len(answer.steps) - 1
    for index, step in enumerate(answer.steps):
        while later and _asked_at(later[0]) < step.at:
            views.append(_follow_up(texts, later.pop(0), now, "done"))
        when = _time(texts, step.at, now)
        ended = _known(step.state) in _ENDS
        state: Literal["done", "now"] = "now" if index == last and not ended else "done"
        label, detail = _words(texts, step, now)
        if index == last and not answer.complete:
            detail = detail or texts("progress.incomplete")
        views.append(ProgressStepView(label, detail, when, state))
    current = _known(answer.steps[last].state) if answer.steps else None
    views += [_follow_up(texts, one, now, "done" if current in _ENDS else "now") for one in later]
    if current not in _ENDS:
        key = "progress.next.department" if current in _BEFORE_ACCEPTANCE else "progress.next.decision"
        views.append(ProgressStepView(texts(key), answer.receiving_office, texts("progress.later"), "to_come"))
    return tuple(views)


def _handed_in_later(answer: ProgressAnswer) -> list[WithdrawalProgress | AmendmentProgress]:
    """What came after the case, oldest first.

    That it was asked back is left out where its own steps say that it was withdrawn and nothing is the matter with it.
    """
    told = any(_known(step.state) is CaseState.WITHDRAWN for step in answer.steps)
    asked = answer.withdrawal
    withdrawals = [] if asked is None or (told and asked.care is None) else [asked]
    return sorted([*answer.amendments, *withdrawals], key=_asked_at)


def _asked_at(one: WithdrawalProgress | AmendmentProgress) -> datetime:
    return one.asked_at if isinstance(one, WithdrawalProgress) else one.received_at


def _follow_up(
    texts: Texts, one: WithdrawalProgress | AmendmentProgress, now: datetime, state: Literal["done", "now"]
) -> ProgressStepView:
    if isinstance(one, WithdrawalProgress):
        return _asked_back(texts, one, now, state)
    settled = one.told_at is not None or one.closed_at is not None
    lines = "\n".join(line for line in amendment_lines(texts, one, now) if line)
    label, when = texts("progress.follow_up.amendment"), _time(texts, one.received_at, now)
    return ProgressStepView(label, lines, when, "done" if settled else state, aside=True)


def _asked_back(
    texts: Texts, withdrawal: WithdrawalProgress, now: datetime, state: Literal["done", "now"]
) -> ProgressStepView:
    """In words; a state of it that this program does not know is left out."""
    lines = [texts(f"progress.withdrawal.{withdrawal.state}")] if withdrawal.state in _WITHDRAWALS else []
    if withdrawal.told_at is not None:
        at = withdrawal.told_at.astimezone(now.tzinfo)
        lines.append(texts("progress.withdrawal.told", month=at.month, day=at.day))
    lines += care_lines(texts, withdrawal, now)
    return ProgressStepView(
        texts("progress.withdrawal"),
        "\n".join(line for line in lines if line),
        _time(texts, withdrawal.asked_at, now),
        state,
    )


def _time(texts: Texts, moment: datetime, now: datetime) -> str:
    at = moment.astimezone(now.tzinfo)
    return texts("progress.time", month=at.month, day=at.day, clock=f"{at:%H:%M}")


def _known(state: str) -> CaseState | None:
    try:
        return CaseState(state)
    except ValueError:
        return None


def _words(texts: Texts, step: ProgressStep, now: datetime) -> tuple[str, str]:
    """The label of a step and its detail."""
    known, note = _known(step.state), step.note or ""
    if known is None:
        return texts("progress.unnamed"), note
    if known.needs_document_number:
        if not step.acceptance_doc_number:
            return texts("progress.unnamed"), note
        number = texts("progress.accepted.number", number=step.acceptance_doc_number)
        return texts("progress.accepted"), f"{number}\n{note}".strip()
    if known is CaseState.CORRECTION_REQUIRED:
        note = _correction(texts, step, now)
    return texts(f"case_state.{known.value}"), note


def _correction(texts: Texts, step: ProgressStep, now: datetime) -> str:
    """Everything that the department wants corrected, in its words, until when, and whether something came for it."""
    lines = [step.note or "", *(f"{number}. {one.text}" for number, one in enumerate(step.corrections, start=1))]
    due = step.correction_due
    if due is not None:
        lines.append(texts("progress.correction.due", month=due.month, day=due.day))
    if step.answered_at is not None:
        at = step.answered_at.astimezone(now.tzinfo)
        lines.append(texts("progress.correction.answered", month=at.month, day=at.day))
    return "\n".join(line for line in lines if line)


def present_progress(
    texts: Texts,
    *,
    item_name: str,
    receipt_number: str,
    case_number: str,
    steps: tuple[ProgressStepView, ...],
    live: bool,
    as_of: str,
    message: str | None,
    printer_ok: bool,
    is_complaint: bool = False,
    hotline: str = "",
    answer: str = "",
    withdrawal: Withdrawable | Bar | None = None,
    correctable: bool = False,
) -> ProgressState:
    """The page for one case or one complaint.

    Args:
        texts: in the language of the visit.
        item_name: the service item, or what a complaint is.
        receipt_number: as asked.
        case_number: as the receiving system gave it; empty before.
        steps: what ``describe_steps`` made, or what this terminal remembers itself.
        live: whether the receiving system said so just now.
        as_of: the time of that, ready to read.
        message: a sentence about something that went wrong, ready to read; or None.
        printer_ok: whether it can be printed.
        is_complaint: whether it is a complaint, a suggestion or an enquiry.
        hotline: whom else one may call about a complaint.
        answer: what staff answered to a complaint; empty: nothing that can be read here.
        withdrawal: whether it can be asked back, or why not; None: there is nothing to ask back.
        correctable: whether what the department asks for can be handed in now.
    """
    reached = [step for step in steps if step.state != "to_come" and not step.aside]
    standing = reached[-1] if reached else None
    facts = [(texts("progress.receipt_number"), receipt_number)]
    if case_number:
        facts.append((texts("progress.complaint.number" if is_complaint else "progress.case_number"), case_number))
    return ProgressState(
        head=StepHeaderSpec(item_name, texts("progress.caption")),
        standing=standing.label if standing else "",
        standing_detail=standing.detail if standing else "",
        facts=tuple(facts),
        steps=tuple(_entry(step) for step in steps),
        live=live,
        source=texts("progress.live" if live else "progress.local", time=as_of),
        note=texts("progress.complaint.note", hotline=hotline) if is_complaint else texts("progress.note"),
        message=message or "",
        print=texts("progress.print"),
        print_reason="" if printer_ok else texts("progress.print.no_printer"),
        done=texts("progress.done"),
        paging=present_paging(texts),
        answer_title=texts("progress.complaint.answer") if answer else "",
        answer=paragraphs(answer),
        correct=texts("progress.correct") if correctable else "",
        withdraw="" if withdrawal is None else texts("progress.withdraw"),
        withdraw_reason=texts(f"progress.withdraw.bar.{withdrawal.value}") if isinstance(withdrawal, Bar) else "",
    )


def paragraphs(text: str) -> tuple[str, ...]:
    """Cut a long text into pieces that fit on a page: at its lines, else after a sentence, else where one is full."""
    pieces = []
    for line in text.splitlines():
        rest = line.strip()
        while len(rest) > PARAGRAPH_CHARACTERS:
            ends = [rest.rfind(mark, 0, PARAGRAPH_CHARACTERS) for mark in _SENTENCE_ENDS]
            cut = max(ends) + 1 or rest.rfind(" ", 0, PARAGRAPH_CHARACTERS) + 1 or PARAGRAPH_CHARACTERS
            pieces.append(rest[:cut].strip())
            rest = rest[cut:].strip()
        pieces.append(rest)
    return tuple(piece for piece in pieces if piece)


def _entry(step: ProgressStepView) -> TimelineEntry:
    return TimelineEntry(_MOMENTS[step.state], step.label, step.detail, step.when)
