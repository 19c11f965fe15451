"""The number of a payment notice or of an order: one field and its keys, or the scanner."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.field import Field, FieldSpec
from screens.icons import Icon
from screens.input.editing import TextEditing
from screens.input.keyboard import Keyboard
from screens.input.keyboard_spec import KeyboardSpec
from screens.look import Role, Zone
from screens.page import Page


@dataclass(frozen=True, slots=True)
class PayNumberState:
    """All words of the page.

    Attributes:
        heading: where the number stands on the paper.
        scan: that a scanner takes it too, and where; empty: there is none.
        number: as typed; ``shown`` is the same in groups.
        error: what is wrong with it; empty: nothing.
        good: it is whole.
    """

    title: str
    heading: str
    scan: str
    label: str
    need: str
    help: str
    number: str = field(repr=False)
    shown: str = field(repr=False)
    error: str
    good: bool
    private: str
    keyboard: KeyboardSpec


class PayNumberPage(Page):
    """Asks for one number.

    Signals:
        text_edited: the number changed: the whole text.
        lookup_pressed: ask for what is to be paid.
    """

    has_actions = False

    text_edited = Signal(str)
    lookup_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: PayNumberState | None = None
        self._title = QRect()
        self._heading = QRect()
        self._scan = QRect()
        self._private = QRect()
        self._number = Field(self)
        self._keyboard = Keyboard(parent=self)
        self._keyboard.edited.connect(self._on_edited)
        self._keyboard.act_pressed.connect(self.lookup_pressed)

    def render(self, state: PayNumberState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self.setAccessibleName(state.title)
        self._keyboard.show_spec(state.keyboard)
        if self.keyboard_shown:
            self.rearrange()
        else:
            self.show_keyboard(True)

    def forget_text(self) -> None:
        """The visit is over: let go of the state too."""
        self._state = None
        self._number.show_spec(FieldSpec(""))
        super().forget_text()

    def _on_edited(self, editing: TextEditing) -> None:
        if self._state is not None:
            self.text_edited.emit(editing.text)

    def arrange(self) -> None:
        """Title, heading, field, hints; the field just above the keys."""
        state = self._state
        if state is None:
            return
        look = self.look
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        self._keyboard.setGeometry(self.zone(Zone.KEYBOARD))
        self._number.show_spec(
            FieldSpec(
                state.label, state.need, state.shown, help=state.help, error=state.error, good=state.good, editing=True
            )
        )
        self._title = title
        self._heading = QRect(content.x(), content.y(), content.width(), look.px(60))
        self._scan = self._private = QRect()
        self._number.setGeometry(
            content.x(), self._heading.bottom() + look.px(12), content.width(), self._number.height_for(content.width())
        )

    def paint(self, canvas: Canvas) -> None:
        """Title, heading, hints."""
        state = self._state
        if state is None:
            return
        canvas.paragraph(state.title, Role.TITLE, self._title, middle=True)
        canvas.paragraph(state.heading, Role.LABEL, self._heading, "ink2", middle=True)
        for box, words, icon in ((self._scan, state.scan, Icon.QR), (self._private, state.private, Icon.LOCK)):
            if words and not box.isNull():
                size = round(canvas.look.font_px(Role.NOTE) * 1.3)
                middle = box.y() + box.height() / 2
                canvas.icon(icon, box.x(), middle - size / 2, size, "prim")
                left = box.x() + size + canvas.px(16)
                canvas.line(words, Role.NOTE, left, middle, "ink2", max_width=box.right() - left)
