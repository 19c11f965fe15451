"""The flow of handing in a case: walks the table, one step object for each state."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from config.catalogue.schema import Item
from config.domain.identifiers import EntryId
from drivers.vocabulary import DeviceEvent, DeviceKind
from kiosk.acting import FOR_ANOTHER, Acting, Role
from kiosk.corrections import Correcting
from kiosk.flows.apply.amending_steps import AmendedStep, AmendingStep
from kiosk.flows.apply.closing_steps import GoodbyeStep, RatingStep
from kiosk.flows.apply.commitment_step import CommitmentStep
from kiosk.flows.apply.fee_step import FeeStep
from kiosk.flows.apply.form_step import FormStep
from kiosk.flows.apply.identity_steps import CardStep, CheckStep, ManualIdStep
from kiosk.flows.apply.opening_steps import AdmissionStep, PrivacyStep, TurnedAwayStep
from kiosk.flows.apply.paper_steps import PapersStep, papers_to_scan
from kiosk.flows.apply.phone_step import PhoneStep
from kiosk.flows.apply.review_step import ReviewStep
from kiosk.flows.apply.sealing_steps import SealedStep, SealFailedStep, SealingStep, SendingStep
from kiosk.flows.apply.signature_step import SignatureStep
from kiosk.flows.apply.table import APPLY_TABLE, NOTHING_TO_LOSE, STEP_COUNT, STEP_NUMBER, ApplyEvent, ApplyState
from kiosk.flows.apply.who_steps import UnfitStep, WhoStep
from kiosk.flows.machine import step
from kiosk.flows.step import Step
from kiosk.flows.surroundings import Surroundings
from kiosk.idle_clock import IdleKind
from kiosk.policies import Policy
from kiosk.present.notice import NoticeKind
from kiosk.present.step_view import StepView
from kiosk.stage import Intent
from kiosk.visit import Visit

if TYPE_CHECKING:
    from kiosk.flows.pay.flow import PayFlow

NEXT_KEYS = {
    ApplyState.PRIVACY: "step.card",
    ApplyState.WHO: "step.card",
    ApplyState.HELPER_CARD: "step.form",
    ApplyState.HELPER_MANUAL: "step.form",
    ApplyState.HELPER_CHECK: "step.form",
    ApplyState.CARD: "step.form",
    ApplyState.MANUAL_ID: "step.form",
    ApplyState.CHECK: "step.form",
    ApplyState.FORM: "step.materials",
    ApplyState.COMMITMENT: "step.materials",
    ApplyState.MATERIALS: "step.review",
    ApplyState.PHONE: "step.review",
    ApplyState.REVIEW: "step.seal",
    ApplyState.SIGNATURE: "step.seal",
}
NO_WAY_BACK = frozenset(
    {
        ApplyState.ADMISSION,
        ApplyState.SEALING,
        ApplyState.SENDING,
        ApplyState.SEALED,
        ApplyState.GOODBYE,
        ApplyState.TURNED_AWAY,
    }
)


class ApplyFlow:
    """One application from the privacy notice to goodbye."""

    def __init__(self, around: Surroundings, item: Item, correction: Correcting | None = None) -> None:
        """A new case of the item; or what is handed in afterwards to one."""
        self.around = around
        self.item = item
        self.state = ApplyState.ADMISSION
        self.privacy_seen_at: datetime = around.now()
        self.store_failure = NoticeKind.SEAL_FAILED
        self.unfit: Policy | None = None
        self.delivered: tuple[str, datetime] | None = None
        self.entry_id = EntryId(str(uuid.uuid4()))
        self.case.begin_case(item)
        self.case.correction = correction
        self._checks = {role: CheckStep(self, role) for role in Role}
        self._sealed = SealedStep(self) if correction is None else AmendedStep(self, correction)
        sealing = SealingStep(self) if correction is None else AmendingStep(self, correction)
        self._fee = FeeStep(self)
        self._steps: dict[ApplyState, Step] = {
            ApplyState.ADMISSION: AdmissionStep(self, needs_papers=bool(papers_to_scan(self))),
            ApplyState.TURNED_AWAY: TurnedAwayStep(self),
            ApplyState.PRIVACY: PrivacyStep(self),
            ApplyState.WHO: WhoStep(self),
            ApplyState.HELPER_CARD: CardStep(self, Role.HELPER),
            ApplyState.HELPER_MANUAL: ManualIdStep(self, Role.HELPER),
            ApplyState.HELPER_CHECK: self._checks[Role.HELPER],
            ApplyState.UNFIT: UnfitStep(self),
            ApplyState.CARD: CardStep(self, Role.APPLICANT),
            ApplyState.MANUAL_ID: ManualIdStep(self, Role.APPLICANT),
            ApplyState.CHECK: self._checks[Role.APPLICANT],
            ApplyState.FORM: FormStep(self),
            ApplyState.COMMITMENT: CommitmentStep(self),
            ApplyState.MATERIALS: PapersStep(self),
            ApplyState.PHONE: PhoneStep(self),
            ApplyState.REVIEW: ReviewStep(self),
            ApplyState.SIGNATURE: SignatureStep(self),
            ApplyState.SEALING: sealing,
            ApplyState.SEAL_FAILED: SealFailedStep(self),
            ApplyState.SENDING: SendingStep(self),
            ApplyState.SEALED: self._sealed,
            ApplyState.RATING: RatingStep(self),
            ApplyState.PAYING: self._fee,
            ApplyState.GOODBYE: GoodbyeStep(self),
        }

    @property
    def case(self) -> Visit:
        """The visit, which owns what is entered."""
        return self.around.visit

    @property
    def step_view(self) -> StepView:
        """Where the resident is."""
        has_papers = bool(papers_to_scan(self))
        next_key = NEXT_KEYS.get(self.state, "")
        if next_key == "step.materials" and not has_papers:
            next_key = "step.review"
        name = self.around.catalogue.item_common_name(self.item, self.around.words.language)
        return StepView(name, STEP_NUMBER[self.state], STEP_COUNT, next_key)

    @property
    def order_matters(self) -> bool:
        """Whether a deposit holds no place in an order that counts."""
        return self.item.order_of_priority

    @property
    def waits_for_answer(self) -> bool:
        """Whether the hall's answer is still waited for."""
        return self.state is ApplyState.SENDING

    @property
    def slip_printed(self) -> bool:
        """Whether the slip is known to be on paper."""
        return self._sealed.slip_printed

    @property
    def paying(self) -> PayFlow:
        """The flow of paying. Only while the fee is in front."""
        return self._fee.paying

    @property
    def idle_kind(self) -> IdleKind:
        """As the step says."""
        return self._steps[self.state].idle_kind

    @property
    def can_go_back(self) -> bool:
        """Everywhere but where a case is being stored or is stored."""
        if self.state is ApplyState.PAYING:
            return self._fee.paying.can_go_back
        return self.state not in NO_WAY_BACK

    @property
    def can_leave(self) -> bool:
        """Not in the moment in which the case is being stored: it would be handed in without a receipt."""
        if self.state is ApplyState.PAYING:
            return self._fee.paying.can_leave
        return self.state is not ApplyState.SEALING

    @property
    def would_lose(self) -> bool:
        """Whether something was entered that is not stored."""
        return self.state not in NOTHING_TO_LOSE

    def enter(self) -> None:
        """Begin."""
        self._steps[self.state].enter()

    def render(self) -> None:
        """The present step's page again."""
        self._steps[self.state].render()

    def handle(self, intent: Intent) -> None:
        """The present step takes it."""
        self._steps[self.state].handle(intent)

    def on_device(self, event: DeviceEvent) -> None:
        """The present step takes it; removal of the card and the printer are followed beyond their step."""
        if any(check.on_removal(event) for check in self._checks.values()):
            if self.state in {ApplyState.CHECK, ApplyState.HELPER_CHECK, ApplyState.GOODBYE}:
                self.render()
            return
        if event.device is DeviceKind.PRINTER:
            self.around.paper.on_device(event)
            return
        self._steps[self.state].on_device(event)

    def on_tick(self) -> None:
        """The present step takes it."""
        self._steps[self.state].on_tick()

    def finish(self) -> None:
        """To the fee where the hall has the case and names one, else to goodbye."""
        due = self.delivered is not None and self.around.payments.has_fee(str(self.item.item_id))
        self.fire(ApplyEvent.FEE_DUE if due else ApplyEvent.FINISHED)

    def fire(self, event: ApplyEvent) -> None:
        """Go where the table leads."""
        before = self._steps[self.state]
        self.state = step(APPLY_TABLE, self.state, event)
        before.leave()
        if self.state in {ApplyState.CARD, ApplyState.HELPER_CARD}:
            self._stop_waiting()
        self._steps[self.state].enter()

    def go_back(self) -> None:
        """A step inside the page, else one step back in the table; from the first step to the guide."""
        if self._steps[self.state].go_back():
            return
        if self.state is ApplyState.PRIVACY:
            if self.case.correction is not None:
                self.around.ways.open_progress()
            else:
                self.around.ways.open_guide(self.item.item_id)
            return
        self.fire(self._back_event())

    def _back_event(self) -> ApplyEvent:
        if self.state is ApplyState.REVIEW and not papers_to_scan(self):
            return ApplyEvent.BACK_NO_PAPERS
        acting = self.case.acting
        from_form = self.state is ApplyState.FORM and acting is Acting.ORG_AGENT
        from_card = self.state is ApplyState.CARD and acting in FOR_ANOTHER
        return ApplyEvent.BACK_TO_HELPER if from_form or from_card else ApplyEvent.BACK

    def _stop_waiting(self) -> None:
        for check in self._checks.values():
            check.stop_waiting()

    def leave(self) -> None:
        """The visit or the flow ends."""
        self._steps[self.state].leave()
        self._stop_waiting()
        self.around.paper.forget()
