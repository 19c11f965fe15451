"""The plug of each device is pulled and put back while a resident is in the middle of a case: the visit goes on."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from drivers.camera.commands import Verdict
from drivers.camera.stage_source import Fault, set_faults
from drivers.cash.simulator.bill_core import BillCore
from drivers.cash.simulator.ports import CcTalkSimulator
from drivers.page_printer.simulator.server import PagePrinterSimulator
from drivers.vocabulary import DeviceKind
from kiosk.flows.apply.paper_steps import PapersStep
from kiosk.flows.apply.table import ApplyState
from kiosk.stage import PageName
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.papers import Papers
from tests.kiosk.rig import MAY_SKIP_PAPERS, NAME, NUMBER, WITH_PAPERS, Rig, assert_at_rest


@dataclass
class Counter:
    """A terminal with every device that a case can meet."""

    rig: Rig
    sheets: PagePrinterSimulator
    cash: CcTalkSimulator

    def replug(self, kind: DeviceKind, pull: Callable[[], None], put_back: Callable[[], None]) -> None:
        """Pull the plug until the terminal has noticed, put it back until it has noticed that too."""
        devices = self.rig.around.devices
        self.rig.until(lambda: devices.usable(kind), f"{kind} to be ready")
        visit, page = self.rig.terminal._visits.last, self.rig.front()
        pull()
        self.rig.until(lambda: not devices.usable(kind), f"{kind} to be missed")
        assert (self.rig.terminal._visits.last, self.rig.front()) == (visit, page)
        put_back()
        self.rig.until(lambda: devices.usable(kind), f"{kind} to be back")
        assert (self.rig.terminal._visits.last, self.rig.front()) == (visit, page)

    def finish(self) -> None:
        """From the form to the slip, and everything is stored once."""
        rig, before = self.rig, len(self.rig.outbox.entries())
        rig.fill_in()
        rig.do(PageName.FORM, "done_pressed")
        while rig.front() is PageName.MATERIALS:
            rig.do(PageName.MATERIALS, "skip_pressed")
        rig.do(PageName.REVIEW, "confirm_pressed")
        rig.seen(PageName.SEALED, ticking=True)
        rig.settled()
        assert len(rig.outbox.entries()) == before + 1
        rig.leave()
        assert_at_rest(rig)


@pytest.fixture
def counter(qapp: QApplication, papers: Papers, tmp_path: Path) -> Iterator[Counter]:
    """Its own for each test: a plug that is put back is a new thread of its simulator."""
    sheets = PagePrinterSimulator()
    sheets.start()
    cash = CcTalkSimulator([BillCore(clock=time.monotonic)], link=tmp_path / "cash", baud=None)
    cash.start()
    more = (
        f'[devices.page_printer]\nenabled = true\nqueue = "{sheets.address.uri}"\n'
        f'[devices.cash]\nenabled = true\nport = "{cash.port}"\n'
    )
    with DeskHall() as hall, Rig(qapp, tmp_path, papers=papers, hall=hall, more_toml=more) as rig:
        yield Counter(rig.start(), sheets, cash)
    sheets.stop()
    cash.stop()
    gc.collect()


def assert_person_is_kept(rig: Rig) -> None:
    person = rig.visit.identity
    assert person is not None
    assert (person.name, person.number) == (NAME, NUMBER)


def test_card_reader_replugged_while_the_form_is_filled(counter: Counter) -> None:
    """Who was read stays read; nobody is asked for the card again."""
    rig = counter.rig
    assert rig.reader is not None
    rig.to_form(MAY_SKIP_PAPERS)
    counter.replug(DeviceKind.ID_CARD, rig.reader.unplug, rig.reader.replug)
    assert_person_is_kept(rig)
    counter.finish()


def test_receipt_printer_replugged_before_the_slip(counter: Counter) -> None:
    """The slip comes out of the printer that is back."""
    rig = counter.rig
    assert rig.printer is not None
    rig.to_form(MAY_SKIP_PAPERS)
    printed = len(rig.printer.slips)
    counter.replug(DeviceKind.PRINTER, rig.printer.unplug, rig.printer.replug)
    counter.finish()
    assert rig.printer.wait_for_slips(printed + 1, 20)


def take_page(rig: Rig, paper: Path, count: int) -> None:
    """Lay a paper and touch the button as soon as the camera has seen it: sooner than the page is taken by itself."""
    step = rig.apply._steps[ApplyState.MATERIALS]
    assert isinstance(step, PapersStep)
    rig.lay(paper)
    rig.until(lambda: step._verdict not in {None, Verdict.NO_PAGE}, f"page {count} to be seen")
    rig.do(PageName.MATERIALS, "capture_pressed")
    rig.until(lambda: rig.visit.papers.count == count, f"page {count}")


def test_camera_replugged_between_two_papers(counter: Counter, papers: Papers) -> None:
    """The page that was taken stays; the camera that is back takes the next one."""
    rig = counter.rig
    rig.to_materials(WITH_PAPERS)
    take_page(rig, papers.booklet, 1)
    rig.do(PageName.MATERIALS, "next_pressed")
    rig.until(lambda: rig.around.devices.usable(DeviceKind.CAMERA), "the camera")
    visit = rig.terminal._visits.last
    set_faults(rig.camera_stage, [Fault.UNPLUG])
    rig.until(lambda: not rig.around.devices.usable(DeviceKind.CAMERA), "the camera to be missed")
    assert (rig.terminal._visits.last, rig.step(), rig.visit.papers.count) == (visit, ApplyState.MATERIALS, 1)
    set_faults(rig.camera_stage, [])
    take_page(rig, papers.sheet, 2)
    assert_person_is_kept(rig)


def test_page_printer_replugged_during_a_case(counter: Counter) -> None:
    """A printer that the case does not need leaves it alone."""
    rig = counter.rig
    rig.to_form(MAY_SKIP_PAPERS)
    counter.replug(DeviceKind.PAGE_PRINTER, counter.sheets.go_away, counter.sheets.come_back)
    assert_person_is_kept(rig)
    counter.finish()


def test_cash_device_replugged_during_a_case(counter: Counter) -> None:
    """The same for the cash device."""
    rig = counter.rig
    rig.to_form(MAY_SKIP_PAPERS)
    counter.replug(DeviceKind.CASH, counter.cash.unplug, counter.cash.replug)
    assert_person_is_kept(rig)
    counter.finish()
