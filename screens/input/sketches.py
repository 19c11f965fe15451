"""Characters that come whole: written by hand, or named by their code. What waits in those two panels."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QWidget

from screens.input.code_panel import LONGEST_CODE, UNICODE_LENGTHS, CodePanel, CodeSpec, characters_of
from screens.input.editing import TextEditing
from screens.input.handwriting.installed import model_folder
from screens.input.handwriting.panel import WritingPanel, WritingSpec
from screens.input.keyboard_spec import KeyboardSpec, KeyboardTexts, Panel
from screens.input.keys import KeySpec
from screens.input.pinyin.engine import Candidate
from screens.look import Look

SKETCHED = (Panel.HANDWRITING, Panel.CODE)
"""Panels whose candidates are whole characters, not what letters spell."""


def usable(panels: tuple[Panel, ...]) -> tuple[Panel, ...]:
    """Those of the panels that this terminal can offer."""
    return tuple(panel for panel in panels if panel is not Panel.HANDWRITING or model_folder() is not None)


class Sketches(QObject):
    """The two panels and what waits in them.

    Signals:
        changed: other candidates.
        deleted: the character before the cursor.
        act_pressed: the act.
    """

    changed = Signal()
    deleted = Signal()
    act_pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._written: tuple[str, ...] = ()
        self._code = ""
        self.writing = WritingPanel(parent)
        self.codes = CodePanel(parent)
        self.writing.found.connect(self._on_found)
        self.writing.deleted.connect(self.deleted)
        self.writing.act_pressed.connect(self.act_pressed)
        self.codes.typed.connect(self._on_digit)
        self.codes.cleared.connect(self._on_cleared)
        self.codes.deleted.connect(self._on_deleted)
        self.codes.act_pressed.connect(self.act_pressed)

    @property
    def waiting(self) -> bool:
        """Whether something is written, or a code is being typed, that is not text yet."""
        return bool(self._written or self._code or self.writing.pad.strokes)

    def candidates(self, panel: Panel, editing: TextEditing) -> list[Candidate]:
        """The characters that may be meant and that the field takes."""
        found = self._written if panel is Panel.HANDWRITING else characters_of(self._code)
        empty = editing.clear()
        return [Candidate(text, 0) for text in found if empty.insert(text).text == text]

    def words(self, panel: Panel, texts: KeyboardTexts, *, found: bool) -> tuple[str, str]:
        """What the bar says above the candidates, and in their place where there are none."""
        if panel is Panel.HANDWRITING:
            return "", texts.pad_choose
        if found:
            return self._code, ""
        hint = texts.code_unknown if len(self._code) >= UNICODE_LENGTHS.start else texts.code_hint
        return "", f"{self._code}　{hint}" if self._code else hint

    def show_spec(self, spec: KeyboardSpec, act: KeySpec) -> None:
        """Say those words."""
        texts = spec.texts
        self.codes.show_spec(CodeSpec(texts.clear, texts.delete, act))
        self.writing.show_spec(WritingSpec(texts.pad_hint, texts.take_back, texts.delete, texts.pad_failed, act))

    def set_look(self, look: Look) -> None:
        """Look like this from now on."""
        self.writing.set_look(look)
        self.codes.set_look(look)

    def place(self, panel: Panel | None, area: QRect) -> None:
        """Show the one of that panel there, if it is one of the two."""
        for own, widget in ((Panel.HANDWRITING, self.writing), (Panel.CODE, self.codes)):
            widget.setVisible(panel is own)
            widget.setGeometry(area)

    def clear(self) -> None:
        """Ready for the next character."""
        self._written, self._code = (), ""
        self.writing.clear()

    def forget_text(self) -> None:
        """Let go of everything; nothing works for it in the background any more."""
        self._written, self._code = (), ""
        self.writing.forget_text()

    def _on_found(self, characters: tuple[str, ...]) -> None:
        self._written = characters
        self.changed.emit()

    def _on_digit(self, digit: str) -> None:
        self._code = (self._code + digit)[:LONGEST_CODE]
        self.changed.emit()

    def _on_cleared(self) -> None:
        self._code = ""
        self.changed.emit()

    def _on_deleted(self) -> None:
        if self._code:
            self._code = self._code[:-1]
            self.changed.emit()
        else:
            self.deleted.emit()
