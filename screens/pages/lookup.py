"""Progress by receipt number and lookup code: two fields, a keypad, and an act that says what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.field import Field, FieldSpec
from screens.components.row import Row, RowSpec
from screens.icons import Icon
from screens.input.code_boxes import CodeBoxes, CodeBoxesSpec
from screens.input.editing import TextEditing
from screens.input.keyboard import Keyboard
from screens.input.keyboard_spec import KeyboardSpec
from screens.look import Role, Zone
from screens.page import Page


class LookupField(StrEnum):
    """The fields, by their names in intents."""

    RECEIPT = "receipt"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class LookupState:
    """All words of the page. The receipt number and the code are shown as typed: nobody else stands there.

    Attributes:
        card, card_sub: the way with the ID card; an empty label where that is not offered.
        receipt_good: the number is whole and its check character fits.
        code_length: how many digits the code has.
        focused: the field being typed.
        notice: what is said instead of the privacy line, such as that there is no line.
    """

    title: str
    card: str
    card_sub: str
    heading: str
    receipt_label: str
    receipt_need: str
    receipt_help: str
    receipt: str = field(repr=False)
    receipt_error: str
    receipt_good: bool
    code_label: str
    code_need: str
    code: str = field(repr=False)
    code_error: str
    code_length: int
    lost: str
    private: str
    notice: str
    focused: LookupField
    keyboard: KeyboardSpec


class LookupPage(Page):
    """Asks for receipt number and lookup code.

    Signals:
        field_focused: a field was tapped (``LookupField`` value).
        text_edited: its text changed: field, text.
        next_pressed: from the number to the code.
        lookup_pressed: look it up.
        card_pressed: the way with the ID card.
    """

    has_actions = False

    field_focused = Signal(str)
    text_edited = Signal(str, str)
    next_pressed = Signal()
    lookup_pressed = Signal()
    card_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: LookupState | None = None
        self._title = QRect()
        self._heading = QRect()
        self._lost = QRect()
        self._private = QRect()
        self._label = QRect()
        self._card = Row(self)
        self._card_button = Button(ButtonKind.SMALL, self)
        self._receipt = Field(self)
        self._code = CodeBoxes(self)
        self._keyboard = Keyboard(parent=self)
        self._card.clicked.connect(self.card_pressed)
        self._card_button.clicked.connect(self.card_pressed)
        self._receipt.clicked.connect(lambda: self._on_field(LookupField.RECEIPT))
        self._code.clicked.connect(lambda: self._on_field(LookupField.CODE))
        self._keyboard.edited.connect(self._on_edited)
        self._keyboard.act_pressed.connect(self._on_act)
        self._keyboard.previous_pressed.connect(lambda: self.field_focused.emit(LookupField.RECEIPT.value))

    def render(self, state: LookupState) -> None:  # type: ignore[override]
        """Show that state."""
        self._state = state
        self.setAccessibleName(state.title)
        self._keyboard.show_spec(state.keyboard)
        self._card.show_spec(RowSpec(state.card, Icon.ID_CARD, state.card_sub))
        self._card_button.show_spec(ButtonSpec(state.card, Icon.ID_CARD))
        if self.keyboard_shown:
            self.rearrange()
        else:
            self.show_keyboard(True)

    def forget_text(self) -> None:
        """The visit is over: let go of the state too."""
        self._state = None
        self._receipt.show_spec(FieldSpec(""))
        super().forget_text()

    # -- intents ---------------------------------------------------------------------------------------------------

    def _on_field(self, chosen: LookupField) -> None:
        if self._state is not None and chosen is not self._state.focused:
            self.field_focused.emit(chosen.value)

    def _on_edited(self, editing: TextEditing) -> None:
        if self._state is not None:
            self.text_edited.emit(self._state.focused.value, editing.text)

    def _on_act(self) -> None:
        state = self._state
        if state is None:
            return
        if state.focused is LookupField.RECEIPT:
            self.next_pressed.emit()
        else:
            self.lookup_pressed.emit()

    # -- what stands where -----------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Three arrangements: portrait, lower reach (the field in hand alone), landscape."""
        state = self._state
        if state is None:
            return
        self._title = self._heading = self._lost = self._private = self._label = QRect()
        for widget in (self._card, self._card_button, self._receipt, self._code):
            widget.hide()
        self._keyboard.setGeometry(self.zone(Zone.KEYBOARD))
        lower = self.look.lower_reach and not self.look.landscape
        alone = lower and state.focused is LookupField.RECEIPT
        self._receipt.show_spec(
            FieldSpec(
                "" if lower else state.receipt_label,
                "" if lower else state.receipt_need,
                state.receipt,
                help="" if alone else state.receipt_help,
                error="" if alone else state.receipt_error,
                good=state.receipt_good,
                editing=state.focused is LookupField.RECEIPT,
            )
        )
        self._code.show_spec(
            CodeBoxesSpec(
                "" if lower else state.code_label,
                "" if lower else state.code_need,
                state.code_length,
                state.code,
                editing=state.focused is LookupField.CODE,
                error="" if lower else state.code_error,
                error_beside=self.look.landscape,
            )
        )
        if self.look.landscape:
            self._arrange_landscape(state)
        elif lower:
            self._arrange_lower(state)
        else:
            self._arrange_portrait(state)

    def _arrange_portrait(self, state: LookupState) -> None:
        look = self.look
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        height = round(look.font_px(Role.TITLE) * 1.3)
        self._title = QRect(title.x(), title.y() - look.px(8), title.width(), height)
        x, width, y = content.x(), content.width(), self._title.bottom() + look.px(18)
        receipt, code = self._receipt.height_for(width), self._code.height_for(width)
        heading = round(look.font_px(Role.SECTION) * 1.4)
        card = look.row_height_two + look.edge if state.card else 0
        spare = content.bottom() - y - card - heading - receipt - code
        gap = max(look.px(8), min(look.px(28), spare // 5))
        if state.card:
            self._card.set_face(QRect(x, y, width, card - look.edge))
            self._card.show()
            y += card + gap
        self._heading = QRect(x, y, width, heading)
        y += heading + look.px(4)
        self._receipt.setGeometry(x, y, width, receipt)
        self._receipt.show()
        y += receipt + gap
        self._code.setGeometry(x, y, width, code)
        self._code.show()
        y += code + gap
        line = look.line_height(Role.NOTE)
        if y + 2 * line <= content.bottom():
            self._lost = QRect(x, y, width, line)
            self._private = QRect(x, y + line, width, line)
        elif y + line <= content.bottom():
            self._lost = QRect(x, y, width, line)

    def _arrange_lower(self, state: LookupState) -> None:
        """The field in hand within reach; the other way above is to be read."""
        look = self.look
        title, content = self.zone(Zone.TITLE), self.zone(Zone.CONTENT)
        height = round(look.font_px(Role.TITLE) * 1.3)
        self._title = QRect(title.x(), title.y() - look.px(8), title.width(), height)
        y = self._title.bottom() + look.px(24)
        self._heading = QRect(content.x(), y, content.width(), round(look.font_px(Role.SECTION) * 1.4))
        line = look.line_height(Role.BODY)
        self._lost = QRect(content.x(), self._heading.bottom() + look.px(12), content.width(), line)
        self._private = self._lost.translated(0, line + look.px(8))
        box = self._receipt if state.focused is LookupField.RECEIPT else self._code
        top = look.px(880)
        label = round(look.font_px(Role.LABEL) * 1.6)
        self._label = QRect(content.x(), top - label, content.width(), label)
        self._receipt.setAccessibleName(f"{state.receipt_label} {state.receipt_need}")
        self._code.setAccessibleName(f"{state.code_label} {state.code_need}")
        box.setGeometry(content.x(), top, content.width(), box.height_for(content.width()))
        box.show()

    def _arrange_landscape(self, state: LookupState) -> None:
        look = self.look
        content = self.zone(Zone.CONTENT)
        top = self.zone(Zone.TITLE).y() - look.px(12)
        height = max(look.min_target, look.px(72))
        width = content.width()
        if state.card:
            words = self._setter.block(state.card, Role.BODY, bold=True).natural_width
            side = min(round(words + look.font_px(Role.BODY) * 1.2) + look.px(80), width // 2)
            self._card_button.set_face(QRect(content.right() + 1 - side, top, side, height))
            self._card_button.show()
            width -= side + look.gutter
        self._title = QRect(content.x(), top, width, height)
        left, right = look.columns(content, 2)
        y = top + height + look.edge + look.gap
        self._receipt.setGeometry(left.x(), y, left.width(), self._receipt.height_for(left.width()))
        self._code.setGeometry(right.x(), y, right.width(), self._code.height_for(right.width()))
        if self._receipt.geometry().bottom() > content.bottom() and not state.receipt_error:
            self._receipt.show_spec(replace(self._receipt.spec, help=""))
            self._receipt.resize(left.width(), self._receipt.height_for(left.width()))
        self._receipt.show()
        self._code.show()
        line = look.line_height(Role.NOTE)
        bottom = max(self._receipt.geometry().bottom(), self._code.geometry().bottom())
        if bottom + line <= content.bottom():
            self._lost = QRect(right.x(), content.bottom() - line, right.width(), line)

    # -- what stands still -----------------------------------------------------------------------------------------

    def spoken(self) -> tuple[str, ...]:
        """The words that ``paint`` draws."""
        state = self._state
        if state is None:
            return ()
        error = state.receipt_error or state.code_error
        return state.title, state.heading, error, state.notice or state.lost, state.private

    def paint(self, canvas: Canvas) -> None:
        """Title, heading, where to get help, who can see it."""
        state = self._state
        if state is None:
            return
        canvas.paragraph(state.title, Role.TITLE, self._title, middle=True)
        if not self._heading.isNull():
            canvas.paragraph(state.heading, Role.SECTION, self._heading, middle=True)
        lower = self.look.lower_reach and not self.look.landscape
        if not self._label.isNull():
            first = state.focused is LookupField.RECEIPT
            row, height = self._label, round(self._label.y() + self._label.height() * 0.45)
            used = canvas.line(state.receipt_label if first else state.code_label, Role.LABEL, row.x(), height)
            left = round(row.x() + used + canvas.px(16))
            need = state.receipt_need if first else state.code_need
            canvas.line(need, Role.NOTE, left, height, "ink2", max_width=row.right() - left)
        role = Role.BODY if lower else Role.NOTE
        for box, words, icon in (
            (self._lost, (state.receipt_error or state.code_error) if lower else "", Icon.WARNING),
            (self._lost, state.notice or state.lost, Icon.INFO),
            (self._private, state.private, Icon.LOCK),
        ):
            if box.isNull() or not words:
                continue
            size = round(canvas.look.font_px(role) * 1.3)
            middle = box.y() + box.height() / 2
            color = "danger" if icon is Icon.WARNING else "ink2"
            tone = "danger" if icon is Icon.WARNING else "prim"
            canvas.icon(icon, box.x(), middle - size / 2, size, tone)
            room = box.width() - size - canvas.px(16)
            canvas.line(words, role, box.x() + size + canvas.px(16), middle, color, max_width=room)
            if icon is Icon.WARNING:
                return
