"""Samples of changing the paper roll, step by step, and of the test page."""

from __future__ import annotations

from config.catalogue import Catalogue
from config.texts import Texts
from drivers.printer.errors import PaperOutBeforeError
from drivers.printer.status import CoverOpen, PaperOut, Ready
from drivers.vocabulary import Status
from kiosk.flows.staff.table import StaffState
from kiosk.paper import PaperProgress, PaperState
from kiosk.present.paper_roll import present_paper_step, present_test
from screens.pages.notice import NoticePage
from screens.pages.paper_roll import PaperRollPage
from tests.screens.samples import Sample

STEPS: dict[StaffState, Status | None] = {
    StaffState.OPEN_COVER: PaperOut(),
    StaffState.PUT_ROLL: CoverOpen(),
    StaffState.CLOSE_COVER: Ready(),
    StaffState.NO_PAPER: PaperOut(),
}


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """Every step with the status that fits it, and every end of the test page."""
    failed = PaperState(PaperProgress.OUT_OF_PAPER, error=PaperOutBeforeError())
    found: dict[str, Sample] = {
        state.value.replace("_", "-"): (PaperRollPage, present_paper_step(texts, state, status))
        for state, status in STEPS.items()
    }
    found["silent"] = (PaperRollPage, present_paper_step(texts, StaffState.OPEN_COVER, None))
    found["printing"] = (NoticePage, present_test(texts, StaffState.TEST_PRINT, None))
    found["ask"] = (NoticePage, present_test(texts, StaffState.ASK, None))
    found["failed"] = (NoticePage, present_test(texts, StaffState.FAILED, failed))
    found["failed-unseen"] = (NoticePage, present_test(texts, StaffState.FAILED, None))
    return found
