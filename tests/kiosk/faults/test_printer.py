"""Faults of the printer around the slip. The case is stored before: nothing here can lose it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.vocabulary import DeviceKind
from kiosk.flows.apply.sealing_steps import SealedStep
from kiosk.flows.apply.table import ApplyState
from kiosk.paper import PaperProgress
from kiosk.stage import PageName
from screens.components.qr_code import QrCode
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.rig import MAY_SKIP_PAPERS, Rig, assert_at_rest


def progress(rig: Rig) -> PaperProgress:
    """What is known of the slip."""
    step = rig.apply._steps[ApplyState.SEALED]
    assert isinstance(step, SealedStep)
    return step._paper.progress


def printer_of(rig: Rig) -> ReceiptPrinterSimulator:
    assert rig.printer is not None
    return rig.printer


def assert_number_and_code_are_seen(rig: Rig) -> None:
    """The receipt number in words and as a code to photograph."""
    receipt = rig.visit.receipt
    assert receipt is not None
    page = rig.stage.page(PageName.SEALED)
    said = [one.accessibleName() for one in page.findChildren(QWidget) if one.isVisible()]
    assert any(str(receipt.receipt_number) in one for one in said), said
    codes = [one for one in page.findChildren(QrCode) if one.isVisible()]
    assert [one.spec.content for one in codes] == [str(receipt.receipt_number)]


def seal(rig: Rig) -> None:
    """To the page after sealing, the slip settled."""
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.settled()


def reprint(rig: Rig, key: str) -> None:
    """Ask for the slip again and wait for it, whole."""
    before = len(printer_of(rig).slips)
    rig.press(key)
    rig.until(lambda: progress(rig) is PaperProgress.PRINTED, "the slip")
    slips = printer_of(rig).slips
    receipt, paper = rig.visit.receipt, rig.app.paper
    assert receipt is not None
    assert paper is not None
    drawn = paper._image
    assert drawn is not None
    assert len(slips) > before
    assert slips[-1].cut
    assert slips[-1].image.height >= drawn.height
    assert str(receipt.receipt_number) in slips[-1].text


def test_paper_out_before_the_slip(rig: Rig) -> None:
    """Number large, code beside it; after a new roll the slip is printed at a touch."""
    printer_of(rig).paper_out()
    seal(rig)
    assert progress(rig) is PaperProgress.OUT_OF_PAPER
    assert_number_and_code_are_seen(rig)
    printer_of(rig).refill()
    reprint(rig, "sealed.reprint.out_of_paper")
    rig.press("sealed.done")
    assert rig.front() is PageName.GOODBYE


def test_paper_out_mid_slip(rig: Rig) -> None:
    """Half a slip is no slip: it is offered again, whole."""
    printer_of(rig).paper_out(after_rows=200)
    seal(rig)
    assert progress(rig) is PaperProgress.OUT_OF_PAPER
    assert_number_and_code_are_seen(rig)
    printer_of(rig).refill()
    reprint(rig, "sealed.reprint.out_of_paper")
    receipt = rig.visit.receipt
    assert receipt is not None
    assert str(receipt.receipt_number) in printer_of(rig).slips[-1].text


def test_still_no_paper_at_the_second_touch(rig: Rig) -> None:
    """It says so again, and goes on saying the number."""
    printer_of(rig).paper_out()
    seal(rig)
    rig.press("sealed.reprint.out_of_paper")
    rig.settled()
    assert progress(rig) is PaperProgress.OUT_OF_PAPER
    assert_number_and_code_are_seen(rig)
    rig.press("sealed.photographed")
    assert rig.front() is PageName.GOODBYE


def test_cover_opened_before_the_slip(rig: Rig) -> None:
    """Somebody is at the printer; closed again, the slip comes."""
    printer_of(rig).cover_open()
    seal(rig)
    assert progress(rig) in {PaperProgress.FAILED, PaperProgress.OUT_OF_PAPER}
    assert_number_and_code_are_seen(rig)
    printer_of(rig).cover_close()
    key = "failed" if progress(rig) is PaperProgress.FAILED else "out_of_paper"
    reprint(rig, f"sealed.reprint.{key}")


def test_printer_unplugged_mid_slip(own_rig: Rig) -> None:
    """Nobody knows what came out: the resident is told so, and asks again when the plug is back."""
    rig = own_rig
    printer = printer_of(rig)
    printer.stop_draining()
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.until(lambda: progress(rig) is PaperProgress.PRINTING, "the printing")
    rig.until(lambda: len(printer._inbox.decoder) > 0, "bytes on the line")
    printer.unplug()
    rig.settled()
    assert progress(rig) in {PaperProgress.UNKNOWN, PaperProgress.FAILED}
    assert_number_and_code_are_seen(rig)
    printer.drain_again()
    printer.replug()
    rig.until(lambda: rig.around.devices.usable(DeviceKind.PRINTER), "the printer to be back")
    reprint(rig, "sealed.reprint" if progress(rig) is PaperProgress.UNKNOWN else "sealed.reprint.failed")


def test_no_printer_is_configured(qapp: QApplication, tmp_path: Path) -> None:
    """Number and code on the screen; nothing is offered that cannot be done."""
    with DeskHall() as hall, Rig(qapp, tmp_path, hall=hall, printer=False) as rig:
        rig.start()
        rig.to_guide(MAY_SKIP_PAPERS)
        assert not rig.hand.can_press(rig.text("guide.print"))
        rig.leave()
        seal(rig)
        assert progress(rig) is PaperProgress.NO_PRINTER
        assert_number_and_code_are_seen(rig)
        assert not rig.hand.can_press(rig.text("sealed.reprint"))
        rig.press("sealed.photographed")
        assert rig.front() is PageName.GOODBYE


def test_exit_while_the_slip_is_printed_lets_it_come_out(rig: Rig) -> None:
    """A slip in somebody's hand is whole, also when they were quick to leave."""
    printer = printer_of(rig)
    before = len(printer.slips)
    printer.stop_draining()
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.until(lambda: progress(rig) is PaperProgress.PRINTING, "the printing")
    receipt = rig.visit.receipt
    assert receipt is not None
    rig.press("shell.exit")
    assert_at_rest(rig)
    printer.drain_again()
    rig.until(lambda: len(printer.slips) > before, "the slip")
    assert str(receipt.receipt_number) in printer.slips[-1].text


