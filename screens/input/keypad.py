"""The keypad: 3 × 4 keys, delete and the act at the right. The act says what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.icons import Icon
from screens.input.keys import Key, KeyKind, KeySpec
from screens.look import Look

DIGITS = "123456789"


@dataclass(frozen=True, slots=True)
class KeypadSpec:
    """What the keypad shows.

    Attributes:
        delete, act: labels.
        act_sub: what is still missing; said on the act.
        act_enabled: whether the act can be pressed.
        left, right: labels of the keys beside 0. ``left_types`` and ``right_types`` tell what they type; an empty
            one makes its key send ``left_pressed`` or ``right_pressed`` instead. A key without label is left out.
        left_icon, right_icon: icons beside those labels.
    """

    delete: str
    act: str
    act_sub: str = ""
    act_enabled: bool = True
    left: str = ""
    right: str = ""
    left_types: str = ""
    right_types: str = ""
    left_icon: Icon | None = None
    right_icon: Icon | None = None


class Keypad(QWidget):
    """Keys in a grid that fills the widget.

    Signals:
        typed: one character.
        deleted, act_pressed, left_pressed, right_pressed: those keys.
    """

    typed = Signal(str)
    deleted = Signal()
    act_pressed = Signal()
    left_pressed = Signal()
    right_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._look = Look()
        self.spec = KeypadSpec("", "")
        self._digits = [Key(KeyKind.DIGIT, self) for _ in range(10)]
        for digit, key in enumerate(self._digits):
            key.show_spec(KeySpec(str(digit)))
            key.clicked.connect(lambda _checked=False, typed=str(digit): self.typed.emit(typed))
        self._left = {kind: Key(kind, self) for kind in (KeyKind.FUNCTION, KeyKind.DIGIT)}
        self._right = {kind: Key(kind, self) for kind in (KeyKind.FUNCTION, KeyKind.DIGIT)}
        for key in self._left.values():
            key.clicked.connect(self._on_left)
        for key in self._right.values():
            key.clicked.connect(self._on_right)
        self._delete = Key(KeyKind.FUNCTION, self)
        self._delete.clicked.connect(self.deleted)
        self._act = Key(KeyKind.ACT, self)
        self._act.clicked.connect(self.act_pressed)

    def show_spec(self, spec: KeypadSpec) -> None:
        """Show that."""
        self.spec = spec
        self._delete.show_spec(KeySpec(spec.delete, Icon.BACKSPACE))
        self._act.show_spec(KeySpec(spec.act, sub=spec.act_sub, enabled=spec.act_enabled))
        self._show_corner(self._left, spec.left, spec.left_types, spec.left_icon)
        self._show_corner(self._right, spec.right, spec.right_types, spec.right_icon)
        self._arrange()

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the keys too."""
        self._look = look
        for key in self.findChildren(Key):
            key.set_look(look)
        self._arrange()

    def forget_text(self) -> None:
        """The keys hold no personal text."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    @staticmethod
    def _show_corner(keys: dict[KeyKind, Key], label: str, types: str, icon: Icon | None) -> None:
        chosen = KeyKind.DIGIT if types else KeyKind.FUNCTION
        for kind, key in keys.items():
            key.show_spec(KeySpec(label, icon))
            key.setVisible(bool(label) and kind is chosen)

    def _arrange(self) -> None:
        look = self._look
        gap = look.px(12 if look.senior or look.landscape else 20)
        columns = look.columns(QRect(0, 0, self.width(), self.height()), 4, gap)
        rows = 4
        height = (self.height() - look.edge - gap * (rows - 1)) // rows

        def cell(column: int, row: int, span: int = 1) -> QRect:
            box = columns[column]
            return QRect(box.x(), row * (height + gap), box.width(), height * span + gap * (span - 1))

        for index in range(9):
            self._digits[index + 1].set_face(cell(index % 3, index // 3))
        self._digits[0].set_face(cell(1, 3))
        for key in self._left.values():
            key.set_face(cell(0, 3))
        for key in self._right.values():
            key.set_face(cell(2, 3))
        self._delete.set_face(cell(3, 0, 2))
        self._act.set_face(cell(3, 2, 2))

    def _on_left(self) -> None:
        if self.spec.left_types:
            self.typed.emit(self.spec.left_types)
        else:
            self.left_pressed.emit()

    def _on_right(self) -> None:
        if self.spec.right_types:
            self.typed.emit(self.spec.right_types)
        else:
            self.right_pressed.emit()
