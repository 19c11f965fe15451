"""Before anything personal is asked: is there room for a case, and how the resident's information is used."""

from __future__ import annotations

from drivers.vocabulary import DeviceEvent, DeviceKind
from kiosk.acting import FOR_ANOTHER
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperProgress, PaperState
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.present.privacy import present_privacy
from kiosk.slips import privacy_slip
from kiosk.stage import PageName
from offline_queue.model import Admission, AdmissionCause, Level
from screens.pages.privacy import PrivacyState

NOT_READY = frozenset({AdmissionCause.NOT_ENROLLED, AdmissionCause.STORE_REPLACED, AdmissionCause.STORE_FAILED})
DEPTH = frozenset(
    {AdmissionCause.DEPTH_REACHED, AdmissionCause.AGE_REACHED, AdmissionCause.DEPTH_HIGH, AdmissionCause.AGE_HIGH}
)


def refusal_of(admission: Admission, *, needs_papers: bool) -> NoticeKind | None:
    """Why a case cannot be taken in now; None when it can (domain guide 6.3: refuse before the resident starts)."""
    if admission.level is Level.GREEN or (admission.level is Level.AMBER and not needs_papers):
        return None
    causes = set(admission.causes)
    if AdmissionCause.NOT_ENROLLED in causes:
        return NoticeKind.NOT_ENROLLED
    if causes & NOT_READY:
        return NoticeKind.OUT_OF_SERVICE
    return NoticeKind.QUEUE_FULL if causes & DEPTH else NoticeKind.STORAGE_FULL


class AdmissionStep(Step):
    """Ask the outbox for room. It takes milliseconds, off the GUI thread."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: CaseFlow, *, needs_papers: bool) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._needs_papers = needs_papers

    def enter(self) -> None:
        """Ask; the page before stays in front until the answer is there."""
        self.around.outbox.admit(self._on_answer)

    def render(self) -> None:
        """Nothing of its own to show."""

    def _on_answer(self, admission: Admission) -> None:
        refusal = refusal_of(admission, needs_papers=self._needs_papers)
        if refusal is None:
            self._flow.fire(ApplyEvent.ADMITTED)
        else:
            self._flow.store_failure = refusal
            self._flow.fire(ApplyEvent.NO_ROOM)


class TurnedAwayStep(Step):
    """No case can be taken in now: why, and the other way."""

    idle_kind = IdleKind.MENU

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.NOTICE, "primary_pressed"): self.around.ways.go_home,
            (PageName.NOTICE, "secondary_pressed"): self.around.ways.call_staff,
        }

    def render(self) -> None:
        """The reason in plain words."""
        self.around.stage.show(PageName.NOTICE, present_notice(self.around.texts, self._flow.store_failure))


class PrivacyStep(Step):
    """The notice that the law asks for; consent only for what is optional."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._paper: PaperProgress | None = None
        self.intents = {
            (PageName.PRIVACY, "accepted"): self._on_accepted,
            (PageName.PRIVACY, "who_pressed"): lambda: flow.fire(ApplyEvent.WHO_ASKED),
            (PageName.PRIVACY, "declined"): self.around.ways.go_home,
            (PageName.PRIVACY, "print_pressed"): self._on_print,
            (PageName.PRIVACY, "consent_toggled"): self._on_consent,
        }

    def enter(self) -> None:
        """Show it, and have the reader ready for what comes next."""
        self.around.devices.start(DeviceKind.ID_CARD)
        self.render()

    def render(self) -> None:
        """Who, what for, which data, how long, which rights."""
        self.around.stage.show(PageName.PRIVACY, self._state())

    def on_device(self, event: DeviceEvent) -> None:
        """Only the printer matters here."""
        self.around.paper.on_device(event)

    def leave(self) -> None:
        """A notice that is being printed comes out; nobody waits for it here any longer."""
        super().leave()
        self.around.paper.forget()
        self._paper = None

    def _state(self) -> PrivacyState:
        around = self.around
        privacy = around.settings.privacy
        return present_privacy(
            around.texts,
            around.catalogue,
            self._flow.item,
            self._flow.step_view,
            language=around.words.language,
            controller=privacy.controller_in(around.words.language),
            contact_phone=privacy.contact_phone,
            ledger_months=privacy.ledger_months,
            sms_offered=around.outbox.sms_live,
            sms_consent=self._flow.case.sms_consent,
            subject=self._flow.case.subject,
            acting=self._flow.case.acting,
            paper=self._paper,
        )

    def _on_accepted(self) -> None:
        self._flow.privacy_seen_at = self.around.now()
        for_other = self._flow.case.acting in FOR_ANOTHER
        self._flow.fire(ApplyEvent.NOTICE_ACCEPTED_FOR_OTHER if for_other else ApplyEvent.NOTICE_ACCEPTED)

    def _on_print(self) -> None:
        state = self._state()
        rows = [(row.name, row.value) for row in state.rows]
        slip = privacy_slip(
            self.around.texts, self._flow.step_view.item_name, rows, state.head.title, self.around.now()
        )
        self.around.paper.print_slip(slip, self._on_paper)

    def _on_paper(self, state: PaperState) -> None:
        self._paper = state.progress
        self.render()

    def _on_consent(self, given: bool) -> None:
        self._flow.case.sms_consent = given
        self.render()
