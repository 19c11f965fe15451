"""The item's form, with what the card says filled in."""

from __future__ import annotations

from config.domain.identifiers import FieldKey
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.paper_steps import papers_to_scan
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.form_walk import FormWalk
from kiosk.forms import FormModel
from kiosk.identity import Identity
from kiosk.idle_clock import IdleKind
from kiosk.present.form import present_form
from kiosk.stage import PageName

REVEAL_S = 5.0


class FormStep(Step):
    """Field by field. The answers live in the visit; only the field in hand is shown in clear."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._walk: FormWalk | None = None
        self._revealed: FieldKey | None = None
        self._revealed_until = 0.0
        self.intents = {
            (PageName.FORM, "field_focused"): self._on_focused,
            (PageName.FORM, "text_edited"): self._on_edited,
            (PageName.FORM, "option_chosen"): self._on_option,
            (PageName.FORM, "reveal_pressed"): self._on_reveal,
            (PageName.FORM, "next_pressed"): self._on_next,
            (PageName.FORM, "previous_pressed"): self._on_previous,
            (PageName.FORM, "keyboard_hidden"): self._on_hidden,
            (PageName.FORM, "done_pressed"): self._on_done,
        }

    def enter(self) -> None:
        """A new form for a new person; the same answers when the resident comes back to it."""
        case, around = self._flow.case, self.around
        person = case.identity
        if case.form is None:
            sections = around.catalogue.form(self._flow.item, case.subject, agent=False)
            case.form = FormModel(sections, around.today)
        if person is not None:
            prefill(case.form, person)
        self._walk = FormWalk(case.form)
        if not case.form.complete:
            self._walk.begin()
        self.render()

    def render(self) -> None:
        """The form as it stands."""
        if self._walk is not None:
            state = present_form(
                self.around.texts, self.around.catalogue, self._walk, self._flow.step_view, revealed=self._revealed
            )
            self.around.stage.show(PageName.FORM, state)

    def on_tick(self) -> None:
        """Hide again what was shown for five seconds."""
        if self._revealed is not None and self.around.monotonic() >= self._revealed_until:
            self._revealed = None
            self.render()

    def go_back(self) -> bool:
        """From a field to the whole form first."""
        if self._walk is not None and self._walk.focused is not None:
            self._walk.look_over()
            self.render()
            return True
        return False

    def leave(self) -> None:
        """Nothing stays revealed."""
        super().leave()
        self._walk, self._revealed = None, None

    def _on_focused(self, key: str) -> None:
        if self._walk is not None:
            self._walk.focus(FieldKey(key))
            self.render()

    def _on_edited(self, key: str, text: str) -> None:
        if self._walk is not None:
            self._walk.model.set(FieldKey(key), text)
            self.render()

    def _on_option(self, key: str, option: str) -> None:
        if self._walk is not None:
            self._walk.model.choose(FieldKey(key), option)
            self.render()

    def _on_reveal(self, key: str) -> None:
        self._revealed = FieldKey(key)
        self._revealed_until = self.around.monotonic() + REVEAL_S
        self.render()

    def _on_next(self) -> None:
        if self._walk is not None:
            self._walk.next()
            self.render()

    def _on_previous(self) -> None:
        if self._walk is not None:
            self._walk.previous()
            self.render()

    def _on_hidden(self) -> None:
        if self._walk is not None:
            self._walk.look_over()
            self.render()

    def _on_done(self) -> None:
        if self._walk is None:
            return
        if not self._walk.model.complete:
            self._walk.next()
            self.render()
            return
        papers = papers_to_scan(self._flow)
        self._flow.fire(ApplyEvent.FORM_DONE if papers else ApplyEvent.FORM_DONE_NO_PAPERS)


NAME_FIELDS = ("applicant_name", "legal_rep_name")
NUMBER_FIELDS = ("applicant_id_no", "legal_rep_id_no")
ADDRESS_FIELDS = ("contact_address",)


def prefill(form: FormModel, person: Identity) -> None:
    """Fill in what the card says, where the form has a place for it; an address already given is kept."""
    known = dict.fromkeys(NAME_FIELDS, person.name) | dict.fromkeys(NUMBER_FIELDS, person.number)
    for key in ADDRESS_FIELDS:
        if FieldKey(key) in form.keys and not form.text(FieldKey(key)):
            known[key] = person.address
    form.prefill({FieldKey(key): text for key, text in known.items() if FieldKey(key) in form.keys})
