"""The slip under the document camera, where there is no scanner: the receipt number is there, the code is asked for."""

from __future__ import annotations

from pathlib import Path

import cv2
import pytest
from PySide6.QtWidgets import QApplication

from drivers.camera.stage_source import Prop
from drivers.vocabulary import DeviceKind
from kiosk.flows.progress_flow import ProgressState
from kiosk.stage import PageName
from screens.pages.lookup import LookupField
from tests.drivers.camera.slips import RECEIPT, draw_slip_desk
from tests.kiosk.papers import Papers
from tests.kiosk.rig import Rig


@pytest.fixture(scope="module")
def slip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A slip on the desk."""
    path = tmp_path_factory.mktemp("slip") / "slip.png"
    assert cv2.imwrite(str(path), draw_slip_desk())
    return path


def ask(rig: Rig) -> None:
    """To the lookup page, the camera looks at the desk."""
    rig.arrive()
    assert rig.around.devices.status(DeviceKind.CAMERA) is None, "no camera before somebody asks for it"
    rig.terminal.open_progress()
    assert rig.front() is PageName.LOOKUP
    rig.until(lambda: rig.progress._codes.camera_waits, "the camera")


def test_the_slip_gives_the_number_and_nobody_looks_at_the_desk_afterwards(rig: Rig, slip: Path) -> None:
    """What is left to do is to type six digits; leaving forgets the number and puts the camera to rest."""
    ask(rig)
    rig.lay(slip)
    rig.until(lambda: rig.progress._entry.receipt == RECEIPT, "the number")
    assert rig.progress._entry.focused is LookupField.CODE
    assert rig.asking() is ProgressState.ASKING
    assert not rig.progress._codes.running
    rig.until(lambda: rig.terminal._bridge.open_commands == 0, "the end of the watch")
    rig.press("shell.exit")
    assert rig.terminal.flow is None
    assert rig.around.devices.status(DeviceKind.CAMERA) is None


def test_leaving_the_page_ends_the_watch(rig: Rig) -> None:
    """The command is taken back; a slip that is laid there later is nobody's."""
    ask(rig)
    rig.press("shell.home")
    rig.until(lambda: rig.terminal._bridge.open_commands == 0, "the end of the watch")


def test_a_camera_that_was_unplugged_looks_again_when_it_is_back(rig: Rig, slip: Path) -> None:
    """Typing is possible all the time, and the page does not ask for the slip meanwhile."""
    ask(rig)
    rig.lay(Prop.UNPLUG)
    rig.until(lambda: not rig.progress._codes.camera_waits, "the missing camera")
    rig.do(PageName.LOOKUP, "text_edited", "receipt", "LS01")
    rig.lay(slip)
    rig.until(lambda: rig.progress._entry.receipt == RECEIPT, "the number", ticking=True)


def test_the_camera_looks_only_while_the_scanner_cannot(qapp: QApplication, papers: Papers, tmp_path: Path) -> None:
    """Where there is a scanner that answers, the camera and its libraries stay out of it."""
    with Rig(qapp, tmp_path, papers=papers, reader=False, printer=False, scanner=True) as rig:
        rig.start().arrive()
        assert rig.scanner is not None
        devices = rig.around.devices
        rig.terminal.open_progress()
        codes = rig.progress._codes
        rig.until(lambda: codes.scanner_waits, "the beam")
        assert devices.status(DeviceKind.CAMERA) is None
        rig.scanner.unplug()
        rig.until(lambda: codes.camera_waits, "the camera instead")
        assert not codes.scanner_waits
        rig.scanner.replug()
        rig.until(lambda: codes.scanner_waits and not codes.camera_waits, "the beam again")
