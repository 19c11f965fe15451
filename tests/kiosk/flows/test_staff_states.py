"""The staff's side on the real terminal: entrance, code, overview, change of the roll, test page."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from drivers.page_printer.simulator import PagePrinterSimulator
from drivers.page_printer.simulator.engine import PageFaults
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.status import CoverOpen, PaperOut, Ready
from drivers.vocabulary import DeviceKind, Status
from kiosk.flows.machine import reachable
from kiosk.flows.staff.flow import PRINTER_LIMIT_S, StaffFlow
from kiosk.flows.staff.table import AT_THE_PRINTER, STAFF_TABLE, StaffEvent, StaffState
from kiosk.flows.visit_table import VisitState
from kiosk.staff_code import FREE_TRIES, CodeGuard, hash_code
from kiosk.stage import PageName
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.rig import MAY_SKIP_PAPERS, PERSONAL, Rig, assert_at_rest

CODE, OTHER = "408215", "408216"
STAFF_TOML = f'[staff]\ncode_hash = "{hash_code(CODE)}"\n'


@pytest.fixture(scope="module")
def terminal(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """A terminal with a code, a receipt printer and an A4 printer, for all tests of this file."""
    sheets = PagePrinterSimulator()
    sheets.start()
    toml = f'{STAFF_TOML}[devices.page_printer]\nenabled = true\nqueue = "{sheets.address.uri}"\n'
    with DeskHall() as hall, Rig(qapp, tmp_path_factory.mktemp("terminal"), hall=hall, more_toml=toml) as rig:
        rig.sheets = sheets  # type: ignore[attr-defined]  # of this file only
        yield rig.start()
    sheets.stop()
    gc.collect()


@pytest.fixture
def rig(terminal: Rig) -> Iterator[Rig]:
    """At rest, mended, with no wrong tries."""
    terminal.tidy_up()
    terminal.terminal._code_guard = CodeGuard()
    sheets_of(terminal).engine.refill()
    yield terminal
    terminal.tidy_up()


def sheets_of(rig: Rig) -> PagePrinterSimulator:
    sheets = rig.sheets  # type: ignore[attr-defined]  # see ``terminal``
    assert isinstance(sheets, PagePrinterSimulator)
    return sheets


def staff_of(rig: Rig) -> StaffFlow:
    flow = rig.terminal.flow
    assert isinstance(flow, StaffFlow)
    return flow


def printer_of(rig: Rig) -> ReceiptPrinterSimulator:
    assert rig.printer is not None
    return rig.printer


def is_in(rig: Rig, state: StaffState) -> None:
    rig.until(lambda: staff_of(rig).state is state, state.value)


def printer_says(rig: Rig, status: type[Status]) -> None:
    rig.until(lambda: isinstance(rig.around.devices.status(DeviceKind.PRINTER), status), status.__name__)


def to_code(rig: Rig) -> None:
    """As staff do: call, then say who is here."""
    rig.do(PageName.IDLE, "help_pressed")
    rig.press("staff_call.entrance")
    rig.seen(PageName.STAFF_CODE)


def type_code(rig: Rig, code: str) -> None:
    for digit in code:
        rig.hand.press(digit)
    rig.do(PageName.STAFF_CODE, "done_pressed")
    rig.until(lambda: not staff_of(rig)._checking, "the check")


def to_overview(rig: Rig) -> None:
    to_code(rig)
    type_code(rig, CODE)
    rig.seen(PageName.STAFF)


def to_change(rig: Rig) -> None:
    to_overview(rig)
    rig.press("staff.change")
    rig.seen(PageName.PAPER_ROLL)


def words(rig: Rig, page: PageName) -> str:
    """Everything that a page says now."""
    return "\n".join(one.accessibleName() for one in rig.stage.page(page).findChildren(QWidget) if one.isVisible())


# ---- the entrance ----------------------------------------------------------------------------------------------------


def test_every_state_can_be_reached_and_every_page_leads_back() -> None:
    """From the code on; only a page that prints has no way back."""
    assert reachable(STAFF_TABLE, StaffState.CODE) == set(StaffState)
    assert {state for state, event in STAFF_TABLE if event is StaffEvent.BACK} == set(StaffState) - {
        StaffState.CODE,
        StaffState.OVERVIEW,
        StaffState.TEST_PRINT,
        StaffState.STICK_WRITING,
    }


def test_the_entrance_is_offered_at_home_only(rig: Rig) -> None:
    """Whoever is in the middle of something keeps it to himself."""
    rig.do(PageName.IDLE, "help_pressed")
    assert rig.hand.can_press(rig.text("staff_call.entrance"))
    rig.leave()
    rig.to_privacy(MAY_SKIP_PAPERS)
    rig.press("shell.help")
    rig.seen(PageName.STAFF_CALL)
    assert not rig.hand.can_press(rig.text("staff_call.entrance"))
    rig.do(PageName.STAFF_CALL, "staff_pressed")
    assert not isinstance(rig.terminal.flow, StaffFlow)


def test_without_a_code_there_is_no_entrance(own_rig: Rig) -> None:
    own_rig.do(PageName.IDLE, "help_pressed")
    assert not own_rig.hand.can_press(own_rig.text("staff_call.entrance"))


def test_the_right_code_opens_the_overview(rig: Rig) -> None:
    """Typed on the real keys; back leads out of the staff's side."""
    to_overview(rig)
    rig.press("shell.back")
    assert_at_rest(rig)


