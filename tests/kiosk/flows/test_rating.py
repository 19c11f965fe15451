"""The rating: voluntary, nothing preset, and a bad one needs a reason."""

from __future__ import annotations

from kiosk.stage import PageName
from offline_queue.wire.entries import EntryKind
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig, assert_at_rest


def to_rating(rig: Rig) -> int:
    """To the page; gives how many ratings there are already."""
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.settled()
    rig.press("sealed.rate")
    return ratings(rig)


def ratings(rig: Rig) -> int:
    return sum(1 for entry in rig.outbox.entries() if entry.kind is EntryKind.RATING)


def test_rating_negative_needs_a_reason(rig: Rig) -> None:
    """Nothing is sent before; with a reason, one rating is stored, and the resident is done."""
    before = to_rating(rig)
    rig.do(PageName.RATING, "level_chosen", "dissatisfied")
    rig.do(PageName.RATING, "submit_pressed")
    assert rig.front() is PageName.RATING
    reason = "waiting_time"
    rig.do(PageName.RATING, "reason_toggled", reason)
    rig.do(PageName.RATING, "reason_toggled", reason)
    rig.do(PageName.RATING, "submit_pressed")
    assert rig.front() is PageName.RATING
    rig.do(PageName.RATING, "reason_toggled", reason)
    rig.do(PageName.RATING, "submit_pressed")
    assert rig.front() is PageName.GOODBYE
    rig.until(lambda: ratings(rig) == before + 1, "the rating")


def test_rating_positive_needs_none_and_drops_reasons(rig: Rig) -> None:
    """Whoever changes their mind is not held to the reasons of before."""
    before = to_rating(rig)
    rig.do(PageName.RATING, "submit_pressed")
    assert rig.front() is PageName.RATING
    rig.do(PageName.RATING, "level_chosen", "very_dissatisfied")
    rig.do(PageName.RATING, "reason_toggled", "waiting_time")
    rig.do(PageName.RATING, "named_chosen", True)
    rig.do(PageName.RATING, "level_chosen", "satisfied")
    assert rig.apply._steps[rig.step()]._reasons == frozenset()  # type: ignore[attr-defined]
    rig.do(PageName.RATING, "submit_pressed")
    assert rig.front() is PageName.GOODBYE
    rig.until(lambda: ratings(rig) == before + 1, "the rating")


def test_rating_can_be_skipped(rig: Rig) -> None:
    """As easily as sent; nothing is stored."""
    before = to_rating(rig)
    rig.press("rating.skip")
    assert rig.front() is PageName.GOODBYE
    rig.press("goodbye.done")
    assert_at_rest(rig)
    assert ratings(rig) == before
