"""The keyboard panel: 拼音, 数字, 英文, 手写 and 编码, the candidates above the keys, the act at the right.

The keyboard edits one field at a time. It keeps the ``TextEditing`` of that field, because letters that wait for a
candidate are its own business, and emits each change. ``reset`` forgets everything. Source: look sheet "Keyboard".
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.icons import Icon
from screens.input.candidate_bar import CandidateBar, CandidateGrid
from screens.input.editing import TextEditing
from screens.input.keyboard_layout import KeyboardPlaces, place_keyboard
from screens.input.keyboard_spec import KeyboardSpec, Panel
from screens.input.keypad import Keypad, KeypadSpec
from screens.input.keys import Key, KeyKind, KeySpec
from screens.input.pinyin.dictionary import PinyinDictionary
from screens.input.pinyin.engine import Candidate, PinyinEngine, Style
from screens.input.sketches import SKETCHED, Sketches, usable
from screens.look import Look

LETTERS = "qwertyuiopasdfghjklzxcvbnm"
MARKS_CHINESE = "，。？、：；！（）—·#"
MARKS_ENGLISH = ".,-_/#@'():+"
SPLIT_MARK = "'"


class Keyboard(QWidget):
    """The panel; place it in ``Zone.KEYBOARD``.

    Signals:
        edited: the ``TextEditing`` after each change.
        act_pressed, previous_pressed, hide_pressed: those keys; waiting letters have been turned into text before.
    """

    edited = Signal(object)
    act_pressed = Signal()
    previous_pressed = Signal()
    hide_pressed = Signal()

    def __init__(self, engine: PinyinEngine | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._engine = engine or PinyinEngine(PinyinDictionary.from_package)
        self._look = Look()
        self._spec: KeyboardSpec | None = None
        self._editing = TextEditing()
        self._shown: TextEditing | None = None
        self._panel = Panel.PINYIN
        self._upper = False
        self._marks = False
        self._candidates: list[Candidate] = []
        self._places: KeyboardPlaces | None = None
        self._tabs = {panel: Key(KeyKind.TAB, self) for panel in Panel}
        self._previous = Key(KeyKind.TAB, self)
        self._hide = Key(KeyKind.TAB, self)
        self._letters = {letter: Key(KeyKind.LETTER, self) for letter in LETTERS}
        self._modifier, self._delete, self._mark_key = (Key(KeyKind.FUNCTION, self) for _ in range(3))
        self._space = Key(KeyKind.SPACE, self)
        self._act = Key(KeyKind.ACT, self)
        self._bar = CandidateBar(self)
        self._keypad = Keypad(self)
        self._sketches = Sketches(self)
        self._grid = CandidateGrid(self)
        self._grid.hide()
        self._connect()

    @property
    def editing(self) -> TextEditing:
        """The field's text, cursor and waiting letters."""
        return self._editing

    @property
    def preview(self) -> str:
        """What the waiting letters would become: the first candidate and the letters behind it."""
        spelling = self._editing.spelling
        if self._panel in SKETCHED:
            return self._candidates[0].text if self._candidates else ""
        if not spelling or self._marks or not self._candidates:
            return spelling
        first = self._candidates[0]
        return first.text + spelling[first.consumed :]

    @property
    def panel(self) -> Panel:
        """Which keys are shown."""
        return self._panel

    def show_spec(self, spec: KeyboardSpec) -> None:
        """Be for that. The same field with the text that it has already goes on as it was."""
        other = self._spec is None or spec.field_key != self._spec.field_key or spec.panels != self._spec.panels
        if other or spec.text != self._editing.text or spec.rules != self._editing.rules:
            self._editing = TextEditing.of(spec.rules, spec.text)
            self._marks = False
        if other:
            self._panel, self._upper = usable(spec.panels)[0], False
            self._sketches.clear()
        same = self._spec is not None and replace(spec, text="") == replace(self._spec, text="")
        kept = same and spec.text == self._editing.text and self._shown == self._editing
        self._spec = spec
        if not kept:
            self._refresh()

    def reset(self) -> None:
        """Forget the field, its text and every trace of what was spelled."""
        self._spec = self._shown = None
        self._editing = TextEditing()
        self._candidates = []
        self._sketches.forget_text()
        self._marks = self._upper = False
        self._engine.forget()
        self._bar.show_candidates("", (), hint="", more="", marks=False)
        self._bar.forget_text()
        self._grid.forget_text()
        self._grid.hide()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the keys too."""
        self._look = look
        for key in self.findChildren(Key):
            key.set_look(look)
        self._bar.set_look(look)
        self._keypad.set_look(look)
        self._sketches.set_look(look)
        self._grid.set_look(look)
        self._arrange()
        self.update()

    def forget_text(self) -> None:
        """The visit is over."""
        self.reset()

    def commit(self) -> None:
        """Turn waiting letters, or a character written or named by its code, into text as the field shows them."""
        if self._sketches.waiting:
            self._editing = self._editing.insert(self.preview)
            self._sketches.clear()
        while self._editing.composing:
            if not self._candidates or self._marks:
                self._editing = self._editing.take_letters()
                break
            first = self._candidates[0]
            self._editing = self._editing.choose(first.text, first.consumed)
            self._candidates = self._find()
        self._changed()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground and the line above it."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._look.color("sunk"))
        painter.fillRect(0, 0, self.width(), self._look.px(2), self._look.color("edge"))
        painter.end()

    # -- keys ------------------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        for panel, tab in self._tabs.items():
            tab.clicked.connect(lambda _checked=False, p=panel: self._on_tab(p))
        for letter, key in self._letters.items():
            key.clicked.connect(lambda _checked=False, typed=letter: self._on_letter(typed))
        self._modifier.clicked.connect(self._on_modifier)
        self._delete.clicked.connect(self._on_delete)
        self._mark_key.clicked.connect(self._on_marks)
        self._space.clicked.connect(self._on_space)
        self._act.clicked.connect(self._on_act)
        self._previous.clicked.connect(self._on_previous)
        self._hide.clicked.connect(self._on_hide)
        self._bar.chosen.connect(self._on_chosen)
        self._bar.expanded.connect(self._on_expanded)
        self._grid.chosen.connect(self._on_chosen)
        self._grid.closed.connect(self._refresh)
        self._keypad.typed.connect(self._on_typed)
        self._keypad.deleted.connect(self._on_delete)
        self._keypad.right_pressed.connect(self._on_clear)
        self._keypad.act_pressed.connect(self._on_act)
        self._sketches.changed.connect(self._refresh)
        self._sketches.deleted.connect(self._on_delete)
        self._sketches.act_pressed.connect(self._on_act)

    def _on_tab(self, panel: Panel) -> None:
        self.commit()
        self._panel, self._marks, self._upper = panel, False, False
        self._refresh()

    def _on_letter(self, letter: str) -> None:
        self._marks = False
        if self._panel is Panel.PINYIN:
            self._editing = self._editing.spell(letter)
        else:
            upper = self._upper or (self._spec is not None and self._spec.capitals)
            self._editing = self._editing.insert(letter.upper() if upper else letter)
        self._changed()

    def _on_typed(self, character: str) -> None:
        self._editing = self._editing.insert(character)
        self._changed()

    def _on_modifier(self) -> None:
        if self._panel is Panel.PINYIN:
            self._editing = self._editing.spell(SPLIT_MARK)
            self._changed()
        else:
            self._upper = not self._upper
            self._refresh()

    def _on_delete(self) -> None:
        self._marks = False
        self._editing = self._editing.backspace()
        self._changed()

    def _on_clear(self) -> None:
        self._editing = self._editing.clear()
        self._changed()

    def _on_marks(self) -> None:
        self.commit()
        self._marks = not self._marks
        self._refresh()

    def _on_space(self) -> None:
        if self._editing.composing:
            self._choose(0)
        else:
            self._editing = self._editing.insert(" ")
            self._changed()

    def _on_chosen(self, number: int) -> None:
        self._choose(number)

    def _choose(self, number: int) -> None:
        if self._panel in SKETCHED:
            self._editing = self._editing.insert(self._candidates[number].text)
            self._sketches.clear()
        elif number < len(self._candidates):
            chosen = self._candidates[number]
            self._editing = self._editing.choose(chosen.text, chosen.consumed)
        elif self._editing.composing:
            self._editing = self._editing.take_letters()
        self._changed()

    def _on_expanded(self) -> None:
        if self._spec is not None:
            texts = self._spec.texts
            labels = [candidate.text for candidate in self._candidates]
            self._grid.show_candidates(labels, previous=texts.page_up, following=texts.page_down, close=texts.fewer)
            self._grid.show()
            self._grid.raise_()
            self._show_letters(shown=False)
            self._sketches.place(None, self._grid.geometry())

    def _on_act(self) -> None:
        self.commit()
        self.act_pressed.emit()

    def _on_previous(self) -> None:
        self.commit()
        self.previous_pressed.emit()

    def _on_hide(self) -> None:
        self.commit()
        self.hide_pressed.emit()

    def _changed(self) -> None:
        self._refresh()
        self.edited.emit(self._editing)

    # -- showing ---------------------------------------------------------------------------------------------------

    def _find(self) -> list[Candidate]:
        if self._marks:
            marks = MARKS_CHINESE if self._panel is Panel.PINYIN else MARKS_ENGLISH
            return [Candidate(mark, 0) for mark in marks]
        if self._panel in SKETCHED:
            return self._sketches.candidates(self._panel, self._editing)
        if not self._editing.composing or self._spec is None:
            return []
        style = self._spec.style
        if style is Style.NAME and self._editing.before:
            style = Style.GIVEN_NAME
        return self._engine.candidates(self._editing.spelling, style=style)

    def _refresh(self) -> None:
        """Bring keys, bar and keypad up to the present editing."""
        spec = self._spec
        if spec is None:
            return
        self._grid.hide()
        self._shown = self._editing
        self._candidates = self._find()
        self._show_tabs(spec)
        self._show_keys(spec)
        spelling = self._engine.split(self._editing.spelling) if self._editing.composing else ""
        labels = [candidate.text for candidate in self._candidates]
        hint = spec.texts.hint
        if self._panel in SKETCHED:
            spelling, hint = self._sketches.words(self._panel, spec.texts, found=bool(labels))
        self._bar.show_candidates(spelling, labels, hint=hint, more=spec.texts.more, marks=self._marks)
        self._arrange()

    def _show_tabs(self, spec: KeyboardSpec) -> None:
        texts = spec.texts
        labels = {
            Panel.PINYIN: texts.pinyin,
            Panel.DIGITS: texts.digits,
            Panel.LETTERS: texts.letters,
            Panel.HANDWRITING: texts.handwriting,
            Panel.CODE: texts.code,
        }
        for panel, tab in self._tabs.items():
            tab.show_spec(KeySpec(labels[panel], selected=panel is self._panel))
        self._previous.show_spec(KeySpec(texts.previous, Icon.UP))
        self._hide.show_spec(KeySpec(texts.hide, Icon.DOWN))

    def _show_keys(self, spec: KeyboardSpec) -> None:
        texts = spec.texts
        upper = self._panel is Panel.LETTERS and (self._upper or spec.capitals)
        for letter, key in self._letters.items():
            key.show_spec(KeySpec(letter.upper() if upper else letter))
        composing = self._editing.composing
        match self._panel:
            case Panel.PINYIN:
                self._modifier.show_spec(KeySpec(texts.split, enabled=composing))
                self._space.show_spec(KeySpec(texts.space_first if composing else texts.space))
            case Panel.LETTERS:
                self._modifier.show_spec(KeySpec(texts.capitals, Icon.UP, selected=self._upper))
                self._space.show_spec(KeySpec(texts.space))
            case Panel.DIGITS | Panel.HANDWRITING | Panel.CODE:
                pass
            case _:
                assert_never(self._panel)
        self._delete.show_spec(KeySpec(texts.delete, Icon.BACKSPACE))
        self._mark_key.show_spec(KeySpec(texts.marks))
        act = KeySpec(spec.act, sub=spec.act_sub, enabled=spec.act_enabled)
        self._act.show_spec(act)
        self._sketches.show_spec(spec, act)
        self._keypad.show_spec(
            KeypadSpec(
                texts.delete,
                spec.act,
                spec.act_sub,
                spec.act_enabled,
                left=spec.point,
                left_types=spec.point,
                right=texts.clear,
            )
        )

    def _arrange(self) -> None:
        spec = self._spec
        if spec is None or self.width() < 10:
            return
        panels = usable(spec.panels)
        tabs = [self._tabs[panel] for panel in panels] if len(panels) > 1 else []
        ends = [key for key, shown in ((self._previous, spec.can_go_back), (self._hide, spec.can_hide)) if shown]
        letters_shown = self._panel in (Panel.PINYIN, Panel.LETTERS)
        digits = self._panel is Panel.DIGITS
        bar_shown = self._panel in (Panel.PINYIN, *SKETCHED) or self._marks
        places = place_keyboard(self._look, self.rect(), len(tabs), len(ends), bar=bar_shown, digits=digits)
        for key in (*self._tabs.values(), self._previous, self._hide):
            key.setVisible(key in tabs or key in ends)
        for key, face in zip((*tabs, *ends), (*places.tabs, *places.ends), strict=True):
            key.set_face(face)
        for letter, face in zip(LETTERS, places.letters, strict=True):
            self._letters[letter].set_face(face)
        functions = (self._modifier, self._delete, self._mark_key, self._space, self._act)
        faces = (places.modifier, places.delete, places.marks, places.space, places.act)
        for key, face in zip(functions, faces, strict=True):
            key.set_face(face)
        self._show_letters(shown=letters_shown and self._grid.isHidden())
        self._bar.setVisible(bar_shown)
        self._bar.setGeometry(places.bar)
        self._keypad.setVisible(digits)
        self._keypad.setGeometry(places.keypad)
        self._grid.setGeometry(places.grid)
        self._sketches.place(self._panel if self._grid.isHidden() else None, places.grid)

    def _show_letters(self, *, shown: bool) -> None:
        """Letters and the keys among them; the open grid of candidates takes their place."""
        functions = (self._modifier, self._delete, self._mark_key, self._space, self._act)
        for key in (*self._letters.values(), *functions):
            key.setVisible(shown)
