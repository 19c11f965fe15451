"""What the rating page says. Source: domain guide 9."""

from __future__ import annotations

from config.texts import Texts
from kiosk.present.paging import present_paging
from offline_queue.wire.documents import RatingLevel
from screens.components.step_header import StepHeaderSpec
from screens.pages.rating import RatingChoice, RatingState

NEGATIVE = frozenset({RatingLevel.DISSATISFIED, RatingLevel.VERY_DISSATISFIED})
"""差评: these need a reason."""
REASONS = ("hard_to_understand", "too_many_steps", "too_long", "machine_trouble", "inconsistent")


def present_rating(
    texts: Texts, *, level: str | None, reasons: frozenset[str], named: bool, online: bool
) -> RatingState:
    """The page for the choice so far.

    Args:
        texts: in the language of the visit.
        level: a value of ``RatingLevel``; None: nothing chosen yet, and nothing is preselected.
        reasons: those chosen, of ``REASONS``.
        named: whether the rating goes with the case.
        online: whether it can be sent at once.
    """
    negative = level is not None and RatingLevel(level) in NEGATIVE
    missing = "rating.submit.choose" if level is None else "rating.submit.reason" if negative and not reasons else ""
    return RatingState(
        head=StepHeaderSpec(texts("rating.title"), texts("rating.caption")),
        sub=texts("rating.sub"),
        levels=tuple(RatingChoice(one.value, texts(f"rating.level.{one.value}"), one == level) for one in RatingLevel),
        reasons_heading=texts("rating.reasons"),
        reasons=tuple(RatingChoice(one, texts(f"rating.reason.{one}"), one in reasons) for one in REASONS)
        if negative
        else (),
        naming=(
            RatingChoice("anonymous", texts("rating.anonymous"), not named, texts("rating.anonymous.sub")),
            RatingChoice("named", texts("rating.named"), named, texts("rating.named.sub")),
        ),
        offline="" if online else texts("rating.offline"),
        skip=texts("rating.skip"),
        submit=texts("rating.submit"),
        submit_reason=texts(missing) if missing else "",
        paging=present_paging(texts),
    )
