"""The actions of a page: at most one quiet way and the one way on, always in the same place."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.components.button import Button, ButtonKind, ButtonSpec


@dataclass(frozen=True, slots=True)
class ActionsSpec:
    """The two buttons; None: that one is not there, and the other takes the whole width."""

    primary: ButtonSpec | None = None
    secondary: ButtonSpec | None = None
    equal: bool = False
    """Both equally wide: where neither may be favoured."""
    kind: ButtonKind = ButtonKind.SECONDARY
    """Of the secondary one: DANGER where it destroys something, QUIET where it cancels."""


class ActionBar(QObject):
    """Secondary at the left (300 of 960), primary at the right.

    Signals:
        primary_pressed, secondary_pressed: the buttons.
    """

    primary_pressed = Signal()
    secondary_pressed = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self.spec = ActionsSpec()
        kinds = (ButtonKind.SECONDARY, ButtonKind.DANGER, ButtonKind.QUIET)
        self._secondary = {kind: Button(kind, page) for kind in kinds}
        self._primary = Button(ButtonKind.PRIMARY, page)
        self._primary.clicked.connect(self.primary_pressed)
        for button in self._secondary.values():
            button.clicked.connect(self.secondary_pressed)

    def show_spec(self, spec: ActionsSpec) -> None:
        """Show that."""
        self.spec = spec
        if spec.primary:
            self._primary.show_spec(spec.primary)
        if spec.secondary:
            self._left().show_spec(spec.secondary)
        self._primary.setVisible(spec.primary is not None)
        for kind, button in self._secondary.items():
            button.setVisible(spec.secondary is not None and kind is spec.kind)

    def _left(self) -> Button:
        return self._secondary[self.spec.kind]

    def arrange(self, area: QRect) -> None:
        """Place the buttons in that area."""
        look = self._primary.look
        face = QRect(area.x(), area.y(), area.width(), area.height() - look.edge)
        if self.spec.secondary is None or self.spec.primary is None:
            self._primary.set_face(face)
            self._left().set_face(face)
            return
        share = 0.5 if self.spec.equal else 0.4 if look.senior or look.landscape else 0.3125
        left = round((face.width() - look.gutter) * share)
        self._left().set_face(QRect(face.x(), face.y(), left, face.height()))
        x = face.x() + left + look.gutter
        self._primary.set_face(QRect(x, face.y(), face.right() + 1 - x, face.height()))
