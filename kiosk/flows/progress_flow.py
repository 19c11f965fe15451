"""How a case or a complaint stands: receipt number and lookup code in, what the hall or this terminal knows out.

Where there is a code scanner or a document camera, the QR code of the slip gives the number; the lookup code is typed
in any case, because the slip may lie about (decisions 11).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from drivers.code_scanner.classify import CodeKind
from drivers.vocabulary import DeviceEvent, DeviceKind, StatusChanged
from kiosk.code_watch import CodeWatch
from kiosk.corrections import Correcting, correction_of
from kiosk.flows.card_cases import CardCases
from kiosk.flows.machine import step
from kiosk.flows.progress_table import PROGRESS_TABLE, ProgressEvent, ProgressState
from kiosk.flows.step import IntentTable
from kiosk.flows.surroundings import Surroundings
from kiosk.flows.withdrawing import AskedBack, Withdrawing
from kiosk.hall_client import Lookup, LookupOutcome
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperState
from kiosk.present.lookup import LookupEntry, present_lookup
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.progress import present_progress
from kiosk.slips import SLIP_TIME, Place, ProgressFacts, progress_slip
from kiosk.stage import Intent, PageName
from kiosk.standing import Standing, standing_of
from kiosk.withdrawal import Withdrawable, withdrawal_of
from screens.pages.lookup import LookupField

if TYPE_CHECKING:
    from drivers.code_scanner.classify import Code
    from offline_queue.model import FollowUp

__all__ = ["PROGRESS_TABLE", "ProgressEvent", "ProgressFlow", "ProgressState"]

MAX_TRIES = 5
"""Wrong pairs in one visit before the page stops asking; the hall has a limit of its own."""
LOCKED_MINUTES = 5


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
        self._cards = CardCases(
            around,
            on_read=self._on_card_read,
            on_told=lambda: self._on_cases(ProgressEvent.CASES_TOLD),
            on_failed=lambda: self._on_cases(ProgressEvent.CASES_NOT_TOLD),
            on_change=self._on_card_changed,
        )
        self._withdrawing = Withdrawing(
            around,
            on_stored=lambda: self._fire(ProgressEvent.STORED),
            on_failed=lambda: self._fire(ProgressEvent.NOT_STORED),
            on_change=self._on_slip,
        )
        self._shows: Mapping[ProgressState, Callable[[], None]] = {
            ProgressState.ASKING: self._show_lookup,
            ProgressState.WAITING: lambda: self._show_notice(NoticeKind.ASKING_HALL),
            ProgressState.FAILED: lambda: self._show_notice(NoticeKind.LOOKUP_FAILED),
            ProgressState.SHOWN: self._show_progress,
            ProgressState.CARD: self._cards.show_card,
            ProgressState.CARD_ASKING: self._cards.show_asking,
            ProgressState.CARD_FAILED: self._cards.show_failure,
            ProgressState.CASES: self._cards.show_list,
            ProgressState.WITHDRAWING: self._withdrawing.show_question,
            ProgressState.KEEPING: self._withdrawing.show_keeping,
            ProgressState.NOT_KEPT: self._withdrawing.show_failure,
            ProgressState.KEPT: self._withdrawing.show_kept,
        }
        self._intents: IntentTable = {
            (PageName.LOOKUP, "field_focused"): self._on_focused,
            (PageName.LOOKUP, "text_edited"): self._on_edited,
            (PageName.LOOKUP, "next_pressed"): lambda: self._on_focused(LookupField.CODE),
            (PageName.LOOKUP, "lookup_pressed"): self._on_lookup,
            (PageName.LOOKUP, "card_pressed"): lambda: self._fire(ProgressEvent.CARD_CHOSEN),
            (PageName.ID_CARD, "manual_pressed"): lambda: self._fire(ProgressEvent.BACK),
            (PageName.ID_CARD, "staff_pressed"): around.ways.call_staff,
            (PageName.CARD_CASES, "case_pressed"): self._on_case,
            (PageName.CARD_CASES, "done_pressed"): around.ways.go_home,
            (PageName.NOTICE, "primary_pressed"): self._on_notice,
            (PageName.NOTICE, "secondary_pressed"): around.ways.call_staff,
            (PageName.PROGRESS, "print_pressed"): self._on_print,
            (PageName.PROGRESS, "done_pressed"): around.ways.go_home,
            (PageName.PROGRESS, "withdraw_pressed"): self._on_withdraw,
            (PageName.PROGRESS, "correct_pressed"): self._on_correct,
            (PageName.WITHDRAW, "withdraw_pressed"): self._on_confirmed,
            (PageName.WITHDRAW, "keep_pressed"): self.go_back,
            (PageName.SEALED, "done_pressed"): around.ways.go_home,
            (PageName.SEALED, "photographed"): around.ways.go_home,
            (PageName.SEALED, "reprint_pressed"): self._on_reprint,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """Typing takes its time; no countdown while a request is stored."""
        return IdleKind.PAUSED if self.state is ProgressState.KEEPING else IdleKind.FORM

    @property
    def can_go_back(self) -> bool:
        """An answer that comes after it is dropped; what is being stored, or is stored, stays so."""
        return self.state not in {ProgressState.KEEPING, ProgressState.KEPT}

    @property
    def can_leave(self) -> bool:
        """Not while a request is stored: that would go on all the same."""
        return self.state is not ProgressState.KEEPING

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
        self._shows[self.state]()

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
        self._cards.card.on_device(event)
        if isinstance(event, StatusChanged) and event.device is DeviceKind.ID_CARD:
            self._on_eyes_changed()
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
        elif self.state is ProgressState.SHOWN and self._cards.answer is not None:
            self._fire(ProgressEvent.BACK_TO_CASES)
        else:
            self._fire(ProgressEvent.BACK)

    def leave(self) -> None:
        """Forget number, code and answer."""
        self._codes.end()
        self._entry = LookupEntry()
        self._lookup = None
        self._cards.forget()
        self._withdrawing.forget()
        self.around.paper.forget()

    def _fire(self, event: ProgressEvent) -> None:
        self.state = step(PROGRESS_TABLE, self.state, event)
        if self.state is ProgressState.ASKING:
            self._codes.begin()
            self._cards.forget()
        else:
            self._codes.end()
        if self.state is ProgressState.CARD:
            self._cards.card.begin()
        else:
            self._cards.card.end()
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
                card_offered=self.around.online() and self._cards.card.usable,
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
                receipt_number=self._receipt_number,
                case_number=standing.number,
                steps=standing.steps,
                live=standing.heard_at is not None,
                as_of=self._as_of(standing).strftime(SLIP_TIME),
                message=None,
                printer_ok=around.devices.usable(DeviceKind.PRINTER),
                is_complaint=standing.is_complaint,
                answer=standing.answer,
                hotline=around.settings.station.hotline,
                withdrawal=None if self._lookup is None else withdrawal_of(self._lookup),
                correctable=self._correction() is not None,
            ),
        )

    def _standing(self) -> Standing:
        if self._lookup is None:
            return Standing()
        return standing_of(self.around.texts, self.around.catalogue, self._lookup, self.around.now())

    @property
    def _receipt_number(self) -> str:
        """Of the case that is shown: as typed, or as the hall told it for the card."""
        answer = None if self._lookup is None else self._lookup.answer
        return str(self._entry.receipt_number or "") if answer is None else answer.receipt_number

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

    def _on_notice(self) -> None:
        if self.state is ProgressState.FAILED:
            self._ask(ProgressEvent.RETRY)
        elif self.state is ProgressState.CARD_FAILED:
            self._on_card_failed()
        elif self.state is ProgressState.NOT_KEPT and self._withdrawing.can_retry:
            self._fire(ProgressEvent.RETRY)
            self._withdrawing.keep()
        elif self.state is ProgressState.NOT_KEPT:
            self._fire(ProgressEvent.BACK)

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
            receipt_number=self._receipt_number,
            item_name=standing.name,
            steps=tuple((one.label, one.when) for one in standing.steps if one.state != "to_come"),
            case_number=standing.number,
            live=standing.heard_at is not None,
            as_of=self._as_of(standing),
        )
        around.paper.print_slip(progress_slip(around.texts, facts), self._on_paper)

    def _on_paper(self, _state: PaperState) -> None:
        """The page stays as it is; a printer out of paper shows by its own status."""

    # ---- by ID card ----------------------------------------------------------------------------------------------

    def _on_card_read(self) -> None:
        if self.state is ProgressState.CARD:
            self._fire(ProgressEvent.CARD_READ)
            self._cards.ask()

    def _on_cases(self, event: ProgressEvent) -> None:
        if self.state is ProgressState.CARD_ASKING:
            self._fire(event)

    def _on_card_changed(self) -> None:
        if self.state in {ProgressState.CARD, ProgressState.CASES}:
            self.render()

    def _on_card_failed(self) -> None:
        match self._cards.failure:
            case NoticeKind.LIVE_OFFLINE:
                self._fire(ProgressEvent.RETRY)
            case NoticeKind.CARD_NO_CASES:
                self._fire(ProgressEvent.BACK)
            case _:
                self.around.ways.go_home()

    def _on_case(self, receipt_number: str) -> None:
        """One of the list; what was handed in here about it, and waits, is told as soon as the ledger has said so."""
        case = self._cards.case(receipt_number)
        if case is None:
            return
        lookup = Lookup(LookupOutcome.FOUND, answer=case)
        self._lookup = lookup
        self._fire(ProgressEvent.CASE_CHOSEN)

        def told(later: tuple[FollowUp, ...]) -> None:
            if self._lookup is lookup and self.state is ProgressState.SHOWN:
                self._lookup = replace(lookup, waiting=later)
                self.render()

        self.around.outbox.follow_ups(receipt_number, told)

    # ---- asking it back ------------------------------------------------------------------------------------------

    def _correction(self) -> Correcting | None:
        """What the department asks for now."""
        return None if self._lookup is None else correction_of(self._lookup, self.around.catalogue)

    def _on_correct(self) -> None:
        correction = self._correction()
        if correction is not None:
            self.around.ways.begin_correction(correction)

    def _on_withdraw(self) -> None:
        case = None if self._lookup is None else withdrawal_of(self._lookup)
        if isinstance(case, Withdrawable):
            standing = self._standing()
            reached = [one.label for one in standing.steps if one.state != "to_come" and not one.aside]
            self._withdrawing.begin(AskedBack(case, standing.name, reached[-1] if reached else ""))
            self._fire(ProgressEvent.WITHDRAW_CHOSEN)

    def _on_confirmed(self) -> None:
        self._fire(ProgressEvent.CONFIRMED)
        self._withdrawing.keep()

    def _on_slip(self) -> None:
        if self.state is ProgressState.KEPT:
            self.render()

    def _on_reprint(self) -> None:
        self.around.paper.print_again()
