"""The real terminal in this process, with simulated devices on real ports, a real outbox, and a finger.

Time is the test's own where residents are waited for: ``clock`` stands still until moved, and ``tick`` is the second
that goes by. Devices, disk and line take the time that they take; ``until`` lets them work.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from config.domain.code_sets import FieldType
from config.settings import Settings, load_settings
from drivers.camera.stage_source import Prop, set_stage
from drivers.code_scanner.codec import Family
from drivers.code_scanner.simulator import CodeScannerSimulator
from drivers.id_card.cards import SimulatedCard, sample_card
from drivers.id_card.simulator import IdCardReaderSimulator, ReaderFaults
from drivers.printer.document import Slip
from drivers.printer.profile import PrinterProfile
from drivers.printer.simulator import ReceiptPrinterSimulator
from drivers.printer.slip_image import SlipImage
from drivers.vocabulary import DeviceKind
from kiosk.app import Orders, TerminalApp
from kiosk.background import Lane
from kiosk.demo.hand import Hand
from kiosk.flows.apply.flow import ApplyFlow
from kiosk.flows.apply.table import ApplyState
from kiosk.flows.find_flow import FindFlow, FindState
from kiosk.flows.progress_flow import ProgressFlow, ProgressState
from kiosk.flows.surroundings import Surroundings
from kiosk.flows.visit_table import VisitState
from kiosk.outbox_desk import OutboxDesk
from kiosk.stage import PageName, Stage
from kiosk.terminal import Terminal
from kiosk.visit import Visit
from offline_queue.outbox import Outbox
from screens.look import TextSize
from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.papers import Papers
from tests.kiosk.privacy.traces import traces_in_objects
from tests.offline_queue.build import HallSide, enrol_directly

NAME, NUMBER = "张桂兰", "610198194705080024"
"""The person of the sample card."""
ADULT = "610198199001010047"
CHILD = "610198201805200057"
"""Eight years old on the day of the tests."""
ADDRESS, MOBILE = "测试路1号", "13800005678"
WITH_PAPERS = "public_rental_housing"
"""May wait for the line; two papers have to be scanned."""
MAY_SKIP_PAPERS = "resident_medical_enrol"
"""May wait for the line; its one paper may follow later."""
NO_PAPERS = "remote_medical_filing"
"""Has nothing to scan; taken in with the line up only."""
SIGNED = "birth_registration_family"
"""May wait for the line; its form is signed by hand."""
ANSWERS = {
    FieldType.NAME: "测试员",
    FieldType.ID_NUMBER: ADULT,
    FieldType.PHONE: MOBILE,
    FieldType.DATE: "20261201",
    FieldType.AMOUNT: "36000",
    FieldType.INTEGER: "2",
    FieldType.BANK_ACCOUNT: "6217000012345678901",
    FieldType.USCC: "91350100M000100Y43",
}
LIMIT_S = 20.0
POLL_S = 0.1
"""Between two looks at an idle device; a terminal takes its time, tests do not."""

TERMINAL_TOML = """\
data_dir = "{data}"

[station]
code = "LS"
terminal_no = 1

[hall]
url = "{hall}"
connect_timeout_s = 2.0

