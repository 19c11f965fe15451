"""What the staff's pages of the hand-over say: which stick, how far, and what is on it now and what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.sticks import Stick, StickFault
from offline_queue.handover import HandedOver
from screens.components.banner import BannerKind, BannerSpec
from screens.components.button import ButtonSpec
from screens.components.choice import ChoiceSpec
from screens.components.fact import FactSpec
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.pages.notice import NoticeState
from screens.pages.staff_list import StaffListState

MIB = 1024 * 1024
SHOWN_DAMAGED = 3
"""Entries that are named; more are counted."""
SHORT_ID = 8


def present_sticks(
    texts: Texts, sticks: Sequence[Stick] | None, chosen: Stick | None, *, waiting: int | None
) -> StaffListState:
    """The choice of a stick.

    Args:
        texts: in the language of the visit.
        sticks: those that are plugged in; None: not known yet.
        chosen: the one that would be written.
        waiting: how many entries wait; None: not known yet.
    """
    banners = []
    if waiting is not None:
        kind = BannerKind.PLAIN if waiting else BannerKind.GOOD
        key = "staff_stick.waiting" if waiting else "staff_stick.nothing"
        banners.append(BannerSpec(kind, texts(key, count=waiting), texts(f"{key}.why")))
    if sticks is not None and not sticks and waiting != 0:
        banners.append(BannerSpec(BannerKind.WARN, texts("staff_stick.none"), texts("staff_stick.none.why")))
    if not sticks:
        missing = texts("staff_stick.none" if sticks is not None else "staff_stick.looking")
    elif chosen is None:
        missing = texts("staff_stick.choose")
    else:
        missing = texts("staff_stick.read_only") if chosen.read_only else ""
    if not waiting:
        missing = texts("staff_stick.nothing" if waiting == 0 else "staff_stick.looking", count=0)
    return StaffListState(
        head=StepHeaderSpec(texts("staff_stick.title"), texts("staff.title")),
        banners=tuple(banners),
        paging=present_paging(texts),
        heading=texts("staff_stick.heading") if sticks else "",
        choices=tuple((str(one.folder), _choice(texts, one, selected=one is chosen)) for one in sticks or ()),
        notes=(texts("staff_stick.once"), texts("staff_stick.sealed")),
        primary=ButtonSpec(texts("staff_stick.write"), enabled=not missing, reason=missing),
    )


def _choice(texts: Texts, stick: Stick, *, selected: bool) -> ChoiceSpec:
    said = [texts("staff_stick.free", mib=stick.free_bytes // MIB)]
    if stick.read_only:
        said.append(texts("staff_stick.read_only"))
    if stick.bundles:
        said.append(texts("staff_stick.bundles", count=stick.bundles))
    return ChoiceSpec(stick.name, texts("staff_stick.and").join(said), selected=selected, enabled=not stick.read_only)


def present_writing(texts: Texts, written: int, total: int) -> NoticeState:
    """The stick is being written."""
    sentence = texts("staff_stick.writing.progress", number=written + 1, count=total) if total else ""
    card = StateCardSpec(
        StateKind.LOADING, texts("staff_stick.writing"), "\n".join(filter(None, (sentence, texts("staff_stick.stay"))))
    )
    return NoticeState(StepHeaderSpec(texts("staff_stick.title"), texts("staff.title")), card)


def present_fault(texts: Texts, fault: StickFault) -> NoticeState:
    """What went wrong and what to do about it."""
    head = StepHeaderSpec(texts("staff_stick.title"), texts("staff.title"))
    why = "\n".join((texts(f"stick.cure.{fault.value}"), texts("stick.as_before")))
    card = StateCardSpec(StateKind.ERROR, texts(f"stick.fault.{fault.value}"), why)
    return NoticeState(head, card, texts("staff_stick.again"), texts("staff_stick.back"))


def present_done(texts: Texts, told: HandedOver) -> StaffListState:
    """What is on the stick, what stayed behind, and what to do next."""
    banners, facts, notes = [], [], []
    if told.bundle is None:
        banners.append(BannerSpec(BannerKind.PLAIN, texts("staff_stick.empty")))
    else:
        sentence = texts("staff_stick.done", count=len(told.entries))
        banners.append(BannerSpec(BannerKind.GOOD, sentence, texts("staff_stick.done.next")))
        mib = max(1, round(told.size_bytes / MIB))
        facts.append(FactSpec(texts("staff_stick.done.folder"), told.bundle))
        facts.append(FactSpec(texts("staff_stick.done.size"), texts("staff_stick.done.size.mib", mib=mib)))
        notes.append(texts("staff_stick.done.once"))
    if told.damaged:
        named = texts("staff_stick.and").join(entry_id[:SHORT_ID] for entry_id in told.damaged[:SHOWN_DAMAGED])
        why = texts("staff_stick.damaged.why", named=named)
        banners.append(BannerSpec(BannerKind.WARN, texts("staff_stick.damaged", count=len(told.damaged)), why))
    return StaffListState(
        head=StepHeaderSpec(texts("staff_stick.title"), texts("staff.title")),
        banners=tuple(banners),
        paging=present_paging(texts),
        facts=tuple(facts),
        notes=tuple(notes),
        primary=ButtonSpec(texts("staff_stick.back")),
    )
