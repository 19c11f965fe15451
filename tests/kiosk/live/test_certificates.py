"""Papers of issuing systems by touch at the real hall: printed as they came, refused with the reason, never kept."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from drivers.page_printer.simulator import PagePrinterSimulator
from drivers.vocabulary import DeviceKind
from hall.simulators.papers import paper
from kiosk.flows.certificate_flow import CertificateFlow, CertificateStep
from kiosk.paper_pages import least_pages
from kiosk.present.kinds import NoticeKind
from kiosk.stage import PageName
from screens.pages.booking import BookingPage
from tests.kiosk.live.quarter import KNOWN, Quarter, quarter
from tests.kiosk.rig import assert_at_rest

ITEM = "insurance_certificate_print"


@pytest.fixture(scope="module")
def sheets() -> Iterator[PagePrinterSimulator]:
    """An A4 printer at its own address."""
    printer = PagePrinterSimulator()
    printer.start()
    patch = pytest.MonkeyPatch()
    patch.setattr("drivers.page_printer.driver.Limits.__init__.__defaults__", (0.02, 0.2, 0.2))
    yield printer
    patch.undo()
    printer.stop()


@pytest.fixture(scope="module")
def quarter_with_sheets(
    qapp: QApplication, tmp_path_factory: pytest.TempPathFactory, sheets: PagePrinterSimulator
) -> Iterator[Quarter]:
    toml = (
        f'[devices.page_printer]\nenabled = true\nqueue = "{sheets.address.uri}"\ntimeout_s = 20.0\npersonal = true\n'
    )
    with quarter(qapp, tmp_path_factory.mktemp("quarter"), more_toml=toml) as made:
        sheets.go_away()
        yield made
    gc.collect()


@pytest.fixture
def there(quarter_with_sheets: Quarter, sheets: PagePrinterSimulator) -> Iterator[Quarter]:
    """At rest, everything mended; the printer's server runs while a test does."""
    sheets.come_back()
    sheets.engine.refill()
    sheets.engine.jobs.clear()
    quarter_with_sheets.tidy_up()
    yield quarter_with_sheets
    quarter_with_sheets.simulators.next_fault()
    quarter_with_sheets.tidy_up()
    sheets.go_away()


def flow_of(there: Quarter) -> CertificateFlow:
    flow = there.rig.terminal.flow
    assert isinstance(flow, CertificateFlow)
    return flow


def at(there: Quarter, state: CertificateStep) -> None:
    there.rig.until(lambda: flow_of(there).state is state, state.value)


def to_card(there: Quarter, item: str = ITEM) -> None:
    there.rig.arrive()
    there.rig.terminal.open_certificates()
    there.rig.do(PageName.BOOKING, "choice_pressed", item)
    there.rig.seen(PageName.ID_CARD)


def to_papers(there: Quarter) -> str:
    """To the list of somebody's papers; gives the id of the first."""
    to_card(there)
    there.place_card()
    at(there, CertificateStep.LIST)
    there.rig.until(lambda: there.rig.around.devices.usable(DeviceKind.PAGE_PRINTER), "the A4 printer")
    return flow_of(there)._papers[0].certificate_id


def test_a_paper_is_printed_with_the_issuers_bytes_and_nothing_of_it_stays(
    there: Quarter, sheets: PagePrinterSimulator
) -> None:
    """What the printer got is what the issuer made; after leaving nobody can find the person in the terminal."""
    rig = there.rig
    rig.do(PageName.BOOKING, "choice_pressed", to_papers(there))
    rig.until(lambda: flow_of(there)._sheet is NoticeKind.PAPER_PRINTED, "the paper")
    [job] = sheets.engine.jobs
    made = paper({"item_id": ITEM, "number": KNOWN})
    assert hashlib.sha256(job.pdf).digest() == hashlib.sha256(made).digest()
    assert least_pages(made) == 1
    rig.press("notice.paper_printed.primary")
    assert flow_of(there).state is CertificateStep.LIST
    rig.press("shell.exit")
    assert_at_rest(rig)


def test_an_issuer_that_is_down_and_an_item_that_is_not_offered_are_said(there: Quarter) -> None:
    """Each with its own reason."""
    there.simulators.fail(503)
    to_card(there)
    there.place_card()
    at(there, CertificateStep.FAILED)
    assert flow_of(there)._failure is NoticeKind.ISSUER_DOWN
    there.rig.press("notice.understood")
    there.rig.leave()
    assert there.rig.reader is not None
    there.rig.reader.remove()
    to_card(there, "benefit_eligibility_check")
    there.place_card()
    at(there, CertificateStep.FAILED)
    assert flow_of(there)._failure is NoticeKind.LIVE_NOT_OFFERED


def test_a_reading_that_is_too_old_asks_for_the_card_again(there: Quarter) -> None:
    """The hall would refuse it: whoever stands here now may be somebody else."""
    first = to_papers(there)
    there.rig.clock.now_s += 301
    there.rig.do(PageName.BOOKING, "choice_pressed", first)
    assert flow_of(there).state is CertificateStep.CARD


def test_without_a_line_nothing_can_be_chosen(there: Quarter) -> None:
    """This terminal makes no paper itself, and the page says so."""
    there.cut()
    there.rig.arrive()
    there.rig.terminal.open_certificates()
    page = there.rig.stage.page(PageName.BOOKING)
    assert isinstance(page, BookingPage)
    assert there.rig.text("certificate.offline") in repr([piece.spec for piece in page._pieces])
    assert not there.rig.hand.can_press(there.rig.text("home.certificate.sub"))


def test_a_printer_that_may_not_have_papers_about_a_person_gets_none(
    there: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is told; printing is for the window."""
    first = to_papers(there)
    devices = there.rig.around.settings.devices
    told = devices.page_printer.model_copy(update={"personal": False})
    settings = there.rig.around.settings.model_copy(
        update={"devices": devices.model_copy(update={"page_printer": told})}
    )
    monkeypatch.setattr(there.rig.around, "settings", settings)
    assert not flow_of(there).printable
    there.rig.do(PageName.BOOKING, "choice_pressed", first)
    assert flow_of(there).state is CertificateStep.LIST
