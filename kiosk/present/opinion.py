"""Complaints, suggestions and questions: the choice, and the page when one is kept. Wording: domain guide 13."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.sealed import BUSY, LOST, SlipView, slip_words, spaced_code
from kiosk.present.step_view import StepView, present_step
from screens.components.timeline import Moment, TimelineEntry
from screens.icons import Icon
from screens.pages.opinion import OpinionKind, OpinionState
from screens.pages.sealed import SealedFact, SealedState

KINDS = (("complaint", Icon.MESSAGE), ("suggestion", Icon.LEAF), ("enquiry", Icon.QUESTION))
HOTLINES = ("12345", "12333", "12393", "12366")
"""Government services, social insurance, medical insurance, tax: what the domain guide names."""


def present_opinion(texts: Texts, step: StepView) -> OpinionState:
    """The choice at the beginning."""
    return OpinionState(
        head=present_step(texts, step, texts("opinion.title")),
        danger=texts("opinion.danger"),
        danger_more=texts("opinion.danger.more"),
        kinds=tuple(
            OpinionKind(key, icon, texts(f"opinion.{key}"), texts(f"opinion.{key}.sub")) for key, icon in KINDS
        ),
        hotlines_heading=texts("opinion.hotlines"),
        hotlines=tuple((number, texts(f"opinion.hotline.{number}")) for number in HOTLINES),
        limits=texts("opinion.limits"),
        limits_more=texts("opinion.limits.more"),
        paging=present_paging(texts),
    )


def present_opinion_kept(
    texts: Texts,
    step: StepView,
    *,
    receipt_number: str,
    lookup_code: str,
    online: bool,
    slip: SlipView,
    kept_at: str,
    phone: str,
) -> SealedState:
    """The page when it is kept; nobody has received it yet, and the page says so.

    Args:
        texts: in the language of the visit.
        step: where the resident is.
        receipt_number: as minted when it was stored.
        lookup_code: six digits.
        online: whether the hall can be reached.
        slip: what is known of the slip.
        kept_at: the time of keeping, ready to read.
        phone: whom to call.
    """
    lost = slip in LOST
    status, reprint = slip_words(texts, slip)
    reason = texts("opinion.kept.online" if online else "opinion.kept.offline", phone=phone)
    return SealedState(
        head=present_step(texts, step, texts("opinion.kept.title")),
        banner=texts("opinion.kept.no_slip") if lost else texts("opinion.kept"),
        banner_reason=texts("opinion.kept.photograph") if lost else reason,
        banner_icon=Icon.PRINTER if lost else Icon.SEND if online else Icon.OFFLINE,
        good=False,
        facts=(
            SealedFact(texts("sealed.receipt_number"), receipt_number),
            SealedFact(texts("sealed.lookup_code"), spaced_code(lookup_code)),
        ),
        steps=(
            TimelineEntry(Moment.DONE, texts("opinion.step.kept"), when=kept_at),
            TimelineEntry(
                Moment.NOW if online else Moment.LATER,
                texts("opinion.step.sent"),
                when=texts("sealed.when.auto_online" if online else "sealed.when.auto_offline"),
            ),
            TimelineEntry(Moment.LATER, texts("opinion.step.answered"), when=texts("sealed.when.later")),
        ),
        photo=lost,
        photo_caption=texts("sealed.photo"),
        qr_content=receipt_number,
        slip_name=texts("sealed.slip"),
        slip_status=status,
        slip_busy=slip in BUSY,
        reprint=reprint,
        rate="",
        done=texts("sealed.photographed" if lost else "sealed.done"),
        done_reason=texts("sealed.wait") if slip in BUSY else "",
        paging=present_paging(texts),
    )
