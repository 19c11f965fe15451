"""The page with the code for the resident's phone."""

from __future__ import annotations

from enum import StrEnum

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.pages.phone import PhoneState


class PhonePhase(StrEnum):
    """What is known of the link; the value is part of the text keys."""

    MAKING = "making"
    WAITING = "waiting"
    OPENED = "opened"
    FETCHING = "fetching"
    OVER = "over"
    """Its time has ended, or what came was of no use: another can be made."""
    NONE = "none"
    """The hall has no such pages, or cannot be asked."""


def present_phone(
    texts: Texts,
    step: StepView,
    phase: PhonePhase,
    *,
    name: str,
    code: str,
    seconds: int,
    total: int,
    message: str,
) -> PhoneState:
    """The page for one moment.

    Args:
        texts: in the language of the visit.
        step: where the resident is.
        phase: what is known.
        name: of the paper.
        code: what the code holds; shown while a picture can come.
        seconds: how long the link still leads somewhere.
        total: how long it did at the beginning.
        message: the text key of what went wrong; or empty.
    """
    usable = phase in {PhonePhase.WAITING, PhonePhase.OPENED} and bool(code)
    ended = phase in {PhonePhase.OVER, PhonePhase.NONE}
    minutes, rest = divmod(seconds, 60)
    live = texts(f"phone.live.{phase.value}")
    return PhoneState(
        head=present_step(texts, step, texts("phone.title", name=name)),
        code=code if usable else "",
        code_name=texts("phone.code_name"),
        instead=texts(message) if message else live,
        heading=texts("phone.heading"),
        hints=(texts("phone.hint"), texts("phone.hint.secret")),
        live=live,
        live_hint=texts(f"phone.live.{phase.value}.hint"),
        waiting=not ended,
        failed=ended,
        expiry=texts("phone.expiry", minutes=minutes, seconds=f"{rest:02d}") if usable else "",
        fraction=seconds / total if total else 0.0,
        note=texts("phone.note"),
        again=texts("phone.again") if ended and phase is PhonePhase.OVER else "",
        leave=texts("phone.leave"),
        paging=present_paging(texts),
    )
