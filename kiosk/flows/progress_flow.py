"""How a case or a complaint stands: receipt number and lookup code in, what the hall or this terminal knows out.

Where there is a code scanner or a document camera, the QR code of the slip gives the number; the lookup code is typed
in any case, because the slip may lie about (decisions 11).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from drivers.code_scanner.classify import CodeKind
from drivers.vocabulary import DeviceEvent, DeviceKind, StatusChanged
from kiosk.code_watch import CodeWatch
from kiosk.flows.machine import step
from kiosk.flows.step import IntentTable
from kiosk.flows.surroundings import Surroundings
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperState
from kiosk.present.lookup import LookupEntry, present_lookup
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.progress import present_progress
from kiosk.slips import SLIP_TIME, Place, ProgressFacts, progress_slip
from kiosk.stage import Intent, PageName
from kiosk.standing import Standing, standing_of
from screens.pages.lookup import LookupField

if TYPE_CHECKING:
    from drivers.code_scanner.classify import Code

MAX_TRIES = 5
"""Wrong pairs in one visit before the page stops asking; the hall has a limit of its own."""
LOCKED_MINUTES = 5


class ProgressState(StrEnum):
    """Where the question stands."""

    ASKING = "asking"
    WAITING = "waiting"
    FAILED = "failed"
    SHOWN = "shown"


class ProgressEvent(StrEnum):
    """What leads on."""

    SENT = "sent"
    FOUND = "found"
    NOT_FOUND = "not_found"
    UNREACHABLE = "unreachable"
    RETRY = "retry"
    BACK = "back"


_S, _E = ProgressState, ProgressEvent
PROGRESS_TABLE: Mapping[tuple[ProgressState, ProgressEvent], ProgressState] = {
    (_S.ASKING, _E.SENT): _S.WAITING,
    (_S.WAITING, _E.FOUND): _S.SHOWN,
    (_S.WAITING, _E.NOT_FOUND): _S.ASKING,
    (_S.WAITING, _E.UNREACHABLE): _S.FAILED,
    (_S.WAITING, _E.BACK): _S.ASKING,
    (_S.FAILED, _E.RETRY): _S.WAITING,
    (_S.FAILED, _E.BACK): _S.ASKING,
    (_S.SHOWN, _E.BACK): _S.ASKING,
}


class ProgressFlow:
    """Ask, wait, show."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.state = ProgressState.ASKING
        self._entry = LookupEntry()
        self._wrong_tries = 0
        self._lookup: Lookup | None = None
        self._codes = CodeWatch(
            around, frozenset({CodeKind.RECEIPT_NUMBER}), self._on_scanned, on_change=self._on_eyes_changed
        )
        self._asked_at: datetime = around.now()
        self._intents: IntentTable = {
            (PageName.LOOKUP, "field_focused"): self._on_focused,
            (PageName.LOOKUP, "text_edited"): self._on_edited,
            (PageName.LOOKUP, "next_pressed"): lambda: self._on_focused(LookupField.CODE),
            (PageName.LOOKUP, "lookup_pressed"): self._on_lookup,
            (PageName.NOTICE, "primary_pressed"): self._on_retry,
            (PageName.NOTICE, "secondary_pressed"): around.ways.call_staff,
            (PageName.PROGRESS, "print_pressed"): self._on_print,
            (PageName.PROGRESS, "done_pressed"): around.ways.go_home,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """Typing takes its time."""
        return IdleKind.FORM

    @property
    def can_go_back(self) -> bool:
        """At any time; an answer that comes after it is dropped."""
        return True

    @property
    def can_leave(self) -> bool:
        """At any time."""
        return True

    @property
    def would_lose(self) -> bool:
        """A number can be typed again."""
        return False

    def enter(self) -> None:
        """The two fields; the scanner, or else the camera, waits for the slip beside them."""
        self._codes.begin()
        self.render()

    def render(self) -> None:
        """The present page."""
        match self.state:
            case ProgressState.ASKING:
                self._show_lookup()
            case ProgressState.WAITING:
                self._show_notice(NoticeKind.ASKING_HALL)
            case ProgressState.FAILED:
                self._show_notice(NoticeKind.LOOKUP_FAILED)
            case ProgressState.SHOWN:
                self._show_progress()

    def handle(self, intent: Intent) -> None:
        """What the resident did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """The printer's slip, and what scanner or camera see."""
        if event.device is DeviceKind.PRINTER:
            self.around.paper.on_device(event)
        self._codes.on_device(event)
        if isinstance(event, StatusChanged) and event.device is DeviceKind.CODE_SCANNER:
            if self.state is ProgressState.ASKING:
                self._codes.begin()
            self._on_eyes_changed()

    def on_tick(self) -> None:
        """The camera looks again after a fault that is over."""
        self._codes.on_tick()

    def go_back(self) -> None:
        """From the answer to the question, from the question home."""
        if self.state is ProgressState.ASKING:
            self.around.ways.go_home()
        else:
            self._fire(ProgressEvent.BACK)

    def leave(self) -> None:
        """Forget number, code and answer."""
        self._codes.end()
        self._entry = LookupEntry()
        self._lookup = None
        self.around.paper.forget()

    def _fire(self, event: ProgressEvent) -> None:
        self.state = step(PROGRESS_TABLE, self.state, event)
        if self.state is ProgressState.ASKING:
            self._codes.begin()
        else:
            self._codes.end()
        self.render()

    # ---- the slip's code -----------------------------------------------------------------------------------------

    def _on_scanned(self, code: Code) -> None:
        if self.state is ProgressState.ASKING:
            self._entry = replace(self._entry, receipt=code.text, focused=LookupField.CODE)
            self._lookup = None
            self.render()

    def _on_eyes_changed(self) -> None:
        """The page says where the slip can be shown now."""
        if self.state is ProgressState.ASKING:
            self.render()

    # ---- pages ---------------------------------------------------------------------------------------------------

    def _show_lookup(self) -> None:
        self.around.stage.show(
            PageName.LOOKUP,
            present_lookup(
                self.around.texts,
                self._entry,
                card_offered=False,
                scan_offered=self.around.devices.usable(DeviceKind.CODE_SCANNER),
                camera_offered=self._codes.camera_waits,
                online=self.around.online(),
                not_found=self._lookup is not None and self._lookup.outcome is LookupOutcome.UNKNOWN,
                locked_minutes=LOCKED_MINUTES if self._wrong_tries >= MAX_TRIES else 0,
            ),
        )

    def _show_notice(self, kind: NoticeKind) -> None:
        self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, kind))

    def _show_progress(self) -> None:
        around, standing = self.around, self._standing()
        around.stage.show(
            PageName.PROGRESS,
            present_progress(
                around.texts,
                item_name=standing.name,
                receipt_number=str(self._entry.receipt_number or ""),
                case_number=standing.number,
                steps=standing.steps,
                live=standing.heard_at is not None,
                as_of=self._as_of(standing).strftime(SLIP_TIME),
                message=None,
                printer_ok=around.devices.usable(DeviceKind.PRINTER),
                is_complaint=standing.is_complaint,
                hotline=around.settings.station.hotline,
            ),
        )

    def _standing(self) -> Standing:
        if self._lookup is None:
            return Standing()
        return standing_of(self.around.texts, self.around.catalogue, self._lookup, self.around.now())

    def _as_of(self, standing: Standing) -> datetime:
        heard_at = standing.heard_at
        return self._asked_at if heard_at is None else heard_at.astimezone(self._asked_at.tzinfo)

    # ---- intents -------------------------------------------------------------------------------------------------

    def _on_focused(self, field: str) -> None:
        self._entry = replace(self._entry, focused=LookupField(field))
        self.render()

    def _on_edited(self, field: str, text: str) -> None:
        receipt = LookupField(field) is LookupField.RECEIPT
        self._entry = replace(self._entry, receipt=text) if receipt else replace(self._entry, code=text)
        self._lookup = None
        self.render()

    def _on_lookup(self) -> None:
        entry = self._entry
        if entry.receipt_number is None or entry.lookup_code is None or self._wrong_tries >= MAX_TRIES:
            return
        self._ask(ProgressEvent.SENT)

    def _on_retry(self) -> None:
        self._ask(ProgressEvent.RETRY)

    def _ask(self, event: ProgressEvent) -> None:
        self._asked_at = self.around.now()
        self._fire(event)
        self.around.hall.progress(str(self._entry.receipt_number), str(self._entry.lookup_code), self._on_answer)

    def _on_answer(self, lookup: Lookup) -> None:
        if self.state is not ProgressState.WAITING:
            return
        self._lookup = lookup
        match lookup.outcome:
            case LookupOutcome.FOUND | LookupOutcome.LOCAL_ONLY:
                self._fire(ProgressEvent.FOUND)
            case LookupOutcome.UNKNOWN:
                self._wrong_tries += 1
                self._fire(ProgressEvent.NOT_FOUND)
            case LookupOutcome.UNREACHABLE | LookupOutcome.BUSY:
                self._fire(ProgressEvent.UNREACHABLE)

    def _on_print(self) -> None:
        around, standing = self.around, self._standing()
        station = around.settings.station
        place = Place(station.name_in(around.words.language), station.terminal_no, station.name, station.window_phone)
        facts = ProgressFacts(
            place=place,
            receipt_number=str(self._entry.receipt_number or ""),
            item_name=standing.name,
            steps=tuple((one.label, one.when) for one in standing.steps if one.state != "to_come"),
            case_number=standing.number,
            live=standing.heard_at is not None,
            as_of=self._as_of(standing),
        )
        around.paper.print_slip(progress_slip(around.texts, facts), self._on_paper)

    def _on_paper(self, _state: PaperState) -> None:
        """The page stays as it is; a printer out of paper shows by its own status."""
