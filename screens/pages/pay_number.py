"""The number of a payment notice, a case or an order: one field and its keys, or the scanner."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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
        number: as typed; ``shown`` is the same in groups.
        error: what is wrong with it; empty: nothing.
    """

    title: str
    heading: str
    label: str
    need: str
    help: str
    number: str = field(repr=False)
    shown: str = field(repr=False)
    error: str
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
        self._hint = QRect()
        self._private = QRect()
        self._label = QRect()
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

    # -- what stands where -----------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """The field just above the keys; where there is room, where the number stands and what is not asked for."""
        state = self._state
        if state is None:
            return
        lower = self.look.lower_reach and not self.look.landscape
        self._keyboard.setGeometry(self.zone(Zone.KEYBOARD))
        self._number.show_spec(
            FieldSpec(
                "" if lower else state.label,
                "" if lower else state.need,
                state.shown,
                help="" if lower else state.help,
                error="" if lower else state.error,
                editing=True,
            )
        )
        self._number.setAccessibleName(f"{state.label} {state.need}")
        self._title = self._heading = self._hint = self._private = self._label = QRect()
        if self.look.landscape:
            self._arrange_landscape()
        elif lower:
            self._arrange_lower()
        else:
            self._arrange_portrait()

    def _arrange_portrait(self) -> None:
        look, content = self.look, self.zone(Zone.CONTENT)
        self._title = self._title_box()
        x, width, y = content.x(), content.width(), self._title.bottom() + look.px(20)
        heading = self._words_height(self._heading_words(), Role.BODY, width)
        field, line = self._number.height_for(width), look.line_height(Role.NOTE)
        spare = content.bottom() - y - heading - field - line
        gap = max(look.px(12), min(look.px(48), spare // 3))
        self._heading = QRect(x, y, width, heading)
        y += heading + gap
        self._number.setGeometry(x, y, width, field)
        y += field + gap
        if y + line <= content.bottom():
            self._private = QRect(x, y, width, line)

    def _arrange_lower(self) -> None:
        """The field within reach; what is only read above it."""
        look, content = self.look, self.zone(Zone.CONTENT)
        self._title = self._title_box()
        x, width, y = content.x(), content.width(), self._title.bottom() + look.px(24)
        self._heading = QRect(x, y, width, self._words_height(self._heading_words(), Role.BODY, width))
        line = look.line_height(Role.BODY)
        self._hint = QRect(x, self._heading.bottom() + look.px(28), width, line)
        self._private = self._hint.translated(0, line + look.px(12))
        top, label = look.px(880), round(look.font_px(Role.LABEL) * 1.6)
        self._label = QRect(x, top - label, width, label)
        self._number.setGeometry(x, top, width, self._number.height_for(width))

    def _arrange_landscape(self) -> None:
        look, content = self.look, self.zone(Zone.CONTENT)
        left, right = look.columns(content, 2)
        self._title = QRect(content.x(), self.zone(Zone.TITLE).y() - look.px(12), content.width(), look.px(76))
        y = self._title.bottom() + look.px(8)
        state = self._state
        if state is not None and y + self._number.height_for(left.width()) > content.bottom() and not state.error:
            self._number.show_spec(replace(self._number.spec, help=""))
        self._number.setGeometry(
            left.x(), y, left.width(), min(self._number.height_for(left.width()), content.bottom() - y)
        )
        line = look.line_height(Role.NOTE)
        heading = self._words_height(self._heading_words(), Role.BODY, right.width())
        if y + heading <= content.bottom():
            self._heading = QRect(right.x(), y, right.width(), heading)
            y += heading + look.px(8)
        if y + line <= content.bottom():
            self._private = QRect(right.x(), y, right.width(), line)

    def _title_box(self) -> QRect:
        title = self.zone(Zone.TITLE)
        return QRect(title.x(), title.y() - self.look.px(8), title.width(), round(self.look.font_px(Role.TITLE) * 1.3))

    def _heading_words(self) -> str:
        return self._state.heading if self._state is not None else ""

    def _words_height(self, words: str, role: Role, width: int) -> int:
        return self._setter.block(words, role, width=width).height

    # -- what stands still -----------------------------------------------------------------------------------------

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws."""
        state = self._state
        if state is None:
            return ()
        return state.title, state.heading, state.error or state.help, state.private

    def paint(self, canvas: Canvas) -> None:
        """Title, heading, hints."""
        state = self._state
        if state is None:
            return
        canvas.paragraph(state.title, Role.TITLE, self._title, middle=True)
        canvas.paragraph(state.heading, Role.BODY, self._heading, "ink2")
        if not self._label.isNull():
            middle = round(self._label.y() + self._label.height() * 0.45)
            canvas.line(state.label, Role.LABEL, self._label.x(), middle, max_width=self._label.width())
        wrong = bool(state.error)
        icon = Icon.WARNING if wrong else Icon.INFO
        self._paint_hint(canvas, self._hint, state.error or state.help, icon, "danger" if wrong else "")
        self._paint_hint(canvas, self._private, state.private, Icon.LOCK)

    @staticmethod
    def _paint_hint(canvas: Canvas, box: QRect, words: str, icon: Icon, color: str = "") -> None:
        if box.isNull() or not words:
            return
        role = Role.NOTE
        size = round(canvas.look.font_px(role) * 1.3)
        middle = box.y() + box.height() / 2
        canvas.icon(icon, box.x(), middle - size / 2, size, color or "prim")
        left = box.x() + size + canvas.px(16)
        canvas.line(words, role, left, middle, color or "ink2", max_width=box.right() - left)