def test_the_code_is_not_kept_and_not_shown(rig: Rig) -> None:
    """While it is typed the page shows dots; afterwards it is nowhere."""
    to_code(rig)
    for digit in CODE[:4]:
        rig.hand.press(digit)
    assert CODE[:4] not in words(rig, PageName.STAFF_CODE)
    rig.press("shell.exit")
    assert_at_rest(rig)


def test_wrong_codes_lock_the_entrance_beyond_the_visit(rig: Rig) -> None:
    """After three a pause that another visit does not end; afterwards the right one is taken."""
    to_code(rig)
    for _ in range(FREE_TRIES):
        type_code(rig, OTHER)
        assert staff_of(rig).state is StaffState.CODE
    assert not rig.hand.can_press(rig.text("staff_code.act"))
    rig.press("shell.exit")
    to_code(rig)
    rig.do(PageName.STAFF_CODE, "text_edited", CODE)
    rig.do(PageName.STAFF_CODE, "done_pressed")
    assert not staff_of(rig)._checking
    rig.tick(30)
    type_code(rig, CODE)
    rig.seen(PageName.STAFF)


def test_the_entrance_closes_by_itself(rig: Rig) -> None:
    """A minute at the code, two at the overview."""
    to_code(rig)
    rig.tick(60)
    assert_at_rest(rig)
    to_overview(rig)
    rig.tick(60)
    assert rig.front() is PageName.STAFF
    rig.tick(60)
    assert_at_rest(rig)


# ---- the overview ----------------------------------------------------------------------------------------------------


def test_the_overview_says_how_everything_is_and_what_to_do(rig: Rig) -> None:
    """Devices live, then queue, disk, line and clock as soon as they are known; nothing about anybody."""
    printer_of(rig).paper_out()
    sheets_of(rig).engine.faults = PageFaults(reasons=("media-jam",), held=True)
    to_overview(rig)
    printer_says(rig, PaperOut)
    rig.until(lambda: bool(staff_of(rig)._machine) and bool(staff_of(rig)._line), "queue and line")
    said = words(rig, PageName.STAFF)
    assert rig.text("doctor.printer.paper_out") in said
    assert rig.text("device.action.refill_paper") in said
    assert not any(one in said for one in PERSONAL)
    printer_of(rig).refill()
    printer_says(rig, Ready)
    rig.until(lambda: rig.text("doctor.printer.ready") in words(rig, PageName.STAFF), "the news")


def test_the_overview_looks_again_now_and_then(rig: Rig) -> None:
    """Queue, disk, clock and line are asked anew without a touch."""
    to_overview(rig)
    flow = staff_of(rig)
    rig.until(lambda: bool(flow._machine) and bool(flow._line), "the first look")
    flow._machine = flow._line = ()
    for _ in range(20):
        rig.tick()
    rig.until(lambda: bool(flow._machine) and bool(flow._line), "the next look")


# ---- the roll --------------------------------------------------------------------------------------------------------


