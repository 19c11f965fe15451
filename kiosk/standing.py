"""What is known of a case or a complaint after a look-up, in words: for the page and for the slip. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.local_progress import describe_local, describe_waiting
from kiosk.present.complaint import complaint_name, describe_complaint
from kiosk.present.progress import ProgressStepView, describe_steps
from offline_queue.wire.entries import EntryKind

if TYPE_CHECKING:
    from config.catalogue import Catalogue
    from config.texts import Texts
    from kiosk.hall_client import Lookup


@dataclass(frozen=True, slots=True)
class Standing:
    """How something stands, ready to read.

    Attributes:
        name: the service item, or what a complaint is; empty where it is not known.
        number: as the receiving system gave it; empty before.
        steps: oldest first.
        heard_at: as of when the receiving system said so; None: it is what this terminal remembers itself.
        is_complaint: whether it is a complaint, a suggestion or an enquiry.
        answer: what staff answered to it; empty: nothing that can be read here.
    """

    name: str = ""
    number: str = ""
    steps: tuple[ProgressStepView, ...] = field(default=(), repr=False)
    heard_at: datetime | None = None
    is_complaint: bool = False
    answer: str = field(default="", repr=False)


def standing_of(texts: Texts, catalogue: Catalogue, lookup: Lookup, now: datetime) -> Standing:
    """Put a look-up into words.

    Args:
        texts: in the language of the visit.
        catalogue: names the service items.
        lookup: what the hall or this terminal said.
        now: the present moment with the terminal's zone, in which times are told.
    """
    answer, complaint, local = lookup.answer, lookup.complaint, lookup.local
    if answer is not None:
        name = _item_name(texts, catalogue, answer.item_id) or answer.item_name
        steps = _with(describe_steps(texts, answer, now), describe_waiting(texts, lookup.waiting, now))
        return Standing(name, answer.case_number, steps, answer.hall_time)
    if complaint is not None:
        steps = describe_complaint(texts, complaint, now)
        return Standing(
            complaint_name(texts, complaint),
            complaint.reference_number,
            steps,
            complaint.hall_time,
            is_complaint=True,
            answer=complaint.answer or "",
        )
    if local is not None:
        steps, number = describe_local(texts, local, now), local.case_number or ""
        if local.kind is EntryKind.COMPLAINT:
            return Standing(texts("progress.complaint.message"), number, steps, is_complaint=True)
        return Standing(_item_name(texts, catalogue, local.item_id), number, steps)
    return Standing()


def _with(steps: Sequence[ProgressStepView], more: Sequence[ProgressStepView]) -> tuple[ProgressStepView, ...]:
    """The steps with others before what is still to come."""
    reached = [step for step in steps if step.state != "to_come"]
    return (*reached, *more, *steps[len(reached) :])


def _item_name(texts: Texts, catalogue: Catalogue, item_id: str | None) -> str:
    for item in catalogue.items.values():
        if item.id == item_id:
            return catalogue.item_name(item, texts.language)
    return ""
