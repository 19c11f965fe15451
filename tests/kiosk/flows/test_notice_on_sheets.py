"""The notice sheet on A4: made, printed, and every way in which it does not come out."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from drivers.page_printer.simulator import PagePrinterSimulator
from drivers.page_printer.simulator.engine import PageFaults
from drivers.vocabulary import DeviceKind
from kiosk.flows.find_flow import FindState
from kiosk.idle_clock import IdleKind
from kiosk.present.kinds import NoticeKind
from kiosk.stage import PageName
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig


class Sheets:
    """A terminal with an A4 printer, and that printer."""

    def __init__(self, rig: Rig, printer: PagePrinterSimulator) -> None:
        self.rig = rig
        self.printer = printer

    def said(self) -> NoticeKind:
        return self.rig.find._printing.kind

    def until(self, kind: NoticeKind) -> None:
        self.rig.until(lambda: self.said() is kind, kind.value)

    def until_held(self) -> None:
        """The printer has the sheet; the page says so too."""
        self.until(NoticeKind.PRINTING_SHEET)
        self.rig.until(lambda: bool(self.printer.engine.jobs), "the sheet at the printer")

    def print_one(self) -> None:
        self.rig.to_guide(MAY_SKIP_PAPERS)
        self.rig.until(lambda: self.rig.around.devices.usable(DeviceKind.PAGE_PRINTER), "the A4 printer")
        self.rig.until(lambda: self.rig.hand.can_press(self.rig.text("guide.print.sheets")), "the offer")
        self.rig.press("guide.print.sheets")


@pytest.fixture(scope="module")
def terminal(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sheets]:
    """For all tests of this file; without a line, which nothing here needs."""
    printer = PagePrinterSimulator()
    printer.start()
    toml = f'[devices.page_printer]\nenabled = true\nqueue = "{printer.address.uri}"\ntimeout_s = 20.0\n'
    patch = pytest.MonkeyPatch()
    patch.setattr("drivers.page_printer.driver.Limits.__init__.__defaults__", (0.02, 0.2, 0.2))
    with Rig(qapp, tmp_path_factory.mktemp("terminal"), reader=False, more_toml=toml) as rig:
        made = Sheets(rig.start(), printer)
        printer.go_away()
        yield made
    patch.undo()
    printer.stop()
    gc.collect()


@pytest.fixture
def sheets(terminal: Sheets) -> Iterator[Sheets]:
    """At rest, everything mended; the printer's server runs while a test does."""
    terminal.printer.come_back()
    terminal.printer.engine.refill()
    terminal.printer.engine.jobs.clear()
    terminal.rig.tidy_up()
    yield terminal
    terminal.rig.tidy_up()
    terminal.printer.go_away()
    assert terminal.printer.engine.refused == []


def test_a_sheet_comes_out_on_the_a4_printer(sheets: Sheets) -> None:
    """One PDF with the item's name in its title, and the way on."""
    sheets.print_one()
    assert sheets.rig.find.idle_kind is IdleKind.PAUSED
    sheets.until(NoticeKind.SHEET_PRINTED)
    (job,) = sheets.printer.engine.jobs
    assert job.pdf.startswith(b"%PDF-")
    assert job.sheets == job.pages >= 1
    sheets.rig.press("notice.notice_printed.primary")
    assert sheets.rig.front() is PageName.GUIDE


def test_out_of_paper_in_the_middle_is_told_and_cured(sheets: Sheets) -> None:
    """With paper in time it goes on by itself."""
    sheets.printer.engine.faults = PageFaults(held=True)
    sheets.print_one()
    sheets.until_held()
    sheets.printer.engine.faults = PageFaults(reasons=("media-empty-error",), held=True)
    sheets.until(NoticeKind.SHEET_PAUSED)
    sheets.printer.engine.refill()
    sheets.until(NoticeKind.SHEET_PRINTED)


def test_out_of_paper_for_too_long_offers_a_slip(sheets: Sheets) -> None:
    """The sheet is taken back; the slip has the same content."""
    sheets.printer.engine.faults = PageFaults(stop_after_sheets=0)
    sheets.print_one()
    sheets.until(NoticeKind.SHEET_FAILED_SLIP)
    assert sheets.printer.engine.jobs[0].state.name == "CANCELLED"
    assert sheets.rig.printer is not None
    before = len(sheets.rig.printer.slips)
    sheets.rig.press("notice.sheet_failed_slip.primary")
    assert sheets.rig.finding() is FindState.PRINTING
    sheets.until(NoticeKind.NOTICE_PRINTED)
    assert len(sheets.rig.printer.slips) == before + 1


def test_without_a_slip_printer_the_way_leads_back(sheets: Sheets) -> None:
    sheets.printer.engine.faults = PageFaults(aborting=True)
    assert sheets.rig.printer is not None
    sheets.rig.printer.paper_out()
    sheets.print_one()
    sheets.rig.until(lambda: not sheets.rig.around.devices.usable(DeviceKind.PRINTER), "the empty slip printer")
    sheets.rig.until(lambda: not sheets.rig.find._printing.running, "the end")
    assert sheets.said() in {NoticeKind.SHEET_FAILED, NoticeKind.SHEET_FAILED_SLIP}
    sheets.rig.press("shell.back")
    assert sheets.rig.front() is PageName.GUIDE


def test_a_service_that_dies_leaves_the_outcome_unknown(sheets: Sheets) -> None:
    """It may have come out; nothing is printed again by itself."""
    sheets.printer.engine.faults = PageFaults(held=True)
    sheets.print_one()
    sheets.until_held()
    sheets.printer.go_away()
    sheets.until(NoticeKind.SHEET_UNKNOWN)
    assert len(sheets.printer.engine.jobs) == 1


def test_an_a4_printer_that_is_gone_leaves_the_slip(sheets: Sheets) -> None:
    """The guide offers the slip as long as the A4 printer is away, and A4 again afterwards."""
    sheets.printer.go_away()
    sheets.rig.to_guide(MAY_SKIP_PAPERS)
    sheets.rig.until(lambda: sheets.rig.hand.can_press(sheets.rig.text("guide.print")), "the slip")
    sheets.printer.come_back()
    sheets.rig.until(lambda: sheets.rig.hand.can_press(sheets.rig.text("guide.print.sheets")), "the sheet")


@pytest.mark.expects_log_warnings
def test_a_sheet_that_cannot_be_made_fails_honestly(sheets: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in the layout costs the sheet, not the visit."""

    def broken(*_: object, **__: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr("kiosk.notice_pages.notice_pages", broken)
    sheets.print_one()
    sheets.until(NoticeKind.SHEET_FAILED_SLIP)
    assert sheets.printer.engine.jobs == []


def test_a_sheet_comes_out_whole_when_its_visit_ends(sheets: Sheets) -> None:
    """Nobody is told any more, and nothing is taken back: it holds nothing about anybody."""
    sheets.printer.engine.faults = PageFaults(held=True)
    sheets.print_one()
    sheets.until_held()
    sheets.rig.press("shell.exit")
    sheets.printer.engine.refill()
    sheets.rig.until(lambda: sheets.printer.engine.jobs[0].state.over, "the sheet")
    assert sheets.printer.engine.jobs[0].state.name == "COMPLETED"
