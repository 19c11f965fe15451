"""The form page: the fields of an item, one screenful at a time, and the keyboard or the options of the one in hand."""

from __future__ import annotations

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.canvas import Canvas
from screens.components.button import Button, ButtonKind, ButtonSpec
from screens.components.choice import Choice, ChoiceSpec
from screens.components.field import Field, FieldSpec
from screens.components.scroller import Scroller, ScrollerSpec
from screens.components.step_header import StepHeader
from screens.icons import Icon
from screens.input.editing import TextEditing
from screens.input.keyboard import Keyboard
from screens.look import Role, Zone
from screens.page import Page
from screens.pages.form_layout import FieldSize, Row, filled, holding, place_rows, rows_of, screenfuls, shortened
from screens.pages.form_state import FieldSpan, FormFieldState, FormState, grouped_text

MOST_OPTIONS = 12


class FormPage(Page):
    """Fills in a form.

    Signals:
        field_focused: a field was tapped, by its key.
        text_edited: the text of a field changed: key, text. Letters that wait for a candidate are not in it yet.
        option_chosen: an option was tapped: key, option. Of several choices it goes in or out.
        reveal_pressed: a locked field was tapped: show it in clear for a moment.
        next_pressed, previous_pressed: to the field below or above.
        keyboard_hidden: the field is left, the form is looked over.
        done_pressed: the form is complete and is handed on.
    """

    field_focused = Signal(str)
    text_edited = Signal(str, str)
    option_chosen = Signal(str, str)
    reveal_pressed = Signal(str)
    next_pressed = Signal()
    previous_pressed = Signal()
    keyboard_hidden = Signal()
    done_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: FormState | None = None
        self._overview_page = 0
        self._words = QRect()
        self._summary = QRect()
        self._choice_label = QRect()
        self._fields: list[Field] = []
        self._header = StepHeader(self)
        self._choices = [Choice(self) for _ in range(MOST_OPTIONS)]
        self._scroller = Scroller(self)
        self._previous = Button(ButtonKind.SECONDARY, self)
        self._next = Button(ButtonKind.PRIMARY, self)
        self._keyboard = Keyboard(parent=self)
        for number, choice in enumerate(self._choices):
            choice.clicked.connect(lambda _checked=False, n=number: self._on_choice(n))
        self._scroller.page_turned.connect(self._on_page_turned)
        self._previous.clicked.connect(self.previous_pressed)
        self._next.clicked.connect(self._on_next)
        self._keyboard.edited.connect(self._on_edited)
        self._keyboard.act_pressed.connect(self.next_pressed)
        self._keyboard.previous_pressed.connect(self.previous_pressed)
        self._keyboard.hide_pressed.connect(self.keyboard_hidden)

    def render(self, state: FormState) -> None:  # type: ignore[override]
        """Show that state; the same field with the same text goes on being composed."""
        before = self._state.focused if self._state else ""
        self._state = state
        self.setAccessibleName(state.header.title)
        self._header.show_spec(state.header)
        while len(self._fields) < len(state.fields):
            self._add_field()
        if state.keyboard is None:
            self._keyboard.reset()
        else:
            self._keyboard.show_spec(state.keyboard)
        if state.focused and state.focused != before:
            self._overview_page = 0
        shown = state.keyboard is not None
        if shown != self.keyboard_shown:
            self.show_keyboard(shown)
        else:
            self.rearrange()

    def forget_text(self) -> None:
        """The visit is over: let go of the state too."""
        self._state = None
        self._overview_page = 0
        for box in self._fields:
            box.show_spec(FieldSpec(""))
            box.hide()
        for choice in self._choices:
            choice.show_spec(ChoiceSpec(""))
            choice.hide()
        super().forget_text()

    def _add_field(self) -> None:
        number = len(self._fields)
        box = Field(self)
        box.set_look(self.look)
        box.clicked.connect(lambda _checked=False, n=number: self._on_field(n))
        box.stackUnder(self._keyboard)
        self._fields.append(box)

    # -- intents ---------------------------------------------------------------------------------------------------

    def _on_field(self, number: int) -> None:
        if self._state is None:
            return
        entry = self._state.fields[number]
        if entry.locked:
            self.reveal_pressed.emit(entry.key)
        elif entry.key != self._state.focused:
            self._keyboard.commit()
            self.field_focused.emit(entry.key)

    def _on_choice(self, number: int) -> None:
        entry = self._in_hand()
        if entry is not None and number < len(entry.options):
            self.option_chosen.emit(entry.key, entry.options[number].value)

    def _on_edited(self, editing: TextEditing) -> None:
        state = self._state
        if state is None or state.keyboard is None:
            return
        if editing.text != state.keyboard.text:
            self.text_edited.emit(state.focused, editing.text)
        self.rearrange()

    def _on_next(self) -> None:
        state = self._state
        if state is not None and not state.focused and state.complete:
            self.done_pressed.emit()
        else:
            self.next_pressed.emit()

    def _on_page_turned(self, page: int) -> None:
        self._overview_page = page
        self.rearrange()

    def _in_hand(self) -> FormFieldState | None:
        state = self._state
        if state is None:
            return None
        return next((entry for entry in state.fields if entry.key == state.focused), None)

    # -- what stands where -----------------------------------------------------------------------------------------

    def arrange(self) -> None:
        """Header, one screenful of fields, and the keyboard, the options or the buttons."""
        state = self._state
        if state is None:
            return
        for widget in (*self._fields, *self._choices, self._previous, self._next, self._scroller):
            widget.hide()
        self._keyboard.setVisible(self.keyboard_shown)
        self._keyboard.setGeometry(self.zone(Zone.KEYBOARD))
        self._header.setGeometry(self.zone(Zone.TITLE))
        tight = self.keyboard_shown and self.look.landscape
        self._header.setVisible(not tight)
        area = self._place_words(state)
        for number, entry in enumerate(state.fields):
            self._fields[number].show_spec(self._spec_of(entry, state))
        if not self.keyboard_shown:
            self._place_buttons(state)
        if state.focused:
            self._place_screenful(state, area)
        else:
            self._place_overview(state, area)

    def _place_words(self, state: FormState) -> QRect:
        """Place for the hint, and in lower reach for a summary to be read; gives the area of the fields."""
        look = self.look
        area = self.zone(Zone.CONTENT)
        self._summary = self._choice_label = QRect()
        if self.keyboard_shown and look.landscape:
            top = self.zone(Zone.TITLE).y() - look.px(8)
            height = round(look.font_px(Role.LABEL) * 1.5)
            self._words = QRect(area.x(), top, area.width(), height)
            return QRect(area.x(), top + height + look.px(12), area.width(), area.bottom() - top - height - look.px(11))
        height = look.line_height(Role.BODY) if state.hint else 0
        lines = self._setter.block(state.hint, Role.BODY, width=area.width()).height if state.hint else 0
        height = max(height, min(lines, 2 * height))
        self._words = QRect(area.x(), area.y(), area.width(), height)
        if look.lower_reach and not look.landscape:
            top = look.px(880)
            line = round(look.font_px(Role.LABEL) * 1.6) if self.keyboard_shown else 0
            self._summary = QRect(
                area.x(),
                self._words.bottom() + look.px(16),
                area.width(),
                top - self._words.bottom() - look.px(40) - line,
            )
            if self.keyboard_shown:
                self._choice_label = QRect(area.x(), top - line, area.width(), line)
            return QRect(area.x(), top, area.width(), area.bottom() - top + 1)
        return area.adjusted(0, height + look.px(14), 0, 0)

    def _columns(self) -> int:
        return 1 if self.look.senior and not self.look.landscape else 2

    def _gap(self) -> int:
        return self.look.px(16 if self.look.senior else 20)

    def _sizes(self, state: FormState, area: QRect) -> list[FieldSize]:
        columns = self._columns()
        half = (area.width() - self.look.gutter * (columns - 1)) // columns
        sizes = []
        for number, entry in enumerate(state.fields):
            box = self._fields[number]
            wide = box.height_for(area.width())
            narrow = entry.span is FieldSpan.NARROW or (self.look.landscape and entry.span is FieldSpan.MEDIUM)
            sizes.append(FieldSize(entry.key, wide, box.height_for(half) if narrow else wide, narrow))
        return sizes

    def _place_screenful(self, state: FormState, area: QRect) -> None:
        """The screenful of the field in hand: counted for the room above the keyboard, so that it stays the same."""
        look, gap = self.look, self._gap()
        rows = rows_of(self._sizes(state, area), columns=self._columns())
        lower = look.lower_reach and not look.landscape
        room = area.height() if self.keyboard_shown or lower else min(area.height(), look.px(700))
        pages = screenfuls(rows, room, gap)
        chosen = pages[holding(pages, state.focused)]
        entry = self._in_hand()
        if self.keyboard_shown or entry is None:
            if lower:
                chosen = [row for row in rows_of(self._sizes(state, area), columns=1) if row[0].key == state.focused]
            self._put(shortened(chosen, state.focused, area.height(), gap), area)
            return
        if look.landscape or lower:
            self._put_options_alone(entry, area)
            return
        size = next(size for row in rows for size in row if size.key == entry.key)
        faces = self._option_faces(entry, area.width(), area.height() - size.height - look.px(38))
        block = faces[-1].bottom() + 1 + look.px(38)
        kept = shortened(chosen, entry.key, area.height() - block, gap)
        kept = filled(rows, kept, area.height() - block, gap)
        self._put_with_options(kept, entry, area, faces)

    def _put_options_alone(self, entry: FormFieldState, area: QRect) -> None:
        """Where there is little room: the label as a line to be read, the options below."""
        height = round(self.look.font_px(Role.LABEL) * 1.6)
        self._choice_label = QRect(area.x(), area.y(), area.width(), height)
        faces = self._option_faces(entry, area.width(), area.height() - height)
        self._show_options(entry, faces, area.x(), area.y() + height)

    def _put_with_options(self, kept: list[Row], entry: FormFieldState, area: QRect, faces: list[QRect]) -> None:
        """The rows of the screenful with the options right below the row of the field in hand."""
        look = self.look
        place = next(n for n, row in enumerate(kept) if any(size.key == entry.key for size in row))
        upper, lower = kept[: place + 1], kept[place + 1 :]
        self._put(upper, area)
        end = max(self._fields[self._number(size.key)].geometry().bottom() for size in upper[-1]) + 1
        top = end + look.px(14)
        self._show_options(entry, faces, area.x(), top)
        below = top + faces[-1].bottom() + 1 + look.px(24)
        self._put(lower, QRect(area.x(), below, area.width(), area.bottom() - below + 1))

    def _show_options(self, entry: FormFieldState, faces: list[QRect], x: int, y: int) -> None:
        for number, (option, face) in enumerate(zip(entry.options, faces, strict=False)):
            choice = self._choices[number]
            choice.show_spec(ChoiceSpec(option.label, selected=option.selected, many=entry.many))
            choice.set_face(face.translated(x, y))
            choice.show()

    def _option_faces(self, entry: FormFieldState, width: int, height: int) -> list[QRect]:
        """Faces of the options, from (0, 0): as few columns as the words and the height allow."""
        look, gap = self.look, max(self.look.gap, self.look.px(16))
        longest = max(self._setter.block(o.label, Role.STRONG, bold=True).natural_width for o in entry.options)
        count = min(len(entry.options), MOST_OPTIONS)
        columns = 3 if look.landscape else 2
        while columns > 1 and longest > (width - gap * (columns - 1)) / columns - look.px(150):
            columns -= 1
        tallest = 0
        while True:
            lines = -(-count // columns)
            tallest = (height + gap) // lines - gap - look.edge
            if tallest >= look.min_target or columns == 4:
                break
            columns += 1
        face = max(look.min_target, min(look.button_height, tallest))
        cells = look.columns(QRect(0, 0, width, face), columns, gap)
        step = face + look.edge + gap
        return [cells[n % columns].translated(0, n // columns * step) for n in range(count)]

    def _put(self, rows: list[Row], area: QRect) -> None:
        places = place_rows(rows, area, columns=self._columns(), gap=self._gap(), gutter=self.look.gutter)
        for key, rect in places.items():
            number = self._number(key)
            box = self._fields[number]
            if self._state is not None:
                box.setAccessibleName(f"{self._state.fields[number].label} {self._state.fields[number].need}")
            box.setGeometry(rect)
            box.show()

    def _place_overview(self, state: FormState, area: QRect) -> None:
        """All fields, page by page."""
        look, gap = self.look, self._gap()
        rows = rows_of(self._sizes(state, area), columns=self._columns())
        pages = screenfuls(rows, area.height(), gap)
        if len(pages) > 1:
            bar = max(look.min_target, look.px(76)) + look.edge
            area = area.adjusted(0, 0, 0, -bar - look.px(8))
            pages = screenfuls(rows, area.height(), gap)
        self._overview_page = min(self._overview_page, len(pages) - 1)
        words = state.positions[min(len(pages), len(state.positions)) - 1]
        position = words[min(self._overview_page, len(words) - 1)]
        self._scroller.show_spec(
            ScrollerSpec(self._overview_page, len(pages), state.page_up, state.page_down, position)
        )
        self._scroller.setGeometry(area.x(), area.bottom() + look.px(8), area.width(), self._scroller.height_needed())
        self._put(pages[self._overview_page], area)

    def _place_buttons(self, state: FormState) -> None:
        look = self.look
        row = self.zone(Zone.ACTIONS)
        label = state.next_label if state.focused else state.done_label
        icon = None if state.focused else Icon.FORWARD
        self._next.show_spec(ButtonSpec(label, icon_after=icon))
        self._previous.show_spec(ButtonSpec(state.previous_label))
        if state.focused and state.can_go_back:
            side = look.px(300)
            self._previous.set_face(QRect(row.x(), row.y(), side, row.height()))
            self._previous.show()
            row = row.adjusted(side + look.gutter, 0, 0, 0)
        self._next.set_face(row)
        self._next.show()

    def _number(self, key: str) -> int:
        fields = self._state.fields if self._state else ()
        return next(number for number, entry in enumerate(fields) if entry.key == key)

    def _spec_of(self, entry: FormFieldState, state: FormState) -> FieldSpec:
        in_hand = entry.key == state.focused
        editing = self._keyboard.editing
        typing = in_hand and self.keyboard_shown
        tight = self.look.lower_reach and not self.look.landscape
        text = grouped_text(editing.text, entry.groups, entry.group_break) if typing else entry.shown
        alone = tight and typing
        return FieldSpec(
            label="" if alone else entry.label,
            need="" if alone else entry.need,
            text=text,
            composing=self._keyboard.preview if typing else "",
            placeholder=entry.placeholder if in_hand or not entry.options else "",
            help="" if tight else entry.help,
            error="" if tight and typing else entry.error,
            good=entry.good and not entry.options,
            editing=in_hand,
            opens_list=bool(entry.options),
        )

    # -- what stands still -----------------------------------------------------------------------------------------

    def spoken(self) -> tuple[str, ...]:
        """The title, the hint, and the field in hand where it is drawn as a line."""
        state, entry = self._state, self._in_hand()
        if state is None:
            return ()
        drawn = entry is not None and not self._choice_label.isNull()
        words = (entry.label, entry.need, entry.error or entry.help) if entry is not None and drawn else ()
        return state.header.title, state.hint, *words

    def paint(self, canvas: Canvas) -> None:
        """The hint; in lower reach the answers so far, to be read."""
        state = self._state
        if state is None:
            return
        if self.keyboard_shown and self.look.landscape:
            middle = self._words.center().y() + 1
            used = canvas.line(
                state.header.title, Role.LABEL, self._words.x(), middle, max_width=self._words.width() // 3
            )
            rest = round(self._words.width() - used - canvas.px(32))
            canvas.line(state.hint, Role.NOTE, self._words.x() + used + canvas.px(32), middle, "ink2", max_width=rest)
            return
        canvas.paragraph(state.hint, Role.BODY, self._words, "ink2")
        if not self._summary.isNull():
            self._paint_summary(canvas, state)
        entry = self._in_hand()
        if entry is not None and not self._choice_label.isNull():
            box = self._choice_label
            middle = round(box.y() + box.height() * 0.4)
            used = canvas.line(entry.label, Role.LABEL, box.x(), middle, max_width=box.width() * 2 // 3)
            left = round(box.x() + used + canvas.px(16))
            words = f"{entry.need}　{entry.help}" if entry.help and entry.options else entry.need
            canvas.line(words, Role.NOTE, left, middle, "ink2", max_width=box.right() - left)

    def _paint_summary(self, canvas: Canvas, state: FormState) -> None:
        """Help and answers in the upper half, where nothing is pressed."""
        box = self._summary
        entry = self._in_hand()
        canvas.panel(box)
        pad = canvas.px(32)
        y = box.y() + canvas.px(20)
        step = self.look.line_height(Role.BODY)
        if entry is not None and entry.help and not entry.options:
            rect = QRect(box.x() + pad, y, box.width() - 2 * pad, 2 * step)
            y += canvas.paragraph(entry.help, Role.BODY, rect, "ink") + canvas.px(8)
        if entry is not None and entry.error:
            rect = QRect(box.x() + pad, y, box.width() - 2 * pad, 2 * step)
            y += canvas.paragraph(entry.error, Role.BODY, rect, "danger", bold=True) + canvas.px(8)
        half = box.width() // 2 - pad
        for other in state.fields:
            if not other.shown or other.key == state.focused:
                continue
            height = max(step, canvas.paragraph_height(other.shown, Role.BODY, half, bold=True))
            if y + height > box.bottom() - canvas.px(12):
                break
            middle = y + step / 2
            canvas.line(other.label, Role.BODY, box.x() + pad, middle, "ink2", max_width=half - canvas.px(16))
            rect = QRect(box.x() + pad + half, y, half, height)
            canvas.paragraph(other.shown, Role.BODY, rect, bold=True, middle=True)
            y += height
