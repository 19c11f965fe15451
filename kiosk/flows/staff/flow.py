"""The staff's side of the terminal: behind a code, the devices in plain words, the paper roll, the queue, the stick.

The printer's own status leads through the change of the roll as far as it can tell; every step can also be taken by
hand. It ends with a test page and the question whether that came out: only a person can see it. Nothing personal is
shown or kept here.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from drivers.printer.status import CoverOpen, PaperOut
from drivers.vocabulary import DeviceEvent, DeviceKind, StatusChanged
from kiosk.background import Lane
from kiosk.flows.machine import step
from kiosk.flows.staff.queue_part import QueuePart
from kiosk.flows.staff.stick_part import StickPart
from kiosk.flows.staff.table import (
    AT_THE_PRINTER,
    AT_THE_QUEUE,
    AT_THE_STICK,
    BUSY,
    STAFF_TABLE,
    StaffEvent,
    StaffState,
)
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperProgress
from kiosk.present.paper_roll import present_code, present_paper_step, present_test
from kiosk.present.staff import Door, present_staff
from kiosk.slips import printer_test_slip
from kiosk.staff_code import DIGITS, CodeGuard, fits
from kiosk.stage import Intent, PageName
from kiosk.station_health import devices_now, look_at_line, look_at_machine

if TYPE_CHECKING:
    from kiosk.flows.step import IntentTable
    from kiosk.flows.surroundings import Surroundings
    from kiosk.health.findings import Finding
    from kiosk.paper import PaperState

_log = logging.getLogger(__name__)

PRINTER_LIMIT_S = 600.0
"""How long somebody may work at the printer before the page is closed again."""
LOOK_EVERY_TICKS = 10
"""Seconds between two looks at queue, disk and clock while the overview is open."""


class StaffFlow:
    """From the code to the overview and through the change of the roll."""

    def __init__(self, around: Surroundings, guard: CodeGuard) -> None:
        """Begin at the code; ``guard`` counts wrong tries beyond this visit."""
        self.around = around
        self.state = StaffState.CODE
        self._guard = guard
        self._code = ""
        self._checking = False
        self._wrong = False
        self._machine: Sequence[Finding] = ()
        self._line: Sequence[Finding] = ()
        self._ticks = 0
        self._cover_seen = False
        self._changing = False
        self._changed = False
        self._since = around.monotonic()
        self._print: PaperState | None = None
        self._queue = QueuePart(around, self._fire, self.render)
        self._stick = StickPart(around, self._fire, self.render)
        self._intents: IntentTable = {
            (PageName.STAFF_CODE, "text_edited"): self._on_code,
            (PageName.STAFF_CODE, "done_pressed"): self._on_code_done,
            (PageName.STAFF, "change_pressed"): self._on_change,
            (PageName.STAFF, "test_pressed"): self._on_test,
            (PageName.STAFF, "door_pressed"): self._on_door,
            (PageName.STAFF_LIST, "chosen"): self._on_chosen,
            (PageName.STAFF_LIST, "primary_pressed"): self._on_primary,
            (PageName.PAPER_ROLL, "next_pressed"): lambda: self._fire(StaffEvent.NEXT),
            (PageName.NOTICE, "primary_pressed"): self._on_primary,
            (PageName.NOTICE, "secondary_pressed"): self._on_secondary,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """Short, but without a countdown while hands are in the printer."""
        if self.state in AT_THE_PRINTER | BUSY:
            return IdleKind.PAUSED
        return IdleKind.MENU if self.state is StaffState.CODE else IdleKind.FORM

    @property
    def can_go_back(self) -> bool:
        """Everywhere but while the test page is printed or a stick is written."""
        return self.state not in BUSY

    @property
    def can_leave(self) -> bool:
        """At any time but while a stick is written: that goes on all the same."""
        return self.state is not StaffState.STICK_WRITING

    @property
    def would_lose(self) -> bool:
        """Nothing."""
        return False

    def enter(self) -> None:
        """Ask for the code."""
        self.render()

    def render(self) -> None:
        """The present page."""
        texts, stage = self.around.texts, self.around.stage
        match self.state:
            case StaffState.CODE:
                pause_s = self._guard.pause_s(self.around.monotonic())
                state = present_code(texts, self._code, wrong=self._wrong, pause_s=pause_s, checking=self._checking)
                stage.show(PageName.STAFF_CODE, state)
            case StaffState.OVERVIEW:
                devices = devices_now(self.around.devices)
                findings = (*devices, *self._machine, *self._line)
                stage.show(
                    PageName.STAFF,
                    present_staff(texts, findings, printer=self._has_printer, changed=self._changed, doors=self._doors),
                )
            case StaffState.OPEN_COVER | StaffState.PUT_ROLL | StaffState.CLOSE_COVER | StaffState.NO_PAPER:
                status = self.around.devices.status(DeviceKind.PRINTER)
                stage.show(PageName.PAPER_ROLL, present_paper_step(texts, self.state, status))
            case StaffState.TEST_PRINT | StaffState.ASK | StaffState.FAILED:
                stage.show(PageName.NOTICE, present_test(texts, self.state, self._print))
            case StaffState.QUEUE | StaffState.ENTRY:
                self._queue.render(self.state)
            case StaffState.STICK | StaffState.STICK_WRITING | StaffState.STICK_RESULT:
                self._stick.render(self.state)

    def handle(self, intent: Intent) -> None:
        """What staff did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """The printer leads through the change of its roll; any device's status is news for the overview."""
        if event.device is DeviceKind.PRINTER:
            self.around.paper.on_device(event)
        if not isinstance(event, StatusChanged):
            return
        if event.device is DeviceKind.PRINTER and self.state in AT_THE_PRINTER:
            self._follow_printer()
        if self.state is StaffState.OVERVIEW or self.state in AT_THE_PRINTER:
            self.render()

    def on_tick(self) -> None:
        """A second has gone by."""
        self._ticks += 1
        now = self.around.monotonic()
        if self.state in AT_THE_PRINTER and now - self._since >= PRINTER_LIMIT_S:
            self.around.ways.end_visit()
        elif self.state is StaffState.CODE and self._guard.locked_until:
            self.render()
        elif self.state is StaffState.OVERVIEW and self._ticks % LOOK_EVERY_TICKS == 0:
            self._look()
        elif self.state in AT_THE_QUEUE:
            self._queue.on_tick(self.state)
        elif self.state in AT_THE_STICK:
            self._stick.on_tick(self.state)

    def go_back(self) -> None:
        """One step back; from the first two pages out of the staff's side."""
        if self.state in {StaffState.CODE, StaffState.OVERVIEW}:
            self.around.ways.end_visit()
        else:
            self._fire(StaffEvent.BACK)

    def leave(self) -> None:
        """Forget the code."""
        self._code = ""
        self.around.paper.forget()

    @property
    def _has_printer(self) -> bool:
        return self.around.devices.has(DeviceKind.PRINTER)

    def _fire(self, event: StaffEvent) -> None:
        before = self.state
        self.state = step(STAFF_TABLE, before, event)
        self._since = self.around.monotonic()
        match self.state:
            case StaffState.OVERVIEW:
                self._changing = False
                self._queue.leave()
                self._stick.leave()
                self._look()
            case StaffState.QUEUE | StaffState.ENTRY:
                self._queue.enter(self.state)
            case StaffState.STICK | StaffState.STICK_WRITING:
                self._stick.enter(self.state)
            case StaffState.OPEN_COVER | StaffState.CLOSE_COVER:
                self._follow_printer(entering=True)
            case StaffState.TEST_PRINT:
                self._begin_test()
            case _:
                pass
        self.render()

    # ---- the code ------------------------------------------------------------------------------------------------

    def _on_code(self, text: str) -> None:
        self._code, self._wrong = text, False
        self.render()

    def _on_code_done(self) -> None:
        if self._checking or len(self._code) != DIGITS or self._guard.pause_s(self.around.monotonic()):
            return
        code, stored = self._code, self.around.settings.staff.code_hash
        self._code, self._checking = "", True
        self.render()
        self.around.background.run(Lane.PAPER, lambda: fits(code, stored), self._on_checked, self._not_checked)

    def _on_checked(self, right: bool) -> None:
        self._checking = False
        if right:
            self._guard.was_right()
            _log.info("staff_entered")
            self._fire(StaffEvent.CODE_RIGHT)
            return
        self._guard.was_wrong(self.around.monotonic())
        _log.info("staff_code_wrong tries=%d", self._guard.wrong)
        self._wrong = True
        self.render()

    def _not_checked(self, error: Exception) -> None:
        _log.error("staff_code_not_checked error=%s", type(error).__name__)
        self._checking = False
        self.render()

    # ---- the overview --------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Ask queue, disk and clock, and the hall; each answer shows when it is there."""
        around = self.around
        outbox, settings = around.outbox.outbox, around.settings
        run = around.background.run
        run(Lane.OUTBOX, lambda: look_at_machine(settings, outbox), self._on_machine, self._not_seen)
        run(Lane.HALL, lambda: look_at_line(settings), self._on_line, self._not_seen)

    def _on_machine(self, findings: Sequence[Finding]) -> None:
        self._machine = findings
        self._show_findings()

    def _on_line(self, findings: Sequence[Finding]) -> None:
        self._line = findings
        self._show_findings()

    def _show_findings(self) -> None:
        if self.state is StaffState.OVERVIEW:
            self.render()

    def _not_seen(self, error: Exception) -> None:
        _log.error("staff_overview_failed error=%s", type(error).__name__)

    def _on_change(self) -> None:
        self._changing, self._changed, self._cover_seen = True, False, False
        self._fire(StaffEvent.CHANGE_CHOSEN)

    @property
    def _doors(self) -> tuple[Door, ...]:
        """Further pages: those of the queue where it is open, the stick's where the settings say where sticks are."""
        if self.around.outbox.outbox is None:
            return ()
        return (Door.QUEUE, Door.STICK) if self.around.settings.staff.stick_folders else (Door.QUEUE,)

    def _on_door(self, key: str) -> None:
        self._changed = False
        self._fire(StaffEvent.QUEUE_CHOSEN if Door(key) is Door.QUEUE else StaffEvent.STICK_CHOSEN)

    def _on_chosen(self, key: str) -> None:
        if self.state in AT_THE_QUEUE:
            self._queue.chosen(self.state, key)
        elif self.state is StaffState.STICK:
            self._stick.chosen(key)

    def _on_test(self) -> None:
        self._changed = False
        self._fire(StaffEvent.TEST_CHOSEN)

    # ---- the roll ------------------------------------------------------------------------------------------------

    def _follow_printer(self, *, entering: bool = False) -> None:
        """Take the step that the printer's status shows; a printer that cannot tell is led by hand."""
        status = self.around.devices.status(DeviceKind.PRINTER)
        event: StaffEvent | None = None
        if isinstance(status, CoverOpen):
            self._cover_seen = True
            event = StaffEvent.COVER_OPENED
        elif isinstance(status, PaperOut) and self._cover_seen:
            event = StaffEvent.PAPER_MISSING
        elif status is not None and status.usable and (self._cover_seen or not entering):
            event = StaffEvent.PAPER_SEEN
        if event is not None and (self.state, event) in STAFF_TABLE:
            self._fire(event)

    def _begin_test(self) -> None:
        around = self.around
        station = around.settings.station
        name = station.name_in(around.words.language)
        slip = printer_test_slip(around.texts, name, station.terminal_no, around.now())
        self._print = None
        around.paper.print_slip(slip, self._on_paper, test=True)

    def _on_paper(self, state: PaperState) -> None:
        self._print = state
        if self.state is not StaffState.TEST_PRINT or not state.settled:
            return
        came = state.progress in {PaperProgress.PRINTED, PaperProgress.RETRACTED, PaperProgress.UNKNOWN}
        self._fire(StaffEvent.SENT_OUT if came else StaffEvent.PRINT_FAILED)

    def _on_primary(self) -> None:
        if self.state is StaffState.ENTRY:
            self._queue.primary()
        elif self.state in AT_THE_STICK:
            self._stick.primary(self.state)
        elif self.state is StaffState.ASK:
            self._changed = self._changing
            _log.info("printer_test_confirmed roll_changed=%d", self._changing)
            self._fire(StaffEvent.CAME_OUT)
        else:
            self._fire(StaffEvent.TEST_CHOSEN)

    def _on_secondary(self) -> None:
        if self.state in AT_THE_STICK:
            self._fire(StaffEvent.BACK)
        elif self.state is StaffState.ASK:
            _log.warning("printer_test_denied")
            self._fire(StaffEvent.NOT_OUT)
        else:
            self._on_change()
