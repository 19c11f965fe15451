"""The terminal as a whole: begins and ends visits, runs the flow in front, watches the time, the line and the frame."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from config.texts import Language
from drivers.vocabulary import DeviceEvent, DeviceKind
from kiosk.flow_bugs import leave_or_log, log_bug
from kiosk.flows.find_flow import FindFlow
from kiosk.flows.machine import TransitionMissingError, step
from kiosk.flows.visit_table import VISIT_TABLE, VisitEvent, VisitState
from kiosk.frame import Frame
from kiosk.idle_clock import IdleClock, IdleKind, IdleLimits, IdlePhase
from kiosk.look_choice import after_aid
from kiosk.read_aloud import ReadAloud
from kiosk.staff_code import CodeGuard
from kiosk.stage import Intent, PageName
from kiosk.visit import Visit, VisitCount
from kiosk.window import look_for
from screens.look import Look, TextSize
from screens.shell_state import Aid

if TYPE_CHECKING:
    from config.catalogue.search import SearchIndex
    from config.domain.identifiers import ItemId
    from kiosk.bridge import DeviceBridge
    from kiosk.corrections import Correcting
    from kiosk.flows.surroundings import Flow, Surroundings
    from kiosk.key_access import KeyAccess
    from screens.shell import Shell

_log = logging.getLogger(__name__)

TICK_MS = 1000
RING_EVERY_S = 5
"""How often the terminal rings while somebody waits for staff."""
CALL_LIMIT_S = 900
"""How long a call for staff, which has no countdown, keeps a visit open."""
SIGNS_OF_LIFE = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.KeyPress})


class Terminal(QObject):
    """The one object that knows what is going on. Lives on the GUI thread."""

    def __init__(
        self,
        shell: Shell,
        bridge: DeviceBridge,
        around: Surroundings,
        load_index: Callable[[], SearchIndex],
        parent: QObject | None = None,
    ) -> None:
        """Wire everything; the idle picture is shown by ``rest``.

        Args:
            shell: the window's content.
            bridge: device events on this thread.
            around: everything that flows use; its ``ways`` is this object.
            load_index: gives the search index when it is first needed.
            parent: of the Qt object.
        """
        super().__init__(parent)
        self._shell = shell
        self._bridge = bridge
        self._around = around
        self._aloud = ReadAloud(around, shell)
        self._frame = Frame(shell, around, self._aloud)
        self._keys: KeyAccess | None = None
        self._load_index = load_index
        self._state = VisitState.RESTING
        self._flow: Flow | None = None
        self._base_look = shell.look
        self._visits = VisitCount()
        self._after_leaving: Callable[[], None] = self.end_visit
        self._called_at = 0.0
        self._code_guard = CodeGuard()
        timing = around.settings.timing
        self._idle = IdleClock(IdleLimits(timing.menu_s, timing.form_s, timing.warn_before_s, timing.senior_factor))
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        shell.back_pressed.connect(self._on_back)
        shell.home_pressed.connect(self._on_home)
        shell.help_pressed.connect(self.call_staff)
        shell.exit_pressed.connect(self._on_exit)
        shell.aid_pressed.connect(self._on_aid)
        around.stage.intent.connect(self._on_intent)
        bridge.command_event.connect(self._on_device)
        bridge.status_changed.connect(self._on_device)
        around.outbox.line_changed.connect(self._on_line)
        around.payments.changed.connect(self._on_payments)

    @property
    def state(self) -> VisitState:
        """What the terminal is doing."""
        return self._state

    @property
    def flow(self) -> Flow | None:
        """The flow in front, None while resting."""
        return self._flow

    @property
    def reads_aloud(self) -> bool:
        """Whether pages are read aloud."""
        return self._aloud.on

    def begin(self) -> None:
        """Show the idle picture and start the clock."""
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._frame.rest()
        self._timer.start()
        # A cash device that was left open is closed, and what is in its escrow returned, before anybody comes.
        self._around.devices.start(DeviceKind.CASH)
        # The card terminal is asked what became of a payment that an earlier process began.
        self._around.devices.start(DeviceKind.CARD_TERMINAL)

    def stop(self) -> None:
        """End the visit and the clock."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._end()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Any touch or key is a sign of life and ends what is being said. Keys that do something go no further."""
        if event.type() in SIGNS_OF_LIFE:
            if self._state is not VisitState.WARNING:
                self._idle.touched(self._around.monotonic())
            self._aloud.quiet()
            if isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
                return self._on_key(watched, event)
        return False

    def _on_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        """A key that was pressed in this window; at rest any key begins a visit."""
        from kiosk.key_access import is_alone

        ours = watched is self._shell.window() or self._shell.isAncestorOf(watched)
        if not ours or is_alone(event):
            return False
        if self._state is VisitState.RESTING:
            self.guarded(self._begin_with_keys)
            return True
        done: list[bool] = []
        self.guarded(lambda: done.append(self._key_access().pressed(event)))
        return done != [False]

    def _begin_with_keys(self) -> None:
        self._shell.show_focus(shown=True)
        self._fire(VisitEvent.TOUCHED)
        if self._around.settings.access.speak_with_keys:
            self._aloud.begin(with_keys=True)

    def _key_access(self) -> KeyAccess:
        if self._keys is None:
            from kiosk.key_access import KeyAccess, KeyWays

            ways = KeyWays(
                back=self._on_back,
                home=self._on_home,
                call_staff=self.call_staff,
                say_again=self._aloud.again,
                softer=lambda: self._aloud.change_volume(-1),
                louder=lambda: self._aloud.change_volume(1),
                switch_reading=lambda: self._aloud.toggle(with_keys=True),
                moved=self._aloud.say_control,
            )
            self._keys = KeyAccess(self._shell, self._around.settings.access, ways)
        return self._keys

    # ---- ways that flows ask for ---------------------------------------------------------------------------------

    def go_home(self) -> None:
        """Leave the flow; what it holds of a case is wiped, the visit goes on."""
        self._around.visit.wipe_case()
        self._run(FindFlow(self._around, self._load_index))

    def end_visit(self) -> None:
        """Wipe everything personal and rest."""
        self._fire(VisitEvent.LEFT)

    def open_guide(self, item_id: ItemId) -> None:
        """The guide of an item; what was entered for a case is wiped."""
        self._around.visit.wipe_case()
        self._run(FindFlow(self._around, self._load_index, start_at=item_id))

    def begin_case(self, item_id: ItemId) -> None:
        """Start handing in a case."""
        from kiosk.flows.apply.flow import ApplyFlow

        self._run(ApplyFlow(self._around, self._around.catalogue.item(item_id)))

    def open_help(self) -> None:
        """Frequent questions."""
        from kiosk.flows.help_flow import HelpFlow

        self._run(HelpFlow(self._around, self._load_index))

    def open_checklist(self, item_id: ItemId) -> None:
        """What is still missing for an item."""
        from kiosk.flows.checklist_flow import ChecklistFlow

        self._run(ChecklistFlow(self._around, self._around.catalogue.item(item_id)))

    def begin_correction(self, correction: Correcting) -> None:
        """Start handing in what a department asks for afterwards."""
        from kiosk.flows.apply.flow import ApplyFlow

        item = self._around.catalogue.item(correction.item_id)
        self._run(ApplyFlow(self._around, item, correction))

    def open_progress(self) -> None:
        """Ask how a case stands."""
        from kiosk.flows.progress_flow import ProgressFlow

        self._run(ProgressFlow(self._around))

    def open_opinion(self) -> None:
        """Say something: a complaint, a suggestion, a question."""
        from kiosk.flows.opinion_flow import OpinionFlow

        self._run(OpinionFlow(self._around))

    def open_hotlines(self) -> None:
        """Whom to call."""
        from kiosk.flows.hotline_flow import HotlineFlow

        self._run(HotlineFlow(self._around))

    def open_certificates(self) -> None:
        """Have a paper of an issuing system printed."""
        from kiosk.flows.certificate_flow import CertificateFlow

        self._run(CertificateFlow(self._around))

    def open_booking(self) -> None:
        """Book a time at a window, or take a number."""
        from kiosk.flows.booking_flow import BookingFlow

        self._run(BookingFlow(self._around))

    def open_payment(self) -> None:
        """Pay something, or see what has become of it."""
        from kiosk.flows.pay.flow import PayFlow

        self._run(PayFlow(self._around))

    def call_staff(self) -> None:
        """Ring for somebody; the countdown stops."""
        self.guarded(self._call_staff)

    # ---- what happens --------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_intent(self, intent: Intent) -> None:
        self.guarded(lambda: self._intent(intent))

    @Slot(object)
    def _on_device(self, event: object) -> None:
        flow = self._flow
        device_event: DeviceEvent = event  # type: ignore[assignment]  # the bridge emits device events only
        if device_event.device is DeviceKind.SPEAKER:
            self._aloud.take(device_event)
        elif flow is not None:
            self.guarded(lambda: flow.on_device(device_event))

    @Slot()
    def _on_payments(self) -> None:
        """What can be paid has changed: the home page says so."""
        if isinstance(self._flow, FindFlow) and self._flow.at_home:
            self.guarded(self._render_all)

    @Slot(bool)
    def _on_line(self, _online: bool) -> None:
        self.guarded(self._render_all)

    @Slot()
    def _on_tick(self) -> None:
        self.guarded(self._tick)

    @Slot()
    def _on_back(self) -> None:
        self.guarded(self._back)

    @Slot()
    def _on_home(self) -> None:
        self.guarded(lambda: self._leave_for(self.go_home))

    @Slot()
    def _on_exit(self) -> None:
        self.guarded(lambda: self._leave_for(self.end_visit))

    @Slot(Aid)
    def _on_aid(self, aid: Aid) -> None:
        self.guarded(lambda: self._aid(aid))

    def _intent(self, intent: Intent) -> None:
        match intent.page, intent.name:
            case PageName.IDLE, name:
                self._from_rest(name)
            case ((PageName.TIME_WARNING | PageName.LEAVE), "stay_pressed"):
                self._fire(VisitEvent.STAYED)
            case PageName.TIME_WARNING, "leave_pressed":
                self._fire(VisitEvent.LEFT)
            case PageName.LEAVE, "leave_pressed":
                self._state = VisitState.SERVING
                self._around.stage.uncover()
                self._after_leaving()
            case PageName.STAFF_CALL, "cancel_pressed":
                self._fire(VisitEvent.CALL_ENDED)
            case PageName.STAFF_CALL, "staff_pressed":
                self._let_staff_in()
            case _:
                if self._flow is not None:
                    self._flow.handle(intent)

    def _from_rest(self, name: str) -> None:
        self._fire(VisitEvent.TOUCHED)
        match name:
            case "text_size_pressed":
                self._use_look(replace(self._shell.look, size=TextSize.SENIOR))
            case "language_pressed":
                self._switch_language()
            case "help_pressed":
                self._call_staff()

    def _tick(self) -> None:
        if self._flow is not None and self._state is VisitState.SERVING:
            self._flow.on_tick()
            if self._aloud.speaking:
                self._idle.touched(self._around.monotonic())
        if self._state is VisitState.CALLING and self._waited_s >= CALL_LIMIT_S:
            _log.info("visit_timed_out")
            self._fire(VisitEvent.LEFT)
        elif self._state is VisitState.CALLING:
            if self._waited_s % RING_EVERY_S == 0:
                QApplication.beep()
            self._frame.remote.tick(self._waited_s)
            self._frame.call(self._waited_s, entrance=self._staff_entrance)
        elif self._state is not VisitState.RESTING:
            self._watch_time()
        if self._state is VisitState.RESTING:
            self._frame.rest()

    def _watch_time(self) -> None:
        reading = self._idle.read(self._around.monotonic())
        match reading.phase:
            case IdlePhase.EXPIRED:
                _log.info("visit_timed_out")
                self._fire(VisitEvent.TIME_UP)
            case IdlePhase.WARNING if self._state is VisitState.SERVING:
                self._fire(VisitEvent.TIME_SHORT)
            case IdlePhase.WARNING if self._state is VisitState.WARNING:
                self._frame.warn(reading.remaining_s)
            case _:
                pass

    def _back(self) -> None:
        if self._state is VisitState.SERVING and self._flow is not None and self._flow.can_go_back:
            self._flow.go_back()

    def _leave_for(self, target: Callable[[], None]) -> None:
        """Leave the flow for home or for good; ask first when something would be lost."""
        if self._flow is None or not self._flow.can_leave:
            return
        if self._state is not VisitState.SERVING:
            if target == self.end_visit:
                self._fire(VisitEvent.LEFT)
            return
        if self._flow.would_lose:
            self._after_leaving = target
            self._fire(VisitEvent.LEAVE_ASKED)
        else:
            target()

    def _aid(self, aid: Aid) -> None:
        match aid:
            case Aid.LANGUAGE:
                self._switch_language()
            case Aid.SPEAK:
                self._aloud.toggle(with_keys=self._shell.keys_used)
            case Aid.VOLUME:
                self._aloud.change_volume(None)
            case _:
                self._use_look(after_aid(self._shell.look, aid))

    def _call_staff(self) -> None:
        if self._state is VisitState.RESTING:
            self._fire(VisitEvent.TOUCHED)
        if self._state is VisitState.CALLING:
            return
        self._called_at = self._around.monotonic()
        self._frame.remote.begin(self._around.stage.front)
        _log.info("staff_called page=%s", self._around.stage.front)
        QApplication.beep()
        self._fire(VisitEvent.CALLED)

    @property
    def _staff_entrance(self) -> bool:
        """Only where a code is set and nothing of a resident is in front: staff must not see or end a case."""
        at_home = isinstance(self._flow, FindFlow) and self._flow.at_home
        return at_home and bool(self._around.settings.staff.code_hash)

    def _let_staff_in(self) -> None:
        from kiosk.flows.staff.flow import StaffFlow

        if self._staff_entrance:
            self._fire(VisitEvent.STAFF_CAME)
            self._run(StaffFlow(self._around, self._code_guard))

    # ---- the visit -----------------------------------------------------------------------------------------------

    def _fire(self, event: VisitEvent) -> None:
        before = self._state
        self._state = step(VISIT_TABLE, before, event)
        if before is VisitState.RESTING:
            self._begin_visit()
        if before is VisitState.CALLING:
            self._frame.remote.end()
        match self._state:
            case VisitState.RESTING:
                self._end()
                self._frame.rest()
            case VisitState.SERVING:
                self._idle.touched(self._around.monotonic())
                self._around.stage.uncover()
            case VisitState.WARNING:
                self._frame.warn(self._idle.read(self._around.monotonic()).remaining_s)
            case VisitState.CALLING:
                self._frame.call(self._waited_s, entrance=self._staff_entrance)
            case VisitState.ASKING:
                self._frame.ask_to_leave()

    def _begin_visit(self) -> None:
        number = self._visits.next()
        self._around.outbox.send_now()
        _log.info("visit_begun visit=%d", number)
        self._around.visit = Visit(number)
        self._bridge.begin_visit(number)
        self._around.background.begin_visit(number)
        for kind in (DeviceKind.ID_CARD, DeviceKind.PRINTER, DeviceKind.PAGE_PRINTER, DeviceKind.CODE_SCANNER):
            self._around.devices.start(kind)
        self._run(FindFlow(self._around, self._load_index))

    def _end(self) -> None:
        self._frame.remote.end()
        flow, self._flow = self._flow, None
        self._aloud.end()
        if flow is not None:
            leave_or_log(flow)
        for command in self._bridge.end_visit():
            self._around.devices.abandon(command)
        self._around.background.end_visit()
        self._around.visit.wipe()
        self._around.stage.forget()
        self._around.devices.rest(DeviceKind.CAMERA)
        self._around.words.switch(self._around.settings.screen.language)
        self._shell.apply_look(self._base_look)
        _log.info("visit_ended visit=%d", self._visits.last)

    def _run(self, flow: Flow) -> None:
        if self._flow is not None:
            self._flow.leave()
        self._flow = flow
        self._around.background.begin_flow()
        self._idle.touched(self._around.monotonic())
        flow.enter()

    @Slot(QSize)
    def use_size(self, size: QSize) -> None:
        """The window has another size: everything fits it from now on, for this and for later visits."""
        wanted = self._around.settings.screen.orientation
        fitted = look_for(size, wanted)
        self._base_look = fitted
        now = self._shell.look
        self._use_look(replace(fitted, theme=now.theme, size=now.size, lower_reach=now.lower_reach))

    @property
    def _waited_s(self) -> int:
        return int(self._around.monotonic() - self._called_at)

    # ---- what is shown -------------------------------------------------------------------------------------------

    def _use_look(self, look: Look) -> None:
        self._shell.apply_look(look)
        self._render_all()

    def _switch_language(self) -> None:
        words = self._around.words
        words.switch(Language.EN if words.language is Language.ZH else Language.ZH)
        self._render_all()

    def _render_all(self) -> None:
        if self._state is VisitState.RESTING:
            self._frame.rest()
        elif self._flow is not None:
            self._flow.render()
        match self._state:
            case VisitState.WARNING:
                self._frame.warn(self._idle.read(self._around.monotonic()).remaining_s)
            case VisitState.CALLING:
                self._frame.call(self._waited_s, entrance=self._staff_entrance)
            case VisitState.ASKING:
                self._frame.ask_to_leave()
            case VisitState.RESTING | VisitState.SERVING:
                pass
        self._render_shell()

    def _render_shell(self) -> None:
        flow = self._flow
        if flow is None:
            return
        now = self._around.monotonic()
        kind = IdleKind.PAUSED if self._state is VisitState.CALLING else flow.idle_kind
        self._idle.set_kind(kind, now, senior=self._shell.look.senior)
        reading = self._idle.read(now)
        self._frame.surround(flow, reading, serving=self._state is VisitState.SERVING)

    def guarded(self, act: Callable[[], None]) -> None:
        """Run what a resident or a device caused; a bug in a flow ends the visit and wipes it, no more."""
        try:
            act()
            self._render_shell()
            self._aloud.look()
        except TransitionMissingError as error:
            _log.info("event_out_of_place state=%s event=%s", error.state, error.event)
        except Exception as error:  # noqa: BLE001 - the GUI thread's top; the exception's text may be personal
            log_bug(error)
            self._state = VisitState.RESTING
            self._end()
            self._frame.rest()
