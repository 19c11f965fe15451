"""Where in a case the resident is: the head of every page of the application."""

from __future__ import annotations

from dataclasses import dataclass

from config.texts import Texts
from screens.components.step_header import StepHeaderSpec


@dataclass(frozen=True, slots=True)
class StepView:
    """The item in the resident's language and the step of how many; ``next_key`` names what comes next, or is empty."""

    item_name: str
    number: int
    count: int
    next_key: str = ""


def present_step(texts: Texts, step: StepView, title: str) -> StepHeaderSpec:
    """The head of a page for this step."""
    return StepHeaderSpec(
        title=title,
        caption=texts("step.caption", item=step.item_name, number=step.number, count=step.count),
        caption_short=texts("step.caption_short", number=step.number, count=step.count),
        next_step=texts("step.next", what=texts(step.next_key)) if step.next_key else "",
        step=step.number,
        of=step.count,
    )
