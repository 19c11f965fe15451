"""Signing by hand where the form asks for it: strokes, undo, anew, or on paper with staff."""

from __future__ import annotations

from kiosk.flows.apply.case import CaseFlow
from kiosk.flows.apply.table import ApplyEvent
from kiosk.flows.step import Step
from kiosk.idle_clock import IdleKind
from kiosk.present.signature import present_signature
from kiosk.signature import Signature
from kiosk.stage import PageName
from screens.components.ink_field import Stroke


class SignatureStep(Step):
    """The strokes live in the visit and go into the sealed case only."""

    idle_kind = IdleKind.FORM

    def __init__(self, flow: CaseFlow) -> None:
        super().__init__(flow.around)
        self._flow = flow
        self.intents = {
            (PageName.SIGNATURE, "stroke_drawn"): self._on_stroke,
            (PageName.SIGNATURE, "cleared"): self._on_cleared,
            (PageName.SIGNATURE, "undone"): self._on_undone,
            (PageName.SIGNATURE, "staff_pressed"): self._on_paper,
            (PageName.SIGNATURE, "done_pressed"): self._on_done,
            (PageName.SIGNATURE, "back_pressed"): lambda: flow.fire(ApplyEvent.BACK),
        }

    def enter(self) -> None:
        """An empty field: what was signed before something was changed counts no longer."""
        self._flow.case.signature = Signature()
        self.render()

    def render(self) -> None:
        """The strokes so far."""
        signature = self._signature
        self.around.stage.show(
            PageName.SIGNATURE,
            present_signature(
                self.around.texts,
                self._flow.step_view,
                strokes=tuple(signature.strokes),
                enough=signature.enough,
            ),
        )

    @property
    def _signature(self) -> Signature:
        signature = self._flow.case.signature
        assert signature is not None
        return signature

    def _on_stroke(self, stroke: Stroke) -> None:
        self._signature.strokes.append(stroke)
        self.render()

    def _on_cleared(self) -> None:
        self._signature.wipe()
        self.render()

    def _on_undone(self) -> None:
        if self._signature.strokes:
            self._signature.strokes.pop()
        self.render()

    def _on_paper(self) -> None:
        self._signature.wipe()
        self._signature.on_paper = True
        self._flow.fire(ApplyEvent.SIGNED)

    def _on_done(self) -> None:
        if self._signature.enough:
            self._flow.fire(ApplyEvent.SIGNED)
