"""Samples of the page that stands instead of content."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present.notice import NoticeKind, present_notice
from screens.pages.notice import NoticePage
from tests.screens.sample_case import sample_step
from tests.screens.samples import Sample

IN_A_CASE = frozenset({NoticeKind.SEALING, NoticeKind.SENDING, NoticeKind.SEAL_FAILED})


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """One for each kind."""
    step = sample_step(texts, catalogue, 7)
    return {
        kind.value.replace("_", "-"): (
            NoticePage,
            present_notice(texts, kind, step if kind in IN_A_CASE else None, receipt_number="LS01-261124-10037-X"),
        )
        for kind in NoticeKind
    }
