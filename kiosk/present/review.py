"""What the page says on which everything is checked once more. Source: domain guide 6.3 and 6.4, decisions 7."""

from __future__ import annotations

from dataclasses import dataclass, field

from config.texts import Texts
from kiosk.present.paging import present_paging
from kiosk.present.step_view import StepView, present_step
from screens.icons import Icon
from screens.pages.review import ReviewBanner, ReviewBlock, ReviewState, ReviewWish


@dataclass(frozen=True, slots=True)
class ReviewSection:
    """Answers that belong together, ready to read: name and value, masked unless revealed."""

    id: str
    title: str
    rows: tuple[tuple[str, str], ...] = field(repr=False)


def present_review(
    texts: Texts,
    step: StepView,
    *,
    sections: tuple[ReviewSection, ...],
    online: bool,
    may_queue: bool,
    revealed: bool,
    order_matters: bool,
    deferrable: tuple[str, ...] = (),
    deferral_asked: bool = False,
    sign_next: bool = False,
) -> ReviewState:
    """The page for one case.

    Args:
        texts: in the language of the visit.
        step: where the resident is.
        sections: what was read, entered and scanned.
        online: whether the hall can be reached.
        may_queue: whether this item's papers may wait here while it cannot.
        revealed: whether the values are clear now.
        order_matters: whether places are given in order of acceptance, which sealing does not keep.
        deferrable: names of the missing papers that may follow, if the authority agrees.
        sign_next: whether it is signed by hand after this page.
        deferral_asked: whether it is asked for that now.
    """
    blocked = not online and not may_queue
    return ReviewState(
        head=present_step(texts, step, texts("review.title")),
        banners=_banners(texts, online=online, blocked=blocked, order_matters=order_matters),
        blocks=tuple(
            ReviewBlock(
                section.id,
                section.title,
                texts("review.edit"),
                texts("review.edit_named", section=section.title),
                section.rows,
            )
            for section in sections
        ),
        deferral=_deferral(texts, deferrable, asked=deferral_asked) if deferrable else None,
        reveal=texts("review.revealed" if revealed else "review.reveal"),
        revealed=revealed,
        window=texts("review.window"),
        confirm=texts("review.confirm.sign" if sign_next else "review.confirm"),
        confirm_usable=not blocked,
        paging=present_paging(texts),
    )


def _deferral(texts: Texts, names: tuple[str, ...], *, asked: bool) -> ReviewWish:
    listed = texts("words.list_separator").join(names)
    return ReviewWish(texts("review.deferral"), texts("review.deferral.sub", names=listed), given=asked)


def _banners(texts: Texts, *, online: bool, blocked: bool, order_matters: bool) -> tuple[ReviewBanner, ...]:
    key = "review.blocked" if blocked else "review.online" if online else "review.offline"
    icon = Icon.SEND if online else Icon.OFFLINE
    banners = [ReviewBanner(texts(key), texts(f"{key}.reason"), not online, icon)]
    if order_matters:
        banners.append(ReviewBanner(texts("review.order"), texts("review.order.reason"), warn=True, icon=Icon.PEOPLE))
    return tuple(banners)