def test_the_printer_leads_through_the_change_of_its_roll(rig: Rig) -> None:
    """Empty, cover open, roll in, cover closed, test page, confirmed: without a touch in between."""
    printer_of(rig).paper_out()
    to_change(rig)
    is_in(rig, StaffState.OPEN_COVER)
    printer_of(rig).cover_open()
    is_in(rig, StaffState.PUT_ROLL)
    before = len(printer_of(rig).slips)
    printer_of(rig).refill()
    printer_of(rig).cover_close()
    is_in(rig, StaffState.ASK)
    assert len(printer_of(rig).slips) == before + 1
    rig.press("paper_roll.ask.yes")
    rig.seen(PageName.STAFF)
    assert rig.text("staff.roll_changed") in words(rig, PageName.STAFF)


def test_the_steps_can_be_taken_by_hand(rig: Rig) -> None:
    """For a printer that says nothing of its cover; the step of closing comes from the hand, too."""
    to_change(rig)
    rig.press("paper_roll.open_cover.next")
    assert staff_of(rig).state is StaffState.PUT_ROLL
    rig.press("paper_roll.put_roll.next")
    assert staff_of(rig).state is StaffState.CLOSE_COVER
    rig.press("shell.back")
    assert staff_of(rig).state is StaffState.PUT_ROLL
    rig.press("paper_roll.put_roll.next")
    rig.press("paper_roll.close_cover.next")
    is_in(rig, StaffState.ASK)


def test_a_roll_that_is_not_seen(rig: Rig) -> None:
    """The cover is closed over no paper: told, and once more."""
    printer_of(rig).paper_out()
    to_change(rig)
    printer_of(rig).cover_open()
    is_in(rig, StaffState.PUT_ROLL)
    printer_of(rig).cover_close()
    is_in(rig, StaffState.NO_PAPER)
    printer_of(rig).cover_open()
    is_in(rig, StaffState.PUT_ROLL)
    printer_says(rig, CoverOpen)
    rig.press("paper_roll.put_roll.next")
    assert staff_of(rig).state is StaffState.CLOSE_COVER
    printer_of(rig).refill()
    printer_of(rig).cover_close()
    is_in(rig, StaffState.ASK)


def test_a_cover_that_is_open_already_is_a_step_less(rig: Rig) -> None:
    printer_of(rig).cover_open()
    to_overview(rig)
    printer_says(rig, CoverOpen)
    rig.press("staff.change")
    assert staff_of(rig).state is StaffState.PUT_ROLL


@pytest.mark.expects_log_warnings
def test_a_test_page_that_nobody_saw(rig: Rig) -> None:
    """The printer says printed, the person says no: not confirmed, and offered anew."""
    to_overview(rig)
    rig.press("staff.test")
    is_in(rig, StaffState.ASK)
    rig.press("paper_roll.ask.no")
    assert staff_of(rig).state is StaffState.FAILED
    rig.press("paper_roll.failed.again")
    is_in(rig, StaffState.ASK)
    rig.press("paper_roll.ask.yes")
    rig.seen(PageName.STAFF)
    assert rig.text("staff.roll_changed") not in words(rig, PageName.STAFF)


def test_a_test_page_without_paper_names_the_cause(rig: Rig) -> None:
    """And leads to the change of the roll."""
    printer_of(rig).paper_out()
    to_overview(rig)
    printer_says(rig, PaperOut)
    rig.press("staff.test")
    is_in(rig, StaffState.FAILED)
    assert rig.text("device.error.paper_out_before") in words(rig, PageName.NOTICE)
    rig.press("paper_roll.failed.change")
    assert staff_of(rig).state is StaffState.OPEN_COVER
    rig.press("shell.back")
    assert staff_of(rig).state is StaffState.OVERVIEW


def test_hands_in_the_printer_stop_the_countdown_but_not_for_ever(rig: Rig) -> None:
    """After ten minutes the page is closed: nobody is there any longer."""
    to_change(rig)
    assert staff_of(rig).state in AT_THE_PRINTER
    rig.tick(PRINTER_LIMIT_S - 1)
    assert rig.doing() is VisitState.SERVING
    rig.tick(1)
    assert_at_rest(rig)
