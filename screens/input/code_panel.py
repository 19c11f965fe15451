"""The panel 编码: a rare character by its code, where neither pinyin nor handwriting brings it."""

from __future__ import annotations

import contextlib
import unicodedata
from dataclasses import dataclass

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.icons import Icon
from screens.input.keys import Key, KeyKind, KeySpec
from screens.input.side_keys import place_side_keys
from screens.look import Look

HEX = "0123456789ABCDEF"
UNICODE_LENGTHS = range(4, 7)
GB18030_LENGTHS = (4, 8)
LONGEST_CODE = 8


def characters_of(code: str) -> tuple[str, ...]:
    """The characters that have that code: in Unicode, then in GB 18030.

    Args:
        code: hexadecimal digits, as a household register, a bank or a table of rare characters names them.

    Returns:
        At most one of each; ideographs only.
    """
    found: list[str] = []
    if len(code) in UNICODE_LENGTHS and int(code, 16) <= 0x10FFFF:
        found.append(chr(int(code, 16)))
    if len(code) in GB18030_LENGTHS:
        with contextlib.suppress(UnicodeDecodeError):
            found.append(bytes.fromhex(code).decode("gb18030"))
    return tuple(dict.fromkeys(character for character in found if _is_ideograph(character)))


def _is_ideograph(character: str) -> bool:
    return len(character) == 1 and unicodedata.name(character, "").startswith("CJK ")


@dataclass(frozen=True, slots=True)
class CodeSpec:
    """What the keys say."""

    clear: str
    delete: str
    act: KeySpec


class CodePanel(QWidget):
    """Sixteen digits, and the keys that take back.

    Signals:
        typed: a digit, as a capital.
        cleared, deleted, act_pressed: those keys.
    """

    typed = Signal(str)
    cleared = Signal()
    deleted = Signal()
    act_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clipped: list[str] = []
        self._look = Look()
        self._digits = [Key(KeyKind.DIGIT, self) for _ in HEX]
        for digit, key in zip(HEX, self._digits, strict=True):
            key.show_spec(KeySpec(digit))
            key.clicked.connect(lambda _checked=False, typed=digit: self.typed.emit(typed))
        self._clear, self._delete = Key(KeyKind.FUNCTION, self), Key(KeyKind.FUNCTION, self)
        self._act = Key(KeyKind.ACT, self)
        self._clear.clicked.connect(self.cleared)
        self._delete.clicked.connect(self.deleted)
        self._act.clicked.connect(self.act_pressed)

    def show_spec(self, spec: CodeSpec) -> None:
        """Say that."""
        self._clear.show_spec(KeySpec(spec.clear))
        self._delete.show_spec(KeySpec(spec.delete, Icon.BACKSPACE))
        self._act.show_spec(spec.act)

    def set_look(self, look: Look) -> None:
        """Look like this from now on, the keys too."""
        self._look = look
        for key in self.findChildren(Key):
            key.set_look(look)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange for the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        look = self._look
        area = place_side_keys(look, self.rect(), (self._clear, self._delete, self._act))
        gap = look.px(8 if look.senior else 12)
        columns = 8 if look.landscape else 4
        rows = len(HEX) // columns
        cells = look.columns(area, columns, gap)
        height = (area.height() - gap * (rows - 1)) // rows - look.edge
        for number, key in enumerate(self._digits):
            cell = cells[number % columns]
            top = area.y() + number // columns * (height + look.edge + gap)
            key.set_face(QRect(cell.x(), top, cell.width(), height))
