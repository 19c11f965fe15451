"""From the resident's confirmation to the slip: store first, show afterwards.

The receipt number is shown only when the outbox has returned. When the line is up, the hall gets a moment to answer, so
that the slip can say "delivered"; when it does not answer in time, the slip is the deposit slip, and that is the truth.
"""

from __future__ import annotations

import logging
from datetime import datetime

from config.texts import Texts
from drivers.printer.document import Block, Slip
from drivers.vocabulary import DeviceEvent
from kiosk.acting import Role
from kiosk.case_document import SealableCase, case_of, relation_of
from kiosk.case_slip_parts import (
    commitment_blocks,
    deferral_blocks,
    helper_blocks,
    paper_signature_blocks,
)
from kiosk.commitments import deferrable_missing
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.identity_steps import whose_card
from kiosk.flows.apply.paper_steps import ORIGINALS, papers_to_scan
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperProgress, PaperState
from kiosk.pictures import image_of_slip
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.sealed import SlipView, present_sealed
from kiosk.slips import CaseFacts, Place, SealedMaterial, delivery_slip, deposit_slip
from kiosk.stage import PageName
from offline_queue.errors import NotEnrolledError, StorageFullError
from offline_queue.model import EntryState, Receipt
from screens.pages.sealed import SealedPage

_log = logging.getLogger(__name__)

ANSWER_LIMIT_S = 8.0
"""How long the resident waits for the hall before the deposit slip is printed."""
ASK_AFTER_WORKDAYS = 3
"""When the slip tells the resident to ask: a working day after staff must have acted (domain guide 6.3)."""

SLIP_VIEWS = {
    PaperProgress.DRAWING: SlipView.DRAWING,
    PaperProgress.PRINTING: SlipView.PRINTING,
    PaperProgress.TO_TAKE: SlipView.TO_TAKE,
    PaperProgress.PRINTED: SlipView.PRINTED,
    PaperProgress.RETRACTED: SlipView.RETRACTED,
    PaperProgress.UNKNOWN: SlipView.UNKNOWN,
    PaperProgress.OUT_OF_PAPER: SlipView.OUT_OF_PAPER,
    PaperProgress.FAILED: SlipView.FAILED,
    PaperProgress.NO_PRINTER: SlipView.NO_PRINTER,
}


