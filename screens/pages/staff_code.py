"""For staff: the code, typed on a number pad; what was typed is not shown."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.icons import Icon
from screens.input.code_boxes import CodeBoxes, CodeBoxesSpec
from screens.input.editing import TextEditing
from screens.input.keyboard import Keyboard
from screens.input.keyboard_spec import KeyboardSpec
from screens.look import Role, Zone
from screens.page import Page

DOT = "●"


@dataclass(frozen=True, slots=True)
class StaffCodeState:
    """All words of the page; ``typed`` counts the digits that stand there."""

    title: str
    note: str
    label: str
    need: str
    length: int
    typed: int
    error: str
    keyboard: KeyboardSpec


class StaffCodePage(Page):
    """Asks for the code.

    Signals:
        text_edited: the code as it is now.
        done_pressed: check it.
    """

    has_actions = False

    text_edited = Signal(str)
    done_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: StaffCodeState | None = None
        self._title = QRect()
        self._note = QRect()
        self._code = CodeBoxes(self)
        self._keyboard = Keyboard(parent=self)
        self._keyboard.edited.connect(self._on_edited)
        self._keyboard.act_pressed.connect(self.done_pressed)

    def render(self, state: StaffCodeState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self.setAccessibleName(state.title)
        self._keyboard.show_spec(state.keyboard)
        self._code.show_spec(
            CodeBoxesSpec(
                state.label,
                state.need,
                state.length,
                DOT * state.typed,
                editing=True,
                error=state.error,
                error_beside=self.look.lower_reach or self.look.landscape,
            )
        )
        if self.keyboard_shown:
            self.rearrange()
        else:
            self.show_keyboard(True)

    def forget_text(self) -> None:
        """The visit is over: let go of the state too."""
        self._state = None
        super().forget_text()

    def _on_edited(self, editing: TextEditing) -> None:
        self.text_edited.emit(editing.text)

    def arrange(self) -> None:
        """Title, boxes, note, keys."""
        look = self.look
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        self._keyboard.setGeometry(self.zone(Zone.KEYBOARD))
        height = round(look.font_px(Role.TITLE) * 1.3)
        self._title = QRect(title.x(), title.y() - look.px(8), title.width(), height)
        boxes = self._code.height_for(content.width())
        lower = look.lower_reach and not look.landscape
        y = look.px(880) if lower else self._title.bottom() + look.px(24 if look.landscape else 48)
        self._code.setGeometry(content.x(), y, content.width(), boxes)
        line = look.line_height(Role.BODY) * 2
        below = y + boxes + look.px(20)
        self._note = QRect(content.x(), below, content.width(), line)
        if lower:
            self._note.moveTop(self._title.bottom() + look.px(24))
        elif below + line > content.bottom():
            self._note = QRect()

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws."""
        state = self._state
        if state is None:
            return ()
        return state.title, state.note

    def paint(self, canvas: Canvas) -> None:
        """Title and note."""
        state = self._state
        if state is None:
            return
        canvas.paragraph(state.title, Role.TITLE, self._title, middle=True)
        if not self._note.isNull():
            size = round(canvas.look.font_px(Role.BODY) * 1.3)
            canvas.icon(Icon.LOCK, self._note.x(), self._note.y(), size, "prim")
            words = self._note.adjusted(size + canvas.px(16), 0, 0, 0)
            canvas.paragraph(state.note, Role.BODY, words, "ink2")
