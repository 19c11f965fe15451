"""What the page says after sealing. Wording: domain guide 6.4; decisions 11, 19; mock-ups 12 and 16."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.components.timeline import Moment, TimelineEntry
from screens.icons import Icon
from screens.pages.sealed import SealedFact, SealedState


class SlipView(StrEnum):
    """What is known of the slip."""

    DRAWING = "drawing"
    PRINTING = "printing"
    TO_TAKE = "to_take"
    PRINTED = "printed"
    RETRACTED = "retracted"
    UNKNOWN = "unknown"
    OUT_OF_PAPER = "out_of_paper"
    FAILED = "failed"
    NO_PRINTER = "no_printer"


BUSY = frozenset({SlipView.DRAWING, SlipView.PRINTING})
LOST = frozenset({SlipView.RETRACTED, SlipView.UNKNOWN, SlipView.OUT_OF_PAPER, SlipView.FAILED, SlipView.NO_PRINTER})
_STATUS = {
    SlipView.DRAWING: "sealed.slip.drawing",
    SlipView.PRINTING: "sealed.slip.printing",
    SlipView.TO_TAKE: "sealed.slip.to_take",
    SlipView.PRINTED: "sealed.slip.printed",
    SlipView.RETRACTED: "sealed.slip.retracted",
    SlipView.UNKNOWN: "sealed.slip.unknown",
}
_REPRINT = {
    SlipView.PRINTED: "sealed.reprint",
    SlipView.RETRACTED: "sealed.reprint",
    SlipView.UNKNOWN: "sealed.reprint",
    SlipView.OUT_OF_PAPER: "sealed.reprint.out_of_paper",
    SlipView.FAILED: "sealed.reprint.failed",
}


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the sentences name."""

    delivered: bool
    online: bool
    slip: SlipView
    latest_day: str
    window: str
    phone: str


def present_sealed(
    texts: Texts,
    step: StepView,
    *,
    receipt_number: str,
    lookup_code: str,
    delivered: bool,
    case_number: str,
    online: bool,
    slip: SlipView,
    sealed_at: str,
    latest_day: str,
    window: str,
    phone: str,
) -> SealedState:
    """The page for one moment.

    Args:
        texts: in the language of the visit.
        step: where the resident is.
        receipt_number: as minted when it was stored.
        lookup_code: six digits.
        delivered: whether the receiving system has confirmed.
        case_number: what it returned; empty before.
        online: whether the hall can be reached.
        slip: what is known of the slip.
        sealed_at: the time of sealing, ready to read.
        latest_day: when to ask at the latest, ready to read.
        window: where to ask.
        phone: whom to call.
    """
    facts = _Facts(delivered, online, slip, latest_day, window, phone)
    lost = slip in LOST
    numbers = [
        SealedFact(texts("sealed.receipt_number"), receipt_number),
        SealedFact(texts("sealed.lookup_code"), spaced_code(lookup_code)),
    ]
    if case_number:
        numbers.append(SealedFact(texts("sealed.case_number"), case_number))
    banner, reason, icon = _banner(texts, facts)
    status, reprint = slip_words(texts, slip)
    return SealedState(
        head=present_step(texts, step, texts(_title(facts))),
        banner=banner,
        banner_reason=reason,
        banner_icon=icon,
        good=delivered and not lost,
        facts=tuple(numbers),
        steps=_steps(texts, facts, sealed_at),
        photo=lost,
        photo_caption=texts("sealed.photo"),
        qr_content=receipt_number,
        slip_name=texts("sealed.slip"),
        slip_status=status,
        slip_busy=slip in BUSY,
        reprint=reprint,
        rate=texts("sealed.rate"),
        done=texts("sealed.photographed" if lost else "sealed.done"),
        done_reason=texts("sealed.wait") if slip in BUSY else "",
        paging=present_paging(texts),
    )


def slip_words(texts: Texts, slip: SlipView) -> tuple[str, str]:
    """What is known of the slip, and the offer to print it again; empty: it is not offered."""
    return texts(_STATUS.get(slip, "sealed.slip.none")), texts(_REPRINT[slip]) if slip in _REPRINT else ""


def spaced_code(code: str) -> str:
    """Digits in two groups of three: easier to read off and to type."""
    return f"{code[:3]} {code[3:]}"


def _title(facts: _Facts) -> str:
    if facts.slip is SlipView.OUT_OF_PAPER:
        return "sealed.title.out_of_paper"
    if facts.slip in {SlipView.FAILED, SlipView.NO_PRINTER}:
        return "sealed.title.no_slip"
    return "sealed.title.delivered" if facts.delivered else "sealed.title.queued"


def _banner(texts: Texts, facts: _Facts) -> tuple[str, str, Icon]:
    """What has to be known first: that the slip is missing, or where the papers are."""
    match facts.slip:
        case SlipView.OUT_OF_PAPER | SlipView.UNKNOWN | SlipView.RETRACTED:
            return texts("sealed.safe"), texts(f"sealed.safe.{facts.slip.value}"), Icon.PRINTER
        case SlipView.FAILED | SlipView.NO_PRINTER:
            return texts("sealed.safe"), texts("sealed.safe.failed"), Icon.PRINTER
        case _:
            pass
    if facts.delivered:
        return texts("sealed.delivered"), texts("sealed.delivered.reason", phone=facts.phone), Icon.CHECK_CIRCLE
    key = "sealed.queued.online" if facts.online else "sealed.queued.offline"
    reason = texts(key, day=facts.latest_day, window=facts.window, phone=facts.phone)
    return texts("sealed.queued"), reason, Icon.SEND if facts.online else Icon.OFFLINE


def _steps(texts: Texts, facts: _Facts, sealed_at: str) -> tuple[TimelineEntry, ...]:
    done, now, later = Moment.DONE, Moment.NOW, Moment.LATER
    sealed = TimelineEntry(done, texts("sealed.step.sealed"), when=texts("sealed.when.sealed", time=sealed_at))
    department = texts("sealed.step.department")
    if facts.delivered:
        return (
            sealed,
            TimelineEntry(done, texts("sealed.step.delivered"), when=texts("sealed.when.done")),
            TimelineEntry(now, department, when=texts("sealed.when.waiting")),
        )
    auto = texts("sealed.when.auto_online" if facts.online else "sealed.when.auto_offline")
    return (
        sealed,
        TimelineEntry(now if facts.online else later, texts("sealed.step.sending"), when=auto),
        TimelineEntry(later, department, when=texts("sealed.when.later")),
    )
