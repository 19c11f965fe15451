"""Before a resident starts: amber turns away only what needs papers, red everything."""

from __future__ import annotations

import pytest

from kiosk.flows.apply.opening_steps import refusal_of
from kiosk.present.notice import NoticeKind
from offline_queue.model import Admission, AdmissionCause, Level


@pytest.mark.parametrize(
    ("level", "cause", "with_papers", "without"),
    [
        (Level.AMBER, AdmissionCause.SPACE_SHORT, NoticeKind.STORAGE_FULL, None),
        (Level.AMBER, AdmissionCause.DEPTH_HIGH, NoticeKind.QUEUE_FULL, None),
        (Level.AMBER, AdmissionCause.AGE_HIGH, NoticeKind.QUEUE_FULL, None),
        (Level.RED, AdmissionCause.SPACE_EXHAUSTED, NoticeKind.STORAGE_FULL, NoticeKind.STORAGE_FULL),
        (Level.RED, AdmissionCause.AGE_REACHED, NoticeKind.QUEUE_FULL, NoticeKind.QUEUE_FULL),
        (Level.RED, AdmissionCause.NOT_ENROLLED, NoticeKind.NOT_ENROLLED, NoticeKind.NOT_ENROLLED),
    ],
)
def test_amber_keeps_what_needs_no_papers_open(
    level: Level, cause: AdmissionCause, with_papers: NoticeKind, without: NoticeKind | None
) -> None:
    """The resident is told before anything personal is asked."""
    admission = Admission(level, (cause,))
    assert refusal_of(admission, needs_papers=True) is with_papers
    assert refusal_of(admission, needs_papers=False) is without


def test_green_turns_nobody_away() -> None:
    """Whatever the item needs."""
    assert refusal_of(Admission(Level.GREEN, ()), needs_papers=True) is None
