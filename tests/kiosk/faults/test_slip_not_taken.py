"""A slip that a mechanism holds out and takes back: the resident is told where it is, and gets it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drivers.printer.profile import PROFILES
from kiosk.flows.apply.sealing_steps import SealedStep
from kiosk.flows.apply.table import ApplyState
from kiosk.paper import PaperProgress
from kiosk.stage import PageName
from screens.components.qr_code import QrCode
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.papers import Papers
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig

HOLDS_BRIEFLY = replace(PROFILES["80mm-presenter-custom"], name="kiosk-mouth", present_s=1)


@pytest.fixture
def mouth_rig(qapp: QApplication, papers: Papers, tmp_path: Path) -> Iterator[Rig]:
    """A terminal whose printer holds slips out for a second."""
    with DeskHall() as hall, Rig(qapp, tmp_path, papers=papers, hall=hall, profile=HOLDS_BRIEFLY) as rig:
        yield rig.start()


def progress(rig: Rig) -> PaperProgress:
    """What is known of the slip."""
    step = rig.apply._steps[ApplyState.SEALED]
    assert isinstance(step, SealedStep)
    return step._paper.progress


def test_a_slip_that_was_taken_back_is_told_and_printed_again_at_a_touch(mouth_rig: Rig) -> None:
    """Number and code are seen large meanwhile; the second slip is taken."""
    rig = mouth_rig
    assert rig.printer is not None
    rig.printer.mechanism.leave_slips(leave=True)
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.until(lambda: progress(rig) is PaperProgress.TO_TAKE, "the slip in the mouth")
    rig.until(lambda: progress(rig) is PaperProgress.RETRACTED, "the slip taken back")
    assert rig.printer.mechanism.retracted == 1
    page = rig.stage.page(PageName.SEALED)
    assert [one for one in page.findChildren(QrCode) if one.isVisible()]
    rig.printer.mechanism.leave_slips(leave=False)
    rig.press("sealed.reprint")
    rig.until(lambda: progress(rig) is PaperProgress.PRINTED, "the second slip")
    assert rig.printer.mechanism.taken == 1
