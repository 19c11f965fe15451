"""The QR code of a slip before the scanner: the receipt number is there, the lookup code is still asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drivers.vocabulary import DeviceKind
from kiosk.flows.progress_flow import ProgressState
from kiosk.stage import PageName
from screens.pages.lookup import LookupField
from tests.kiosk.rig import Rig

NUMBER = "LS01-261124-10011-6"


@pytest.fixture
def scanning(qapp: QApplication, tmp_path: Path) -> Iterator[Rig]:
    """A terminal with a code scanner and nothing else."""
    with Rig(qapp, tmp_path, reader=False, printer=False, scanner=True) as rig:
        yield rig.start()


def ask(rig: Rig) -> None:
    """To the lookup page, the beam on."""
    rig.arrive()
    rig.until(lambda: rig.around.devices.usable(DeviceKind.CODE_SCANNER), "the scanner")
    rig.terminal.open_progress()
    assert rig.front() is PageName.LOOKUP
    rig.until(lambda: rig.progress._codes.scanner_waits, "the beam")


def show(rig: Rig, text: str) -> None:
    assert rig.scanner is not None
    rig.scanner.show(text.encode())


def test_the_slip_gives_the_number_and_leads_to_the_code(scanning: Rig) -> None:
    """What is left to do is to type six digits; leaving forgets the number."""
    ask(scanning)
    show(scanning, NUMBER)
    scanning.until(lambda: scanning.progress._entry.receipt == NUMBER, "the number")
    assert scanning.progress._entry.focused is LookupField.CODE
    assert scanning.asking() is ProgressState.ASKING
    scanning.press("shell.exit")
    assert scanning.terminal.flow is None


def test_any_other_code_changes_nothing(scanning: Rig) -> None:
    """A payment code or an advertisement before the window is not a receipt number."""
    ask(scanning)
    show(scanning, "https://example.cn/advertisement")
    show(scanning, "134567890123456789")
    show(scanning, NUMBER)
    scanning.until(lambda: scanning.progress._entry.receipt == NUMBER, "the number")


def test_a_scanner_that_was_unplugged_waits_again_when_it_is_back(scanning: Rig) -> None:
    """Typing is possible all the time."""
    ask(scanning)
    assert scanning.scanner is not None
    scanning.scanner.unplug()
    devices = scanning.around.devices
    scanning.until(lambda: not devices.usable(DeviceKind.CODE_SCANNER), "the missing scanner")
    scanning.do(PageName.LOOKUP, "text_edited", "receipt", "LS01")
    assert scanning.progress._entry.receipt == "LS01"
    scanning.scanner.replug()
    scanning.until(lambda: devices.usable(DeviceKind.CODE_SCANNER), "the scanner again")
    scanning.until(lambda: scanning.progress._codes.scanner_waits, "the beam again")
    show(scanning, NUMBER)
    scanning.until(lambda: scanning.progress._entry.receipt == NUMBER, "the number")
