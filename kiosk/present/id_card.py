"""What the page says that waits for the ID card, for each thing that the reader can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.components.step_header import StepHeaderSpec
from screens.pages.id_card import IdCardState, OtherWay


class CardPhase(StrEnum):
    """How far reading the card is, for the resident."""

    WAITING = "waiting"
    READING = "reading"
    LIFT_AND_REPLACE = "lift_and_replace"
    NOT_AN_ID_CARD = "not_an_id_card"
    UNKNOWN_CARD = "unknown_card"
    READ_FAILED = "read_failed"
    NO_READER = "no_reader"


@dataclass(frozen=True, slots=True)
class _Words:
    """Keys: the title, the sentence of the strip, its hint."""

    title: str
    sentence: str
    hint: str


_WORDS = {
    CardPhase.WAITING: _Words("id_card.place", "id_card.waiting", "id_card.waiting.hint"),
    CardPhase.READING: _Words("id_card.reading", "id_card.found", "id_card.reading.hint"),
    CardPhase.LIFT_AND_REPLACE: _Words("id_card.lift.not_verified", "id_card.lift.moved", "id_card.hint.try_again"),
    CardPhase.NOT_AN_ID_CARD: _Words("id_card.not_an_id_card", "id_card.waiting", "id_card.waiting.hint"),
    CardPhase.UNKNOWN_CARD: _Words("id_card.unknown", "id_card.waiting", "id_card.unknown.hint"),
    CardPhase.READ_FAILED: _Words("id_card.read_failed", "id_card.waiting", "id_card.read_failed.hint"),
    CardPhase.NO_READER: _Words("id_card.no_reader.title", "id_card.no_reader", "id_card.unknown.hint"),
}


def present_id_card(texts: Texts, step: StepView, phase: CardPhase, *, whose: str = "") -> IdCardState:
    """The page of an application for one phase; ``whose`` card it is, where two are read."""
    title = f"id_card.place.{whose}" if whose and phase is CardPhase.WAITING else _WORDS[phase].title
    head = present_step(texts, step, texts(title))
    manual = OtherWay(texts("id_card.manual"), texts("id_card.manual.sub"))
    staff = OtherWay(texts("id_card.staff"), texts("id_card.staff.sub"))
    return _page(texts, phase, head, manual, staff, texts("id_card.note"))


def present_card_for(texts: Texts, caption: str, phase: CardPhase, *, other: OtherWay | None, note: str) -> IdCardState:
    """The page where a card is wanted for a question to the hall.

    Args:
        texts: in the language of the visit.
        caption: what it is about, ready to read.
        phase: how far reading the card is.
        other: the way without the card; None: there is none, because the number counts only from the chip.
        note: what the number is used for, ready to read.
    """
    head = StepHeaderSpec(texts(_WORDS[phase].title), caption)
    staff = OtherWay(texts("id_card.for.staff"), texts("id_card.staff.sub"))
    return _page(texts, phase, head, other, staff, note)


def _page(
    texts: Texts, phase: CardPhase, head: StepHeaderSpec, manual: OtherWay | None, staff: OtherWay, note: str
) -> IdCardState:
    words = _WORDS[phase]
    missing = phase is CardPhase.NO_READER
    return IdCardState(
        head=head,
        picture=texts("id_card.picture"),
        on_reader=texts("id_card.on_reader"),
        moving=phase is not CardPhase.READING,
        sentence=texts(words.sentence),
        hint=texts(words.hint),
        waiting=not missing,
        missing=texts("id_card.no_reader") if missing else "",
        missing_why=texts("id_card.no_reader.why") if missing else "",
        other_ways=texts("id_card.other_ways"),
        manual=manual,
        staff=staff,
        note=note,
        paging=present_paging(texts),
    )
