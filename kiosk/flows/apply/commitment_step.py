"""Notice and commitment: the whole text, then one of two ways; and a copy to take along."""

from __future__ import annotations

from config.catalogue.commitment_schema import Commitment
from drivers.vocabulary import DeviceEvent
from kiosk.case_slip_parts import commitment_slip
from kiosk.commitments import CommitmentChoice, choose
from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.paper_steps import papers_to_scan
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.paper import PaperProgress, PaperState
from kiosk.present.commitment import present_commitment
from kiosk.stage import PageName


class CommitmentStep(Step):
    """Nothing is chosen beforehand, and turning the pages chooses nothing."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self._paper: PaperProgress | None = None
        self.intents = {
            (PageName.COMMITMENT, "committed"): lambda: self._on_chosen(committed=True),
            (PageName.COMMITMENT, "ordinary_chosen"): lambda: self._on_chosen(committed=False),
            (PageName.COMMITMENT, "print_pressed"): self._on_print,
        }

    def render(self) -> None:
        """The whole letter."""
        around = self.around
        around.stage.show(
            PageName.COMMITMENT,
            present_commitment(around.texts, around.catalogue, self._terms, self._flow.step_view, paper=self._paper),
        )

    def on_device(self, event: DeviceEvent) -> None:
        """Only the printer matters here."""
        self.around.paper.on_device(event)

    def leave(self) -> None:
        """A copy that is being printed comes out; nobody waits for it here any longer."""
        super().leave()
        self.around.paper.forget()
        self._paper = None

    @property
    def _terms(self) -> Commitment:
        terms = self._flow.item.commitment_terms
        assert terms is not None
        return terms

    def _on_chosen(self, *, committed: bool) -> None:
        choose(self._flow.case, self._terms, CommitmentChoice(committed, self.around.now()))
        papers = papers_to_scan(self._flow)
        self._flow.fire(ApplyEvent.WAY_CHOSEN if papers else ApplyEvent.WAY_CHOSEN_NO_PAPERS)

    def _on_print(self) -> None:
        around = self.around
        name = self._flow.step_view.item_name
        around.paper.print_slip(
            commitment_slip(around.texts, around.catalogue, self._terms, name, around.now()), self._on_paper
        )

    def _on_paper(self, state: PaperState) -> None:
        self._paper = state.progress
        self.render()
