"""What the page says that stands instead of content. Wording: look sheet, "States"; domain guide 6.4."""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.texts import Texts
from kiosk.present.kinds import NoticeKind
from kiosk.present.step_view import StepView, present_step
from screens.components.state_card import StateCardSpec, StateKind
from screens.components.step_header import StepHeaderSpec
from screens.icons import Icon
from screens.pages.notice import NoticeState

__all__ = ["NoticeKind", "present_notice"]


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a kind looks and which buttons it has; ``primary`` is a text key."""

    state: StateKind
    icon: Icon | None = None
    primary: str = ""
    staff: bool = False


_K, _S = NoticeKind, StateKind
_HOME = "notice.understood"
_SHAPES = {
    _K.SEALING: _Shape(_S.LOADING),
    _K.SENDING: _Shape(_S.LOADING),
    _K.SEAL_FAILED: _Shape(_S.ERROR, None, "notice.seal_failed.primary", staff=True),
    _K.STORAGE_FULL: _Shape(_S.ERROR, Icon.INBOX, _HOME, staff=True),
    _K.QUEUE_FULL: _Shape(_S.OFFLINE, Icon.INBOX, _HOME, staff=True),
    _K.OUT_OF_SERVICE: _Shape(_S.ERROR, None, _HOME, staff=True),
    _K.NOT_ENROLLED: _Shape(_S.ERROR, Icon.LOCK, _HOME, staff=True),
    _K.OFFLINE_BLOCKED: _Shape(_S.OFFLINE, None, _HOME, staff=True),
    _K.NOTHING_FOUND: _Shape(_S.EMPTY, None, "notice.nothing_found.primary", staff=True),
    _K.LOOKUP_FAILED: _Shape(_S.OFFLINE, None, "notice.lookup_failed.primary", staff=True),
    _K.PRINTING_NOTICE: _Shape(_S.LOADING),
    _K.NOTICE_PRINTED: _Shape(_S.GOOD, Icon.PRINTER, "notice.notice_printed.primary"),
    _K.PRINT_FAILED: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.print_failed.primary", staff=True),
    _K.OUT_OF_PAPER: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.out_of_paper.primary", staff=True),
    _K.NOTICE_UNKNOWN: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.notice_printed.primary", staff=True),
    _K.NOTICE_RETRACTED: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.print_failed.primary", staff=True),
    _K.MAKING_SHEET: _Shape(_S.LOADING),
    _K.PRINTING_SHEET: _Shape(_S.LOADING),
    _K.SHEET_PAUSED: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.print_failed.primary", staff=True),
    _K.SHEET_PRINTED: _Shape(_S.GOOD, Icon.PRINTER, "notice.notice_printed.primary"),
    _K.SHEET_UNKNOWN: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.notice_printed.primary", staff=True),
    _K.SHEET_FAILED: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.print_failed.primary", staff=True),
    _K.SHEET_FAILED_SLIP: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.sheet_failed_slip.primary", staff=True),
    _K.ASKING_HALL: _Shape(_S.LOADING),
    _K.OPINION_DANGER: _Shape(_S.ERROR, Icon.WARNING, "notice.opinion_danger.primary", staff=True),
    _K.OPINION_KEEPING: _Shape(_S.LOADING),
    _K.WITHDRAWAL_KEEPING: _Shape(_S.LOADING),
    _K.LIVE_OFFLINE: _Shape(_S.OFFLINE, None, "notice.live_offline.primary", staff=True),
    _K.LIVE_BUSY: _Shape(_S.OFFLINE, Icon.CLOCK, _HOME, staff=True),
    _K.LIVE_NOT_OFFERED: _Shape(_S.EMPTY, None, _HOME, staff=True),
    _K.CARD_NO_CASES: _Shape(_S.EMPTY, None, "notice.card_no_cases.primary", staff=True),
    _K.BOOKING_ASKING: _Shape(_S.LOADING),
    _K.BOOKING_UNKNOWN: _Shape(_S.OFFLINE, None, "notice.booking_unknown.primary", staff=True),
    _K.SLOT_TAKEN: _Shape(_S.EMPTY, Icon.CALENDAR, "notice.slot_taken.primary", staff=True),
    _K.BOOKING_CLOSED: _Shape(_S.EMPTY, Icon.CLOCK, "notice.booking_closed.primary", staff=True),
    _K.FETCHING_PAPER: _Shape(_S.LOADING),
    _K.PRINTING_PAPER: _Shape(_S.LOADING),
    _K.PAPER_PRINTED: _Shape(_S.GOOD, Icon.PRINTER, "notice.paper_printed.primary"),
    _K.PAPER_UNKNOWN: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.paper_printed.primary", staff=True),
    _K.PAPER_FAILED: _Shape(_S.DEVICE_MISSING, Icon.PRINTER, "notice.paper_printed.primary", staff=True),
    _K.PAPER_GONE: _Shape(_S.EMPTY, None, _HOME, staff=True),
    _K.ISSUER_DOWN: _Shape(_S.OFFLINE, None, _HOME, staff=True),
    _K.PAY_PREPARING: _Shape(_S.LOADING),
    _K.PAY_ASKING: _Shape(_S.LOADING),
    _K.PAY_OFFLINE: _Shape(_S.OFFLINE, None, "notice.pay_offline.primary", staff=True),
    _K.PAY_FAILED: _Shape(_S.ERROR, None, "notice.pay_failed.primary", staff=True),
    _K.PAY_NOTHING: _Shape(_S.GOOD, None, "notice.pay_nothing.primary"),
    _K.PAY_NO_METHOD: _Shape(_S.DEVICE_MISSING, Icon.CARD, "notice.pay_no_method.primary", staff=True),
    _K.SETTINGS_BROKEN: _Shape(_S.ERROR),
    _K.CATALOGUE_BROKEN: _Shape(_S.ERROR),
    _K.START_FAILED: _Shape(_S.ERROR),
}


def present_notice(texts: Texts, kind: NoticeKind, step: StepView | None = None, **values: str) -> NoticeState:
    """The page for one kind.

    Args:
        texts: in the language of the visit.
        kind: what is said.
        step: where the resident is, inside an application.
        values: what the sentences name: ``receipt_number`` for SENDING.

    The secondary button, where there is one, asks for a person. Inside an application the primary one of a refusal
    tries to seal again, elsewhere it leads home.
    """
    shape, key = _SHAPES[kind], f"notice.{kind.value}"
    primary = "notice.seal_failed.primary" if step is not None and shape.primary == _HOME else shape.primary
    title = texts(f"{key}.title")
    return NoticeState(
        head=present_step(texts, step, title) if step is not None else StepHeaderSpec(title),
        card=StateCardSpec(shape.state, texts(key, **values), texts(f"{key}.why", **values), icon=shape.icon),
        primary=texts(primary) if primary else "",
        secondary=texts("notice.staff") if shape.staff else "",
    )


def present_broken(texts: Texts, kind: NoticeKind, *, reason: str, cure: str) -> NoticeState:
    """The page of a terminal that cannot serve: for residents, and below it what staff have to know, ready to read."""
    state = present_notice(texts, kind)
    for_staff = texts("notice.for_staff", reason=reason, cure=cure)
    return replace(state, card=replace(state.card, why=f"{state.card.why}\n{for_staff}"))