@pytest.mark.expects_log_warnings
def test_slip_cannot_be_drawn(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number is on the screen all the same."""

    def burst(*_args: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("drivers.printer.raster.render_slip", burst)
    rig.to_sealed(MAY_SKIP_PAPERS)
    rig.settled()
    assert progress(rig) is PaperProgress.FAILED
    assert_number_and_code_are_seen(rig)


@pytest.mark.parametrize(
    ("mend", "key"), [("refill", "notice.out_of_paper.primary"), ("cover_close", "notice.print_failed.primary")]
)
def test_notice_sheet_without_paper_or_with_an_open_cover(rig: Rig, mend: str, key: str) -> None:
    """The guide is still there, and the sheet comes when somebody has mended it."""
    printer = printer_of(rig)
    rig.to_guide(MAY_SKIP_PAPERS)
    if mend == "refill":
        printer.paper_out()
    else:
        printer.cover_open()
    rig.do(PageName.GUIDE, "print_pressed")
    rig.until(lambda: rig.hand.can_press(rig.text(key)) or not rig.find._printing_now, "the page that says so")
    rig.do(PageName.NOTICE, "primary_pressed")
    assert rig.front() is PageName.GUIDE
    before = len(printer.slips)
    getattr(printer, mend)()
    rig.until(lambda: rig.hand.can_press(rig.text("guide.print")), "the sheet to be offered")
    rig.press("guide.print")
    rig.until(lambda: len(printer.slips) > before, "the sheet")


def test_guide_offers_its_sheet_again_when_paper_is_back(rig: Rig) -> None:
    """Without leaving the page."""
    printer = printer_of(rig)
    printer.paper_out()
    rig.arrive()
    rig.until(lambda: not rig.around.devices.usable(DeviceKind.PRINTER), "the paper to be missed")
    rig.do(PageName.HOME, "item_pressed", MAY_SKIP_PAPERS)
    assert not rig.hand.can_press(rig.text("guide.print"))
    printer.refill()
    rig.until(lambda: rig.hand.can_press(rig.text("guide.print")), "the sheet to be offered")
