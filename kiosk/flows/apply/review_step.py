"""Everything once more, masked, before it is sealed."""

from __future__ import annotations

from config.catalogue.schema import FormField
from config.domain.code_sets import FieldType
from kiosk.acting import Acting, Role
from kiosk.commitments import deferrable_missing
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.identity_steps import whose_card
from kiosk.flows.apply.paper_steps import papers_to_scan
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.forms import FormModel
from kiosk.identity import Identity
from kiosk.idle_clock import IdleKind
from kiosk.present.commitment import replaced_names
from kiosk.present.form import shown_answer
from kiosk.present.review import ReviewSection, present_review
from kiosk.stage import PageName

REVEAL_S = 5.0
PERSON, HELPER, FORM, COMMITMENT, PAPERS = "person", "helper", "form", "commitment", "materials"
EDITS = {
    PERSON: ApplyEvent.EDIT_PERSON,
    HELPER: ApplyEvent.EDIT_HELPER,
    FORM: ApplyEvent.EDIT_FORM,
    COMMITMENT: ApplyEvent.EDIT_COMMITMENT,
    PAPERS: ApplyEvent.EDIT_PAPERS,
}


class ReviewStep(Step):
    """Masked, with a tap to see it clear for five seconds (decisions 7)."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._revealed_until = 0.0
        self.intents = {
            (PageName.REVIEW, "edit_pressed"): self._on_edit,
            (PageName.REVIEW, "reveal_pressed"): self._on_reveal,
            (PageName.REVIEW, "deferral_toggled"): self._on_deferral,
            (PageName.REVIEW, "confirm_pressed"): self._on_confirmed,
            (PageName.REVIEW, "window_pressed"): self.around.ways.end_visit,
        }

    @property
    def _revealed(self) -> bool:
        return self.around.monotonic() < self._revealed_until

    def enter(self) -> None:
        """Masked to begin with. The outbox may get ready meanwhile."""
        self._revealed_until = 0.0
        if self._flow.case.correction is None:
            self.around.outbox.announce_case(self._flow.entry_id)
        self.render()

    def render(self) -> None:
        """The sections, and what will happen when it is confirmed."""
        around = self.around
        around.stage.show(
            PageName.REVIEW,
            present_review(
                around.texts,
                self._flow.step_view,
                sections=self._sections(clear=self._revealed),
                online=around.online(),
                may_queue=around.catalogue.may_queue(self._flow.item, around.today),
                revealed=self._revealed,
                order_matters=self._flow.order_matters,
                deferrable=self._deferrable(),
                deferral_asked=self._flow.case.deferral_asked,
                sign_next=self._sign_next,
            ),
        )

    def on_tick(self) -> None:
        """Mask again when the five seconds are over."""
        if self._revealed_until and not self._revealed:
            self._revealed_until = 0.0
            self.render()

    @property
    def _sign_next(self) -> bool:
        return self._flow.item.signature and self._flow.case.correction is None

    def _on_confirmed(self) -> None:
        self._flow.fire(ApplyEvent.SIGNATURE_DUE if self._sign_next else ApplyEvent.CONFIRMED)

    def _on_edit(self, section: str) -> None:
        typed_by_agent = section == PERSON and self._flow.case.acting is Acting.ORG_AGENT
        self._flow.fire(ApplyEvent.EDIT_FORM if typed_by_agent else EDITS[section])

    def _on_reveal(self) -> None:
        self._revealed_until = self.around.monotonic() + REVEAL_S
        self.render()

    def _on_deferral(self, asked: bool) -> None:
        self._flow.case.deferral_asked = asked
        self.render()

    def _deferrable(self) -> tuple[str, ...]:
        """What is missing and may be handed in afterwards, if the authority agrees."""
        catalogue, language = self.around.catalogue, self.around.words.language
        missing = deferrable_missing(self._flow.case, catalogue)
        return tuple(catalogue.text(one.material.name, language) for one in missing)

    def _commitment_rows(self) -> tuple[tuple[str, str], ...]:
        """Which way was chosen, and what a commitment stands for."""
        terms, choice, texts = self._flow.item.commitment_terms, self._flow.case.commitment, self.around.texts
        if terms is None or choice is None:
            return ()
        rows = [(texts("review.way"), texts("review.way.commit" if choice.committed else "review.way.ordinary"))]
        names = replaced_names(texts, self.around.catalogue, terms)
        if choice.committed and names:
            rows.append((texts("review.way.replaces"), names))
        return tuple(rows)

    def _sections(self, *, clear: bool) -> tuple[ReviewSection, ...]:
        texts = self.around.texts
        case = self._flow.case
        sections = [
            ReviewSection(PERSON, texts("review.section.person"), self._person_rows(case.identity, clear=clear))
        ]
        if case.helper is not None:
            whose = whose_card(Role.HELPER, case.acting)
            rows = self._person_rows(case.helper, clear=clear)
            sections.append(ReviewSection(HELPER, texts(f"id_check.{whose}"), rows))
        form = self._flow.case.form
        if form is not None:
            sections.append(ReviewSection(FORM, texts("review.section.form"), self._form_rows(form, clear=clear)))
        way = self._commitment_rows()
        if way:
            sections.append(ReviewSection(COMMITMENT, texts("review.section.commitment"), way))
        scans = papers_to_scan(self._flow)
        if scans:
            rows = tuple(
                (
                    self.around.catalogue.text(one.material.name, self.around.words.language),
                    texts("review.pages", count=len(self._flow.case.papers.of(one.ref)))
                    if self._flow.case.papers.of(one.ref)
                    else texts("review.later"),
                )
                for one in scans
            )
            sections.append(ReviewSection(PAPERS, texts("review.section.materials", count=len(rows)), rows))
        return tuple(sections)

    def _person_rows(self, person: Identity | None, *, clear: bool) -> tuple[tuple[str, str], ...]:
        texts = self.around.texts
        if person is None:
            return ()
        name, number = (person.name, person.number) if clear else (person.name_masked, person.number_masked)
        return ((texts("review.name"), name), (texts("review.number"), number))

    def _form_rows(self, form: FormModel, *, clear: bool) -> tuple[tuple[str, str], ...]:
        catalogue, language = self.around.catalogue, self.around.words.language
        rows = []
        for entry in form.fields:
            if entry.source == "id_card" and form.locked(entry.field_key):
                continue
            shown = self._answer(form, entry, clear=clear)
            if shown:
                rows.append((catalogue.text(entry.label, language), shown))
        return tuple(rows)

    def _answer(self, form: FormModel, entry: FormField, *, clear: bool) -> str:
        """As the form shows it; of several choices all names, where nobody minds them being read."""
        texts, catalogue = self.around.texts, self.around.catalogue
        if entry.type is FieldType.MULTI_CHOICE and (clear or not entry.sensitive):
            chosen = [catalogue.text(option, texts.language) for option in form.chosen(entry.field_key)]
            return texts("slip.originals.separator").join(chosen)
        return shown_answer(texts, catalogue, form, entry.field_key, revealed=clear)
