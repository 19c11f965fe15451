"""A complaint, a suggestion or a question: choose which, write it down, keep it, print the slip.

Whoever writes of danger is asked first whether help is needed now (domain guide 13). What is kept here is not received
anywhere yet, and every page and slip says so.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from config.domain.identifiers import EntryId, FieldKey
from drivers.vocabulary import DeviceEvent
from kiosk.flows.apply.sealing_steps import SLIP_VIEWS, failure_kind
from kiosk.flows.form_desk import FormDesk
from kiosk.flows.machine import step
from kiosk.flows.step import IntentTable
from kiosk.flows.surroundings import Surroundings
from kiosk.forms import FormModel
from kiosk.idle_clock import IdleKind
from kiosk.opinion import MOBILE, NAME, opinion_form, opinion_of, speaks_of_danger
from kiosk.paper import PaperProgress, PaperState
from kiosk.pictures import image_of_slip
from kiosk.present.form import present_form
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.opinion import present_opinion, present_opinion_kept
from kiosk.present.step_view import StepView
from kiosk.slips import OpinionFacts, Place, opinion_slip
from kiosk.stage import Intent, PageName
from offline_queue.wire.documents import ComplaintCategory
from screens.pages.sealed import SealedPage

if TYPE_CHECKING:
    from kiosk.form_walk import FormWalk
    from offline_queue.model import Receipt

_log = logging.getLogger(__name__)

STEPS = 3


class OpinionState(StrEnum):
    """Where the resident is."""

    CHOOSING = "choosing"
    WRITING = "writing"
    DANGER = "danger"
    """What was written may mean that somebody needs help at once."""
    KEEPING = "keeping"
    NOT_KEPT = "not_kept"
    KEPT = "kept"


class OpinionEvent(StrEnum):
    """What leads on."""

    CHOSEN = "chosen"
    WRITTEN = "written"
    DANGER_READ = "danger_read"
    GO_ON = "go_on"
    STORED = "stored"
    FAILED = "failed"
    RETRY = "retry"
    BACK = "back"


_S, _E = OpinionState, OpinionEvent
OPINION_TABLE: Mapping[tuple[OpinionState, OpinionEvent], OpinionState] = {
    (_S.CHOOSING, _E.CHOSEN): _S.WRITING,
    (_S.WRITING, _E.WRITTEN): _S.KEEPING,
    (_S.WRITING, _E.DANGER_READ): _S.DANGER,
    (_S.WRITING, _E.BACK): _S.CHOOSING,
    (_S.DANGER, _E.GO_ON): _S.KEEPING,
    (_S.DANGER, _E.BACK): _S.WRITING,
    (_S.KEEPING, _E.STORED): _S.KEPT,
    (_S.KEEPING, _E.FAILED): _S.NOT_KEPT,
    (_S.NOT_KEPT, _E.RETRY): _S.KEEPING,
    (_S.NOT_KEPT, _E.BACK): _S.WRITING,
}


class OpinionFlow:
    """Choose, write, keep."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.state = OpinionState.CHOOSING
        self._category = ComplaintCategory.COMPLAINT
        self._form: FormModel | None = None
        self._entry_id = EntryId(str(uuid.uuid4()))
        self._warned = False
        self._failure = NoticeKind.SEAL_FAILED
        self._receipt: Receipt | None = None
        self._anonymous = True
        self._paper = PaperState(PaperProgress.DRAWING)
        self._desk = FormDesk(around, self._show_form, self._on_written)
        self._intents: IntentTable = {
            (PageName.OPINION, "kind_pressed"): self._on_kind,
            **self._desk.intents,
            (PageName.NOTICE, "primary_pressed"): self._on_notice,
            (PageName.NOTICE, "secondary_pressed"): around.ways.call_staff,
            (PageName.SEALED, "done_pressed"): around.ways.go_home,
            (PageName.SEALED, "photographed"): around.ways.go_home,
            (PageName.SEALED, "reprint_pressed"): self._on_reprint,
        }

    @property
    def idle_kind(self) -> IdleKind:
        """Writing takes its time; no countdown while it is being kept."""
        if self.state is OpinionState.KEEPING:
            return IdleKind.PAUSED
        return IdleKind.MENU if self.state is OpinionState.CHOOSING else IdleKind.FORM

    @property
    def can_go_back(self) -> bool:
        """Not once it is being kept; from the choice it leads home."""
        return self.state not in {OpinionState.KEEPING, OpinionState.KEPT}

    @property
    def can_leave(self) -> bool:
        """Not while it is being kept: that would go on all the same."""
        return self.state is not OpinionState.KEEPING

    @property
    def would_lose(self) -> bool:
        """What was written and not kept."""
        written = self._form is not None and any(self._form.text(key) for key in self._form.keys)
        return written and self.state is not OpinionState.KEPT

    def enter(self) -> None:
        """The choice."""
        self.render()

    def render(self) -> None:
        """The present page."""
        match self.state:
            case OpinionState.CHOOSING:
                self.around.stage.show(PageName.OPINION, present_opinion(self.around.texts, self._step(1)))
            case OpinionState.WRITING:
                self._desk.render()
            case OpinionState.DANGER:
                self._notice(NoticeKind.OPINION_DANGER)
            case OpinionState.KEEPING:
                self._notice(NoticeKind.OPINION_KEEPING)
            case OpinionState.NOT_KEPT:
                self._notice(self._failure)
            case OpinionState.KEPT:
                self._show_kept()

    def handle(self, intent: Intent) -> None:
        """What the resident did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the printer."""
        if self.state is OpinionState.KEPT:
            self.around.paper.on_device(event)

    def on_tick(self) -> None:
        """The form hides what was shown in clear."""
        if self.state is OpinionState.WRITING:
            self._desk.on_tick()

    def go_back(self) -> None:
        """Out of a field, to the choice, home."""
        if self.state is OpinionState.CHOOSING:
            self.around.ways.go_home()
        elif self.state is not OpinionState.WRITING or not self._desk.go_back():
            self._fire(OpinionEvent.BACK)

    def leave(self) -> None:
        """Nothing of what was written stays."""
        self._desk.close()
        if self._form is not None:
            self._form.wipe()
            self._form = None
        self._receipt = None

    def _fire(self, event: OpinionEvent) -> None:
        self.state = step(OPINION_TABLE, self.state, event)
        self.render()

    # ---- pages ---------------------------------------------------------------------------------------------------

    def _step(self, number: int) -> StepView:
        texts = self.around.texts
        name = texts("home.opinion") if self.state is OpinionState.CHOOSING else self._kind_name()
        return StepView(name, number, STEPS)

    def _kind_name(self) -> str:
        return self.around.texts(f"opinion.{self._category.value}")

    def _notice(self, kind: NoticeKind) -> None:
        self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, kind, self._step(2)))

    def _show_form(self, walk: FormWalk, revealed: FieldKey | None) -> None:
        walk.model.sections = opinion_form(self.around.texts)
        state = present_form(self.around.texts, self.around.catalogue, walk, self._step(2), revealed=revealed)
        self.around.stage.show(PageName.FORM, state)

    def _show_kept(self) -> None:
        receipt = self._receipt
        assert receipt is not None
        now = self.around.now()
        self.around.stage.show(
            PageName.SEALED,
            present_opinion_kept(
                self.around.texts,
                self._step(3),
                receipt_number=str(receipt.receipt_number),
                lookup_code=str(receipt.lookup_code),
                online=self.around.online(),
                slip=SLIP_VIEWS[self._paper.progress],
                kept_at=datetime.fromtimestamp(receipt.stored_at_s, tz=now.tzinfo).strftime("%H:%M"),
                phone=self.around.settings.station.window_phone,
            ),
        )

    # ---- what happens --------------------------------------------------------------------------------------------

    def _on_kind(self, kind: str) -> None:
        self._category = ComplaintCategory(kind)
        if self._form is None:
            self._form = FormModel(opinion_form(self.around.texts), self.around.today)
        self.state = step(OPINION_TABLE, self.state, OpinionEvent.CHOSEN)
        self._desk.begin(self._form)

    def _on_written(self) -> None:
        assert self._form is not None
        if speaks_of_danger(self._form) and not self._warned:
            self._warned = True
            self._fire(OpinionEvent.DANGER_READ)
            return
        self._fire(OpinionEvent.WRITTEN)
        self._keep()

    def _on_notice(self) -> None:
        if self.state is OpinionState.DANGER:
            self._fire(OpinionEvent.GO_ON)
            self._keep()
        elif self.state is OpinionState.NOT_KEPT:
            self._fire(OpinionEvent.RETRY)
            self._keep()

    def _keep(self) -> None:
        form, around = self._form, self.around
        assert form is not None
        self._anonymous = not form.text(NAME).strip() and not form.text(MOBILE).strip()
        draft = opinion_of(form, self._category, language=around.words.language, now=around.now())
        around.outbox.enqueue_opinion(draft, self._entry_id, self._on_stored, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        if self.state is OpinionState.KEEPING:
            _log.error("opinion_not_stored error=%s", type(error).__name__)
            self._failure = failure_kind(error)
            self._fire(OpinionEvent.FAILED)

    def _on_stored(self, receipt: Receipt) -> None:
        if self.state is not OpinionState.KEEPING:
            return
        self._receipt = receipt
        self._desk.close()
        if self._form is not None:
            self._form.wipe()
        self._fire(OpinionEvent.STORED)
        number = str(receipt.receipt_number)
        self.around.paper.print_slip(
            opinion_slip(self.around.texts, self._facts(receipt)), self._on_paper, receipt_number=number
        )

    def _facts(self, receipt: Receipt) -> OpinionFacts:
        station = self.around.settings.station
        return OpinionFacts(
            place=Place(station.name_in(self.around.words.language), station.terminal_no, "", station.window_phone),
            receipt_number=str(receipt.receipt_number),
            lookup_code=str(receipt.lookup_code),
            kept_at=datetime.fromtimestamp(receipt.stored_at_s, tz=self.around.now().tzinfo),
            clock_synchronised=receipt.clock.synchronised,
            kind=self._kind_name(),
            anonymous=self._anonymous,
        )

    def _on_paper(self, state: PaperState) -> None:
        self._paper = state
        page = self.around.stage.page(PageName.SEALED)
        if state.image is not None and isinstance(page, SealedPage):
            page.show_slip(image_of_slip(state.image))
        if self.around.stage.front is PageName.SEALED and self._receipt is not None:
            self.render()

    def _on_reprint(self) -> None:
        self.around.paper.print_again()