class SealingStep(Step):
    """Seals and stores, off the GUI thread. Nothing can be pressed meanwhile."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow

    def enter(self) -> None:
        """Put the case together and hand it to the outbox."""
        self.render()
        around, case = self.around, self._flow.case
        sealable = case_of(
            case,
            around.catalogue,
            language=around.words.language,
            privacy_seen_at=self._flow.privacy_seen_at,
            now=around.now(),
        )
        self._store(sealable)

    def render(self) -> None:
        """What is happening."""
        self.around.stage.show(
            PageName.NOTICE, present_notice(self.around.texts, NoticeKind.SEALING, self._flow.step_view)
        )

    def _store(self, sealable: SealableCase) -> None:
        self.around.outbox.enqueue_case(sealable, self._flow.entry_id, self._on_stored, self._on_failed)

    def _on_stored(self, receipt: Receipt) -> None:
        self._flow.case.receipt = receipt
        online = self.around.online()
        self._flow.fire(ApplyEvent.STORED_ONLINE if online else ApplyEvent.STORED_OFFLINE)

    def _on_failed(self, error: Exception) -> None:
        _log.error("case_not_stored error=%s", type(error).__name__)
        self._flow.store_failure = failure_kind(error)
        self._flow.fire(ApplyEvent.STORE_FAILED)


def failure_kind(error: Exception) -> NoticeKind:
    """Which page tells the resident that the case could not be stored."""
    match error:
        case StorageFullError():
            return NoticeKind.STORAGE_FULL
        case NotEnrolledError():
            return NoticeKind.NOT_ENROLLED
        case _:
            return NoticeKind.SEAL_FAILED


class SealFailedStep(Step):
    """Nothing was stored; what was entered is still here. One retry, or the window."""

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.NOTICE, "primary_pressed"): lambda: flow.fire(ApplyEvent.RETRY),
            (PageName.NOTICE, "secondary_pressed"): self.around.ways.call_staff,
        }

    def render(self) -> None:
        """What is safe, and what can be done."""
        self.around.stage.show(
            PageName.NOTICE, present_notice(self.around.texts, self._flow.store_failure, self._flow.step_view)
        )


class SendingStep(Step):
    """Stored. The line is up: a moment for the hall's answer."""

    idle_kind = IdleKind.PAUSED

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._until = 0.0

    def enter(self) -> None:
        """Send at once and look for the answer every second."""
        self._until = self.around.monotonic() + ANSWER_LIMIT_S
        self.around.outbox.send_now()
        self.render()
        self._look()

    def render(self) -> None:
        """Sending, with the number that is safe already."""
        self.around.stage.show(
            PageName.NOTICE,
            present_notice(
                self.around.texts,
                NoticeKind.SENDING,
                self._flow.step_view,
                receipt_number=str(self._receipt.receipt_number),
            ),
        )

    def on_tick(self) -> None:
        """Look again; go on without an answer when the time is over."""
        if self.around.monotonic() >= self._until:
            self._flow.fire(ApplyEvent.ANSWERED)
        else:
            self._look()

    @property
    def _receipt(self) -> Receipt:
        receipt = self._flow.case.receipt
        assert receipt is not None
        return receipt

    def _look(self) -> None:
        def seen(state: EntryState, case_number: str | None) -> None:
            if self._flow.waits_for_answer and state is EntryState.DELIVERED:
                self._flow.delivered = (case_number or "", self.around.now())
                self._flow.fire(ApplyEvent.ANSWERED)
            elif self._flow.waits_for_answer and state in {EntryState.HELD, EntryState.REFUSED}:
                self._flow.fire(ApplyEvent.ANSWERED)

        self.around.outbox.look_at(self._receipt.entry_id, seen)


