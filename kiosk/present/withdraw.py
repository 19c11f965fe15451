"""Taking a case back: what the question says, and the page when the request is kept. Wording: domain guide 6.3, 6.4."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.sealed import BUSY, LOST, SlipView, slip_words
from kiosk.withdrawal import Reach
from screens.components.step_header import StepHeaderSpec
from screens.components.timeline import Moment, TimelineEntry
from screens.icons import Icon
from screens.pages.sealed import SealedFact, SealedState
from screens.pages.withdraw import WithdrawState

POINTS = ("no_more", "anew", "originals", "fees")
"""What withdrawing means, in this order."""


def present_withdraw(
    texts: Texts, *, item_name: str, receipt_number: str, standing: str, reach: Reach
) -> WithdrawState:
    """The question.

    Args:
        texts: in the language of the visit.
        item_name: the service item.
        receipt_number: of the case.
        standing: the state that it is in, ready to read.
        reach: how far it has come.
    """
    return WithdrawState(
        head=StepHeaderSpec(texts("withdraw.title"), texts("progress.caption")),
        sentence=texts(f"withdraw.{reach.value}"),
        reason=texts(f"withdraw.{reach.value}.why"),
        facts=(
            (texts("withdraw.item"), item_name),
            (texts("progress.receipt_number"), receipt_number),
            (texts("withdraw.standing"), standing),
        ),
        points_heading=texts("withdraw.points"),
        points=tuple(texts(f"withdraw.point.{point}") for point in POINTS),
        withdraw=texts("withdraw.yes"),
        keep=texts("withdraw.no"),
        paging=present_paging(texts),
    )


def present_withdrawal_kept(
    texts: Texts, *, item_name: str, receipt_number: str, online: bool, slip: SlipView, kept_at: str, phone: str
) -> SealedState:
    """The page when the request is kept here: asked, not delivered yet.

    Args:
        texts: in the language of the visit.
        item_name: the service item.
        receipt_number: of the case.
        online: whether the hall can be reached.
        slip: what is known of the slip.
        kept_at: the time of keeping, ready to read.
        phone: whom to call.
    """
    lost = slip in LOST
    status, reprint = slip_words(texts, slip)
    reason = texts("withdraw.kept.online" if online else "withdraw.kept.offline", phone=phone)
    return SealedState(
        head=StepHeaderSpec(texts("withdraw.kept.title"), item_name),
        banner=texts("withdraw.kept"),
        banner_reason=texts("withdraw.kept.no_slip") if lost else reason,
        banner_icon=Icon.PRINTER if lost else Icon.SEND if online else Icon.OFFLINE,
        good=False,
        facts=(SealedFact(texts("sealed.receipt_number"), receipt_number),),
        steps=(
            TimelineEntry(Moment.DONE, texts("withdraw.step.asked"), when=kept_at),
            TimelineEntry(
                Moment.NOW if online else Moment.LATER,
                texts("withdraw.step.sent"),
                when=texts("sealed.when.auto_online" if online else "sealed.when.auto_offline"),
            ),
            TimelineEntry(Moment.LATER, texts("withdraw.step.answered"), when=texts("sealed.when.later")),
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
