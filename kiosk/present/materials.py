"""What the page says on which papers are laid under the camera."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.components.verdicts import VerdictSpec, VerdictsSpec
from screens.components.viewfinder import ViewfinderSpec
from screens.pages.materials import MaterialLine, MaterialsState

FOUND = frozenset({"hold_still", "page_found"})
"""Hints of the camera that mean that the page lies well."""
CHECKS = (("complete", "incomplete"), ("sharp", "blurred"), ("free_of_glare", "shines"))
"""Text keys below ``camera.check.`` of each check, passed and failed."""


class CameraPhase(StrEnum):
    """What the camera does now."""

    STARTING = "starting"
    LIVE = "live"
    TAKEN = "taken"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class MaterialEntry:
    """One paper of the case.

    Attributes:
        ref: names it.
        name: in the resident's language.
        required: the case cannot be handed in without it.
        deferrable: it may follow later.
        later: the resident said that it will.
        original: the original is looked at somewhere afterwards.
        page_ids: the pages taken so far, in reading order.
    """

    ref: str
    name: str
    required: bool
    deferrable: bool
    later: bool
    original: bool
    page_ids: tuple[str, ...]


def present_materials(
    texts: Texts,
    step: StepView,
    *,
    entries: tuple[MaterialEntry, ...],
    current: str,
    hint: str | None,
    checks: tuple[bool, bool, bool] | None,
    camera: CameraPhase,
    message: str | None,
    can_go_on: bool,
    online: bool,
) -> MaterialsState:
    """The page for one moment.

    Args:
        texts: in the language of the visit.
        step: where the resident is.
        entries: the papers that are scanned here.
        current: the reference of the paper in front.
        hint: what the camera says (the last part of a ``camera.hint`` key), or None.
        checks: whether the page is complete, sharp, free of glare; None while nothing is judged.
        camera: what the camera does.
        message: the text key of something that went wrong, which goes before the hint; or None.
        can_go_on: whether no paper is open any more.
        online: whether a phone could send something.
    """
    front = next(entry for entry in entries if entry.ref == current)
    taken = camera is CameraPhase.TAKEN and bool(front.page_ids)
    gone = camera is CameraPhase.GONE
    done = sum(1 for entry in entries if entry.page_ids)
    next_label = texts("materials.go_on" if can_go_on else "materials.next")
    live = camera is CameraPhase.LIVE
    onward = taken or (can_go_on and not live)
    may_wait = front.deferrable and not front.page_ids and not front.later
    return MaterialsState(
        head=present_step(texts, step, texts("materials.title_taken" if taken else "materials.title", name=front.name)),
        viewfinder=ViewfinderSpec(
            texts("materials.viewfinder"),
            found=texts("materials.found") if live and hint in FOUND else "",
            waiting=texts("materials.starting"),
        ),
        taken=front.page_ids[-1] if taken else "",
        taken_name=texts("materials.page_of", page=len(front.page_ids)) if taken else "",
        missing=texts("materials.gone") if gone else "",
        missing_why=texts("materials.gone.why") if gone else "",
        hint=_hint(texts, hint if live else None, message),
        hint_warn=message is not None or (live and hint is not None and hint not in FOUND and hint != "no_page"),
        checks=_checks(texts, checks if live else None),
        heading=texts("materials.list"),
        count=texts("materials.count", done=done, total=len(entries)),
        lines=tuple(_line(texts, entry, entry.ref == current, camera) for entry in entries),
        note=_note(texts, front, taken=taken),
        page_acts=_page_acts(texts, taken=taken),
        phone=texts("materials.phone") if online and not taken else "",
        phone_hint=texts("materials.phone.hint"),
        primary=next_label if onward else "" if gone else texts("materials.capture"),
        primary_act="next" if onward else "capture",
        primary_reason=texts("materials.starting") if camera is CameraPhase.STARTING and not onward else "",
        secondary=texts("materials.skip" if may_wait else "materials.other_way"),
        secondary_act="skip" if may_wait else "other_way",
        paging=present_paging(texts),
    )


def _hint(texts: Texts, hint: str | None, message: str | None) -> str:
    if message is not None:
        return texts(message)
    return texts(f"camera.hint.{hint}") if hint is not None else ""


def _checks(texts: Texts, checks: tuple[bool, bool, bool] | None) -> VerdictsSpec:
    verdicts = []
    for index, (passed, failed) in enumerate(CHECKS):
        ok = None if checks is None else checks[index]
        verdicts.append(VerdictSpec(texts(f"camera.check.{failed if ok is False else passed}"), ok))
    return VerdictsSpec(tuple(verdicts))


def _line(texts: Texts, entry: MaterialEntry, current: bool, camera: CameraPhase) -> MaterialLine:
    count = len(entry.page_ids)
    if current and camera is CameraPhase.LIVE:
        state = texts("materials.state.current", page=count + 1)
    elif count:
        state = texts("materials.state.pages", count=count)
    elif entry.later:
        state = texts("materials.state.later")
    else:
        state = texts("materials.state.none")
    return MaterialLine(entry.ref, entry.name, state, done=bool(count), current=current)


def _note(texts: Texts, front: MaterialEntry, *, taken: bool) -> str:
    note = texts("materials.note_taken" if taken else "materials.note")
    return f"{note}\n{texts('materials.original')}" if front.original else note


def _page_acts(texts: Texts, *, taken: bool) -> tuple[tuple[str, str], ...]:
    if not taken:
        return ()
    return tuple((act, texts(f"materials.{act}")) for act in ("retake", "add_page", "remove"))