class SealedStep(Step):
    """Number and code large, the slip beside them, what happens next."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._paper = PaperState(PaperProgress.DRAWING)
        self._asked = False
        self.intents = {
            (PageName.SEALED, "done_pressed"): flow.finish,
            (PageName.SEALED, "photographed"): flow.finish,
            (PageName.SEALED, "rate_pressed"): lambda: flow.fire(ApplyEvent.RATE_CHOSEN),
            (PageName.SEALED, "reprint_pressed"): self._on_reprint,
        }

    @property
    def slip_printed(self) -> bool:
        """Whether the slip is known to be on paper."""
        return self._paper.progress is PaperProgress.PRINTED

    def enter(self) -> None:
        """Print once, on the first entry only; coming back from the rating prints nothing."""
        if not self._asked:
            self._asked = True
            facts = case_facts(self._flow)
            slip = slip_of(self.around.texts, facts, self._flow.delivered)
            self.around.paper.print_slip(slip, self._on_paper, receipt_number=facts.receipt_number)
        self.render()

    def render(self) -> None:
        """The page for what is known of the slip."""
        facts, delivered = case_facts(self._flow), self._flow.delivered
        texts = self.around.texts
        self.around.stage.show(
            PageName.SEALED,
            present_sealed(
                texts,
                self._flow.step_view,
                receipt_number=facts.receipt_number,
                lookup_code=facts.lookup_code,
                delivered=delivered is not None,
                case_number=delivered[0] if delivered is not None else "",
                online=self.around.online(),
                slip=SLIP_VIEWS[self._paper.progress],
                sealed_at=facts.stored_at.strftime("%H:%M"),
                latest_day=texts("sealed.day", month=facts.latest_day.month, day=facts.latest_day.day),
                window=facts.place.window,
                phone=facts.place.phone,
            ),
        )

    def on_device(self, event: DeviceEvent) -> None:
        """Follow the printer."""
        self.around.paper.on_device(event)

    def _on_paper(self, state: PaperState) -> None:
        self._paper = state
        page = self.around.stage.page(PageName.SEALED)
        if state.image is not None and isinstance(page, SealedPage):
            page.show_slip(image_of_slip(state.image))
        if self.around.stage.front is PageName.SEALED:
            self.render()

    def _on_reprint(self) -> None:
        self.around.paper.print_again()


def case_facts(flow: CaseFlow) -> CaseFacts:
    """What the slip says about the stored case."""
    around, case, item = flow.around, flow.case, flow.item
    receipt, person = case.receipt, case.identity
    assert receipt is not None
    assert person is not None
    now = around.now()
    language = around.words.language
    return CaseFacts(
        place=place_of(flow),
        receipt_number=str(receipt.receipt_number),
        lookup_code=str(receipt.lookup_code),
        stored_at=datetime.fromtimestamp(receipt.stored_at_s, tz=now.tzinfo),
        clock_synchronised=receipt.clock.synchronised,
        item_name=around.catalogue.item_name(item, language),
        name_masked=person.name_masked,
        number_masked=person.number_masked,
        number_typed=person.typed,
        materials=tuple(
            SealedMaterial(around.catalogue.text(one.material.name, language), len(pages))
            for one in papers_to_scan(flow)
            if (pages := case.papers.pages.get(one.ref))
        ),
        originals=tuple(
            around.catalogue.text(one.material.name, language)
            for one in around.catalogue.materials_of(item, case.answers)
            if one.material.original_check in ORIGINALS and one.ref not in case.papers.later
        ),
        latest_day=around.calendar.add_workdays(now.date(), ASK_AFTER_WORKDAYS).day,
        sms_live=around.outbox.sms_live,
        order_matters=flow.order_matters,
        more=more_of(flow),
    )


def more_of(flow: CaseFlow) -> tuple[Block, ...]:
    """What only some cases have on their slip: a copy of the commitment, the wish to hand in papers afterwards."""
    around, case, terms = flow.around, flow.case, flow.item.commitment_terms
    texts, catalogue = around.texts, around.catalogue
    blocks: list[Block] = []
    if case.helper is not None:
        who = f"id_check.{whose_card(Role.HELPER, case.acting)}"
        relation = catalogue.text(relation_of(case), around.words.language)
        blocks += helper_blocks(texts, who, case.helper.name_masked, case.helper.number_masked, relation)
    if terms is not None and case.commitment is not None and case.commitment.committed:
        blocks += commitment_blocks(texts, catalogue, terms, case.commitment.decided_at)
    missing = deferrable_missing(case, catalogue) if case.deferral_asked else ()
    if missing:
        language = around.words.language
        blocks += deferral_blocks(texts, [catalogue.text(one.material.name, language) for one in missing])
    if case.signature is not None and case.signature.on_paper:
        blocks += paper_signature_blocks(texts)
    return tuple(blocks)


def place_of(flow: CaseFlow) -> Place:
    """Station, terminal, window and phone for a slip."""
    around = flow.around
    station = around.settings.station
    point = around.catalogue.service_points.get(station.service_point_id)
    language = around.words.language
    window = point.windows[0] if point is not None and point.windows else station.name
    return Place(
        station.name_in(language),
        station.terminal_no,
        around.catalogue.text(window, language),
        station.window_phone,
    )


def slip_of(texts: Texts, facts: CaseFacts, delivered: tuple[str, datetime] | None) -> Slip:
    """The delivery slip when the hall has answered, else the deposit slip."""
    if delivered is None:
        return deposit_slip(texts, facts)
    case_number, when = delivered
    return delivery_slip(texts, facts, case_number=case_number, delivered_at=when)
