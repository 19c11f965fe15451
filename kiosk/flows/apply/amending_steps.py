"""Storing what is handed in afterwards, and the page and slip that say so. Works without a line: it waits here."""

from __future__ import annotations

import logging
from datetime import datetime

from drivers.printer.document import Slip
from drivers.vocabulary import DeviceEvent
from kiosk.corrections import Correcting, amendment_of, wanted_papers
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.sealing_steps import SLIP_VIEWS, failure_kind, place_of
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.live_slips import AmendmentFacts, amendment_slip
from kiosk.paper import PaperProgress, PaperState
from kiosk.pictures import image_of_slip
from kiosk.present.correction import present_amendment_kept
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.stage import PageName
from offline_queue.errors import AlreadyStoredError
from offline_queue.model import Stored
from screens.pages.sealed import SealedPage

_log = logging.getLogger(__name__)


class AmendingStep(Step):
    """Seals and stores, off the GUI thread. Nothing can be pressed meanwhile."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: CaseFlow, correction: Correcting) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._correction = correction

    def enter(self) -> None:
        """Put it together and hand it to the outbox."""
        self.render()
        around = self.around
        sealable = amendment_of(
            self._flow.case,
            self._correction,
            around.catalogue,
            privacy_seen_at=self._flow.privacy_seen_at,
            now=around.now(),
        )
        around.outbox.enqueue_amendment(
            sealable.draft, sealable.attachments, self._flow.entry_id, self._on_stored, self._on_failed
        )

    def render(self) -> None:
        """What is happening."""
        self.around.stage.show(
            PageName.NOTICE, present_notice(self.around.texts, NoticeKind.SEALING, self._flow.step_view)
        )

    def _on_stored(self, _stored: Stored) -> None:
        self._flow.fire(ApplyEvent.STORED_OFFLINE)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, AlreadyStoredError):  # an earlier try had come through after all
            self._flow.fire(ApplyEvent.STORED_OFFLINE)
            return
        _log.error("case_not_stored error=%s", type(error).__name__)
        self._flow.store_failure = failure_kind(error)
        self._flow.fire(ApplyEvent.STORE_FAILED)


class AmendedStep(Step):
    """It is kept: the case's number, what was added, what happens next, and a slip."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow, correction: Correcting) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._correction = correction
        self._paper = PaperState(PaperProgress.DRAWING)
        self._kept_at: datetime = flow.around.now()
        self.intents = {
            (PageName.SEALED, "done_pressed"): flow.finish,
            (PageName.SEALED, "photographed"): flow.finish,
            (PageName.SEALED, "reprint_pressed"): self._on_reprint,
        }

    @property
    def slip_printed(self) -> bool:
        """Whether the slip is known to be on paper."""
        return self._paper.progress is PaperProgress.PRINTED

    def enter(self) -> None:
        """Print once."""
        self._kept_at = self.around.now()
        self.around.paper.print_slip(self._slip(), self._on_paper, receipt_number=self._correction.receipt_number)
        self.render()

    def render(self) -> None:
        """The page for what is known of the slip."""
        around = self.around
        state = present_amendment_kept(
            around.texts,
            item_name=self._flow.step_view.item_name,
            receipt_number=self._correction.receipt_number,
            online=around.online(),
            slip=SLIP_VIEWS[self._paper.progress],
            kept_at=self._kept_at.strftime("%H:%M"),
            phone=around.settings.station.window_phone,
        )
        around.stage.show(PageName.SEALED, state)

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the printer."""
        self.around.paper.on_device(event)

    def _on_reprint(self) -> None:
        self.around.paper.print_again()

    def _slip(self) -> Slip:
        around, papers = self.around, self._flow.case.papers
        language = around.words.language
        facts = AmendmentFacts(
            place=place_of(self._flow),
            receipt_number=self._correction.receipt_number,
            item_name=around.catalogue.item_name(self._flow.item, language),
            kept_at=self._kept_at,
            papers=tuple(
                (around.catalogue.text(one.material.name, language), len(papers.of(one.ref)))
                for one in wanted_papers(self._correction, around.catalogue)
            ),
        )
        return amendment_slip(around.texts, facts)

    def _on_paper(self, state: PaperState) -> None:
        self._paper = state
        page = self.around.stage.page(PageName.SEALED)
        if state.image is not None and isinstance(page, SealedPage):
            page.show_slip(image_of_slip(state.image))
        if self.around.stage.front is PageName.SEALED:
            self.render()
