"""The panel 手写: the pad, and the keys that take back a stroke or a character."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.icons import Icon
from screens.input.handwriting.desk import HandwritingDesk
from screens.input.handwriting.installed import model_folder
from screens.input.handwriting.pad import WritingPad
from screens.input.handwriting.recogniser import shared_recogniser
from screens.input.handwriting.strokes import Strokes
from screens.input.keys import Key, KeyKind, KeySpec
from screens.input.side_keys import place_side_keys
from screens.look import Look


@dataclass(frozen=True, slots=True)
class WritingSpec:
    """What the panel says."""

    hint: str
    take_back: str
    delete: str
    failed: str
    act: KeySpec


class WritingPanel(QWidget):
    """Where a character is written.

    Signals:
        found: what it may be, likeliest first; an empty tuple when the pad is empty or nothing is known of it.
        deleted: the key 删除 on an empty pad; with ink it clears the pad.
        act_pressed: that key.
    """

    found = Signal(tuple)
    deleted = Signal()
    act_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._look = Look()
        self._spec: WritingSpec | None = None
        self._broken = False
        self._desk = HandwritingDesk(self)
        self._pad = WritingPad(self)
        self._take_back, self._delete = Key(KeyKind.FUNCTION, self), Key(KeyKind.FUNCTION, self)
        self._act = Key(KeyKind.ACT, self)
        self._pad.written.connect(self._on_written)
        self._desk.found.connect(self.found)
        self._desk.failed.connect(self._on_failed)
        self._take_back.clicked.connect(self._pad.take_back)
        self._delete.clicked.connect(self._on_delete)
        self._act.clicked.connect(self.act_pressed)

    @property
    def pad(self) -> WritingPad:
        """The pad."""
        return self._pad

    def show_spec(self, spec: WritingSpec) -> None:
        """Say that."""
        self._spec = spec
        self._pad.show_hint(spec.failed if self._broken else spec.hint)
        self._delete.show_spec(KeySpec(spec.delete, Icon.BACKSPACE))
        self._act.show_spec(spec.act)
        self._show_take_back()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the keys too."""
        self._look = look
        self._pad.set_look(look)
        for key in self.findChildren(Key):
            key.set_look(look)
        self._arrange()

    def clear(self) -> None:
        """An empty pad for the next character; answers that are under way do not matter any more."""
        self._desk.forget()
        self._pad.forget_text()
        self._show_take_back()

    def forget_text(self) -> None:
        """Let go of ink and answers; the recogniser's thread ends."""
        self._desk.rest()
        self._pad.forget_text()
        self._broken = False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        area = place_side_keys(self._look, self.rect(), (self._take_back, self._delete, self._act))
        self._pad.setGeometry(area)

    def _show_take_back(self) -> None:
        if self._spec is not None:
            self._take_back.show_spec(KeySpec(self._spec.take_back, enabled=bool(self._pad.strokes)))

    def _on_written(self, strokes: Strokes) -> None:
        self._show_take_back()
        model = model_folder()
        if strokes and model is not None:
            self._desk.ask(shared_recogniser(model), strokes)
        else:
            self._desk.forget()
            self.found.emit(())

    def _on_failed(self) -> None:
        self._broken = True
        self._pad.forget_text()
        if self._spec is not None:
            self.show_spec(self._spec)
        self.found.emit(())

    def _on_delete(self) -> None:
        if self._pad.strokes:
            self._pad.clear()
        else:
            self.deleted.emit()
