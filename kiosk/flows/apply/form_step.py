"""The item's form, with what the card says filled in."""

from __future__ import annotations

from config.catalogue.model import FormSection
from config.domain.identifiers import FieldKey
from kiosk.acting import Acting
from kiosk.commitments import commitment_due
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.paper_steps import papers_to_scan
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.form_desk import FormDesk
from kiosk.flows.step import Step
from kiosk.form_walk import FormWalk
from kiosk.forms import CreditCodeKind, FormModel
from kiosk.identity import Identity, typed_in
from kiosk.idle_clock import IdleKind
from kiosk.present.correction import correction_form
from kiosk.present.form import present_form
from kiosk.stage import PageName


class FormStep(Step):
    """Field by field. The answers live in the visit; only the field in hand is shown in clear."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._desk = FormDesk(flow.around, self._show, self._on_complete)
        self.intents = self._desk.intents

    def enter(self) -> None:
        """A new form for a new person; the same answers when the resident comes back to it."""
        case, around = self._flow.case, self.around
        person = case.identity
        if case.form is None:
            case.form = FormModel(self._sections(), around.today, credit_code_kind(case.acting))
        if person is not None and case.acting is not Acting.ORG_AGENT:
            prefill(case.form, person)
        if case.helper is not None:
            prefill_helper(case.form, case.helper)
        self._desk.begin(case.form)

    def render(self) -> None:
        """The form as it stands."""
        self._desk.render()

    def on_tick(self) -> None:
        """Hide again what was shown for a moment."""
        self._desk.on_tick()

    def go_back(self) -> bool:
        """From a field to the whole form first."""
        return self._desk.go_back()

    def leave(self) -> None:
        """Nothing stays revealed."""
        super().leave()
        self._desk.close()

    def _sections(self) -> tuple[FormSection, ...]:
        acting, correction = self._flow.case.acting, self._flow.case.correction
        if correction is not None:
            required = not papers_to_scan(self._flow)
            return correction_form(self.around.texts, correction, required=required)
        return self.around.catalogue.form(
            self._flow.item,
            self._flow.case.subject,
            agent=acting in {Acting.AGENT, Acting.ORG_AGENT},
            guardian=acting is Acting.GUARDIAN,
        )

    def _show(self, walk: FormWalk, revealed: FieldKey | None) -> None:
        state = present_form(self.around.texts, self.around.catalogue, walk, self._flow.step_view, revealed=revealed)
        self.around.stage.show(PageName.FORM, state)

    def _on_complete(self) -> None:
        case = self._flow.case
        if case.acting is Acting.ORG_AGENT and case.form is not None and case.correction is None:
            case.identity = representative(case.form)
        if case.correction is None and commitment_due(self._flow.item, case.answers, case.commitment):
            self._flow.fire(ApplyEvent.COMMITMENT_DUE)
            return
        papers = papers_to_scan(self._flow)
        self._flow.fire(ApplyEvent.FORM_DONE if papers else ApplyEvent.FORM_DONE_NO_PAPERS)


NAME_FIELDS = ("applicant_name", "legal_rep_name")
NUMBER_FIELDS = ("applicant_id_no", "legal_rep_id_no")
HELPER_NAME_FIELDS = ("agent_name", "guardian_name")
HELPER_NUMBER_FIELDS = ("agent_id_no", "guardian_id_no")
ADDRESS_FIELDS = ("contact_address",)


def prefill(form: FormModel, person: Identity) -> None:
    """Fill in what the card says, where the form has a place for it; an address already given is kept."""
    known = dict.fromkeys(NAME_FIELDS, person.name) | dict.fromkeys(NUMBER_FIELDS, person.number)
    for key in ADDRESS_FIELDS:
        if FieldKey(key) in form.keys and not form.text(FieldKey(key)):
            known[key] = person.address
    form.prefill({FieldKey(key): text for key, text in known.items() if FieldKey(key) in form.keys})


def prefill_helper(form: FormModel, helper: Identity) -> None:
    """Fill in who acts for the applicant."""
    known = dict.fromkeys(HELPER_NAME_FIELDS, helper.name) | dict.fromkeys(HELPER_NUMBER_FIELDS, helper.number)
    form.prefill({FieldKey(key): text for key, text in known.items() if FieldKey(key) in form.keys})


def representative(form: FormModel) -> Identity:
    """Whom an organisation is represented by, as its agent has entered it: typed, so the original is checked."""
    return typed_in(form.text(FieldKey("legal_rep_name")), form.text(FieldKey("legal_rep_id_no")))


def credit_code_kind(acting: Acting) -> CreditCodeKind | None:
    """What kind of credit code belongs to one who acts that way; None: either."""
    kinds = {Acting.OWNER: CreditCodeKind.SOLE_TRADER, Acting.LEGAL_REP: CreditCodeKind.ORGANISATION}
    return kinds.get(acting)