[queue]
reserve_bytes = 4096
worst_case_bytes = 1048576
ballast_bytes = 0
max_depth = 5000
"""


@dataclass
class SteadyClock:
    """Monotonic seconds that stand still until moved."""

    now_s: float = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Rig:
    """One terminal and everything around it, until the block ends."""

    def __init__(
        self,
        application: QApplication,
        folder: Path,
        *,
        papers: Papers | None = None,
        hall: DeskHall | None = None,
        reader: bool = True,
        printer: bool = True,
        profile: PrinterProfile | None = None,
        scanner: bool = False,
        enrolled: bool = True,
        url: str = "http://127.0.0.1:9",
        more_toml: str = "",
        read_settings: Callable[[Path], Settings] | None = None,
    ) -> None:
        self.folder = folder
        self._printer_toml = ""
        self.papers = papers
        self.hall = hall
        self.clock = SteadyClock()
        self.reader = IdCardReaderSimulator(link=folder / "id-card", baud=None) if reader else None
        self.printer = self._make_printer(profile) if printer else None
        self.scanner = CodeScannerSimulator(Family.HONEYWELL, link=folder / "scanner", baud=0) if scanner else None
        self.camera_stage = folder / "stage.txt"
        self.slips: list[Slip] = []
        self._application = application
        self._patch = pytest.MonkeyPatch()
        self._enrolled = enrolled
        self._url = hall.url if hall is not None else url
        self._settings_file = folder / "terminal.toml"
        self._settings_file.write_text(self._toml() + more_toml, encoding="utf-8")
        read = read_settings or (lambda path: load_settings(site=None, terminal=path, environ={}))
        self.app = TerminalApp(application, Orders(lambda: read(self._settings_file), size=(1080, 1920)))

    @property
    def data(self) -> Path:
        """The terminal's data folder."""
        return self.folder / "data"

    def _make_printer(self, profile: PrinterProfile | None) -> ReceiptPrinterSimulator:
        """The usual printer, or one of another model that the site's own file describes."""
        if profile is None:
            return ReceiptPrinterSimulator(link=self.folder / "printer", baud=None)
        (self.folder / "models.toml").write_text(
            f'[{profile.name}]\nwidth_dots = {profile.width_dots}\ncutter = "{profile.cutter}"\n'
            f'presenter = "{profile.presenter}"\npresent_s = {profile.present_s}\nautomatic_status = false\n',
            encoding="utf-8",
        )
        self._printer_toml = f'profile = "{profile.name}"\nprofiles_file = "{self.folder / "models.toml"}"\n'
        return ReceiptPrinterSimulator(profile=profile, link=self.folder / "printer", baud=None)

    def _toml(self) -> str:
        toml = TERMINAL_TOML.format(data=self.data, hall=self._url)
        if self.reader is not None:
            toml += f'[devices.id_card]\nenabled = true\nport = "{self.folder / "id-card"}"\npoll_ms = 100\n'
        if self.printer is not None:
            toml += f'[devices.printer]\nenabled = true\nport = "{self.folder / "printer"}"\n{self._printer_toml}'
        if self.scanner is not None:
            toml += f'[devices.code_scanner]\nenabled = true\nport = "{self.folder / "scanner"}"\n'
        if self.papers is not None:
            toml += f'[devices.camera]\nenabled = true\nsource = "stage:{self.camera_stage}"\n'
        return toml

    # ---- up and down ---------------------------------------------------------------------------------------------

    def __enter__(self) -> Self:
        for device in (self.reader, self.printer, self.scanner):
            if device is not None:
                device.start()
        set_stage(self.camera_stage, Prop.EMPTY)
        if self._enrolled:
            enrol_directly(self.data / "queue", self.hall.keys if self.hall is not None else HallSide())
        self._patch.setattr("kiosk.devices.IDLE_POLL_S", POLL_S)
        self.app.first_picture()
        return self

    def start(self, *, with_outbox: bool = True) -> Self:
        """Let it furnish itself, then take its clock over and wake every thread that it keeps."""
        self.until(lambda: self.app.terminal is not None, "the terminal")
        self.terminal._timer.stop()
        self.around.monotonic = self.clock
        assert self.app.paper is not None
        self.app.paper.drawn.connect(self._on_drawn)
        if with_outbox:
            self.until(lambda: self.desk.outbox is not None, "the outbox")
        self._warm_up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.app.stop()
        self._patch.undo()
        for device in (self.reader, self.printer, self.scanner):
            if device is not None:
                device.stop()
        if self.app.window is not None:
            self.app.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _warm_up(self) -> None:
        """Threads that stay are started before the first test counts them."""
        seen: list[str] = []
        background = self.around.background
        for lane in Lane:
            background.run_service(lane, lambda: "", seen.append, lambda _error: seen.append(""))
        self.until(lambda: len(seen) == len(Lane), "the lanes")
        self.arrive()
        for kind in (DeviceKind.ID_CARD, DeviceKind.PRINTER):
            if self.around.devices.has(kind):
                self.until(lambda: self.around.devices.usable(kind), kind.value)  # noqa: B023 - waited for right here
        if self.hall is not None:
            self.set_line(up=True)
        self.leave()

    def tidy_up(self) -> None:
        """At rest, everything plugged in and mended, nothing on the reader or under the camera."""
        self.leave()
        if self.hall is not None:
            self.hall.go_up()
            self.hall.faults.clear()
        if self.reader is not None:
            self.reader.faults = ReaderFaults()
            self.reader.remove()
        if self.printer is not None:
            self.printer.refill()
            self.printer.cover_close()
        set_stage(self.camera_stage, Prop.EMPTY)
        self.slips.clear()
        self.until(lambda: not any(t.name.startswith("resting-") for t in threading.enumerate()), "the camera's rest")

    def leave(self) -> None:
        """End the visit whatever is in front."""
        if self.terminal.state is not VisitState.RESTING:
            self.terminal._state = VisitState.SERVING
            self.terminal.end_visit()

    # ---- parts ---------------------------------------------------------------------------------------------------

    @property
    def terminal(self) -> Terminal:
        assert self.app.terminal is not None
        return self.app.terminal

    @property
    def around(self) -> Surroundings:
        assert self.app.around is not None
        return self.app.around

    @property
    def stage(self) -> Stage:
        assert self.app.stage is not None
        return self.app.stage

    @property
    def desk(self) -> OutboxDesk:
        assert self.app.outbox is not None
        return self.app.outbox

    @property
    def outbox(self) -> Outbox:
        assert self.desk.outbox is not None
        return self.desk.outbox

    @property
    def visit(self) -> Visit:
        return self.around.visit

    @property
    def hand(self) -> Hand:
        assert self.app.window is not None
        return Hand(self.app.window)

    @property
    def apply(self) -> ApplyFlow:
        """The flow in front, which is an application."""
        flow = self.terminal.flow
        assert isinstance(flow, ApplyFlow)
        return flow

    @property
    def find(self) -> FindFlow:
        flow = self.terminal.flow
        assert isinstance(flow, FindFlow)
        return flow

    @property
    def progress(self) -> ProgressFlow:
        flow = self.terminal.flow
        assert isinstance(flow, ProgressFlow)
        return flow

    def front(self) -> PageName | None:
        """The page that is seen now."""
        return self.stage.seen

    def doing(self) -> VisitState:
        """What the terminal does now."""
        return self.terminal.state

    def step(self) -> ApplyState:
        """Where the application in front is now."""
        return self.apply.state

    def asking(self) -> ProgressState:
        """Where the question how a case stands is now."""
        return self.progress.state

    def finding(self) -> FindState:
        """Where the resident is looking now."""
        return self.find.state

    def size(self) -> TextSize:
        """How large texts are now."""
        return self.stage.look.size

    def text(self, key: str, **values: object) -> str:
        """A text in the language of the visit."""
        return self.around.texts(key, **values)

    # ---- time ----------------------------------------------------------------------------------------------------

    def until(self, condition: Callable[[], bool], what: str, *, ticking: bool = False) -> None:
        """Let everything work until something is so."""
        deadline = time.monotonic() + LIMIT_S
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(
                    f"waited in vain for {what}; seen: {self.app.stage and self.app.stage.seen}; {self._line()}"
                )
            QTest.qWait(5)
            if ticking:
                self.tick()

    def _line(self) -> str:
        """What is known of the line, for the message of a failed test."""
        engine = self.app.outbox and self.app.outbox._engine
        return f"line: {engine.line_state}, not before {engine._not_before_s - time.monotonic():.1f}" if engine else ""

    def seen(self, page: PageName, *, ticking: bool = False) -> None:
        """Wait for a page."""
        self.until(lambda: self.stage.seen is page, f"the page {page.value}", ticking=ticking)

    def tick(self, seconds: float = 0.0) -> None:
        """A second goes by for the terminal; its clock moves by that much."""
        self.clock.now_s += seconds
        self.terminal._on_tick()

    # ---- what a resident does ------------------------------------------------------------------------------------

    def do(self, page: PageName, intent: str, *args: object) -> None:
        """What a page says when it was touched."""
        getattr(self.stage.page(page), intent).emit(*args)

    def press(self, key: str, **values: object) -> None:
        """Touch the button with that text."""
        self.hand.press(self.text(key, **values))

    def arrive(self) -> None:
        """To the home page."""
        self.do(PageName.IDLE, "start_pressed")
        self.seen(PageName.HOME)

    def to_guide(self, item: str) -> None:
        self.arrive()
        self.do(PageName.HOME, "item_pressed", item)
        self.seen(PageName.GUIDE)

    def to_privacy(self, item: str) -> None:
        self.to_guide(item)
        self.do(PageName.GUIDE, "start_pressed")
        self.seen(PageName.PRIVACY)

    def to_who(self, item: str) -> None:
        self.to_privacy(item)
        self.do(PageName.PRIVACY, "who_pressed")
        self.seen(PageName.WHO)

    def to_helper_card(self, item: str, acting: str) -> None:
        """To the card of one who acts for another."""
        self.to_who(item)
        self.do(PageName.WHO, "who_chosen", acting)
        self.seen(PageName.PRIVACY)
        self.do(PageName.PRIVACY, "accepted")
        self.seen(PageName.ID_CARD)

    def to_card(self, item: str) -> None:
        self.to_privacy(item)
        self.do(PageName.PRIVACY, "accepted")
        self.seen(PageName.ID_CARD)

    def to_manual(self, item: str) -> None:
        self.to_card(item)
        self.do(PageName.ID_CARD, "manual_pressed")
        self.seen(PageName.MANUAL_ID)

    def type_person(self, name: str = NAME, number: str = NUMBER) -> None:
        self.do(PageName.MANUAL_ID, "text_edited", "name", name)
        self.do(PageName.MANUAL_ID, "text_edited", "number", number)
        self.do(PageName.MANUAL_ID, "done_pressed")

    def to_check(self, item: str) -> None:
        """By hand: no device takes part."""
        self.to_manual(item)
        self.type_person()
        self.seen(PageName.ID_CHECK)

    def read_card(self, card: SimulatedCard | None = None) -> None:
        """Lay a card on the reader and wait until it was read."""
        assert self.reader is not None
        self.reader.place(card or sample_card())
        self.seen(PageName.ID_CHECK)

    def to_form(self, item: str) -> None:
        self.to_check(item)
        self.do(PageName.ID_CHECK, "confirmed")
        self.seen(PageName.FORM)

    def fill_in(self) -> None:
        """Answer every field; what the card has filled in stays."""
        model = self.visit.form
        assert model is not None
        for entry in model.fields:
            key = entry.field_key
            if model.locked(key):
                continue
            match entry.type:
                case FieldType.CHOICE | FieldType.MULTI_CHOICE:
                    self.do(PageName.FORM, "option_chosen", key, entry.options[0])
                case FieldType.BOOL:
                    self.do(PageName.FORM, "option_chosen", key, "yes")
                case FieldType.TEXT | FieldType.ADDRESS | FieldType.TEXTAREA:
                    self.do(PageName.FORM, "text_edited", key, f"陕西省{ADDRESS}")
                case kind:
                    self.do(PageName.FORM, "text_edited", key, ANSWERS[kind])
        assert model.complete, {key: error.fault for key, error in model.errors().items()}

    def form_done(self) -> None:
        """From the complete form to what follows it, the ordinary way where a commitment could be made."""
        self.do(PageName.FORM, "done_pressed")
        if self.stage.seen is PageName.COMMITMENT:
            self.do(PageName.COMMITMENT, "ordinary_chosen")

    def to_commitment(self, item: str = NO_PAPERS) -> None:
        self.to_form(item)
        self.fill_in()
        self.do(PageName.FORM, "done_pressed")
        self.seen(PageName.COMMITMENT)

    def to_materials(self, item: str) -> None:
        self.to_form(item)
        self.fill_in()
        self.form_done()
        self.seen(PageName.MATERIALS)

    def lay(self, paper: Path | Prop) -> None:
        """Lay a paper under the camera, clear the desk, or pull the camera's cable."""
        set_stage(self.camera_stage, paper)

    def to_review(self, item: str) -> None:
        """With every paper left for later, so that no device takes part."""
        self.to_form(item)
        self.fill_in()
        self.form_done()
        while self.stage.seen is PageName.MATERIALS:
            self.do(PageName.MATERIALS, "skip_pressed")
        self.seen(PageName.REVIEW)

    def to_sealed(self, item: str) -> None:
        self.to_review(item)
        self.do(PageName.REVIEW, "confirm_pressed")
        self.seen(PageName.SEALED, ticking=True)

    def settled(self) -> None:
        """Wait until the slip has come out, or cannot."""
        self.until(lambda: self.apply._sealed._paper.settled, "the slip")

    def to_state(self, state: ApplyState, item: str = MAY_SKIP_PAPERS) -> None:
        """To any state that a resident can pause in."""
        ways: dict[ApplyState, Callable[[str], None]] = {
            ApplyState.PRIVACY: self.to_privacy,
            ApplyState.CARD: self.to_card,
            ApplyState.MANUAL_ID: self.to_manual,
            ApplyState.CHECK: self.to_check,
            ApplyState.FORM: self.to_form,
            ApplyState.MATERIALS: self.to_materials,
            ApplyState.REVIEW: self.to_review,
            ApplyState.SEALED: self.to_sealed,
        }
        ways[state](item)
        assert self.apply.state is state

    # ---- the world -----------------------------------------------------------------------------------------------

    def set_line(self, *, up: bool) -> None:
        """The hall is there or not, and the terminal has noticed."""
        assert self.hall is not None
        if up:
            self.hall.go_up()
        else:
            self.hall.go_down()
        engine = self.desk._engine
        assert engine is not None
        engine._next_heartbeat_s = 0.0
        self.desk.send_now()
        self.until(lambda: self.around.online() is up, f"the line to be {'up' if up else 'down'}")

    def _on_drawn(self, slip: Slip, _image: SlipImage) -> None:
        self.slips.append(slip)


PERSONAL = (
    NAME,
    NUMBER,
    CHILD,
    ADDRESS,
    MOBILE,
    "张*",
    NUMBER[:6] + "*",
    ANSWERS[FieldType.NAME],
    "610198199001010047",
)
"""What residents of these tests enter, and the beginnings of how it is masked."""


def assert_at_rest(rig: Rig) -> None:
    """The idle picture is in front and nothing of the visit is left in any object of the terminal."""
    assert rig.terminal.state is VisitState.RESTING
    assert rig.stage.seen is PageName.IDLE
    assert rig.terminal.flow is None
    assert not rig.visit.papers.count
    assert (rig.visit.item, rig.visit.identity, rig.visit.form, rig.visit.receipt) == (None, None, None, None)
    assert rig.visit.helper is None
    assert rig.visit.answers == {}
    assert traces_in_objects([rig.app, rig.app.window, rig.terminal, rig.around, rig.stage], PERSONAL) == []
