"""Keys instead of touch: a keyboard, a keypad or two buttons reach everything that a finger reaches.

Tab and the arrow keys move the focus, Enter (and Space) presses, Escape goes back, Home leads home, End goes to what
the page is there for; F1 calls staff, F2 says the page again, F3 and F4 are softer and louder, F5 switches reading on
and off. Characters are typed by pressing the same keys of the keyboard on the screen, figures take a candidate where
there are no figures to be typed. With two buttons one moves on and the other presses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from screens.components.base import Pressable
from screens.icons import Icon
from screens.input.keys import Key, KeyKind

if TYPE_CHECKING:
    from config.settings.model import AccessSettings
    from screens.shell import Shell

FORWARD = frozenset({Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Right})
BACKWARD = frozenset({Qt.Key.Key_Backtab, Qt.Key.Key_Up, Qt.Key.Key_Left})
CHOOSE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Select})
DELETE = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete})
TYPED = frozenset({KeyKind.LETTER, KeyKind.DIGIT})
ALONE = frozenset(
    {
        *(Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta, Qt.Key.Key_AltGr),
        *(Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_ScrollLock, Qt.Key.Key_unknown),
    }
)
"""Keys that do nothing by themselves."""


class KeyWays(NamedTuple):
    """What keys do besides moving and pressing."""

    back: Callable[[], None]
    home: Callable[[], None]
    call_staff: Callable[[], None]
    say_again: Callable[[], None]
    softer: Callable[[], None]
    louder: Callable[[], None]
    switch_reading: Callable[[], None]
    moved: Callable[[Pressable | None], None]
    """The focus was brought there; nowhere where nothing can be pressed."""


class KeyAccess:
    """Turns keys into what a finger would have done."""

    def __init__(self, shell: Shell, settings: AccessSettings, ways: KeyWays) -> None:
        self._shell = shell
        self._moved = ways.moved
        self._switch = _switch_keys(settings) if settings.keys == "switch" else None
        self._ways: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Escape: ways.back,
            Qt.Key.Key_Home: ways.home,
            Qt.Key.Key_End: self._to_main_act,
            Qt.Key.Key_F1: ways.call_staff,
            Qt.Key.Key_F2: ways.say_again,
            Qt.Key.Key_F3: ways.softer,
            Qt.Key.Key_F4: ways.louder,
            Qt.Key.Key_F5: ways.switch_reading,
        }

    def pressed(self, event: QKeyEvent) -> bool:
        """Do what the key says; False when it says nothing."""
        key = event.key()
        if self._switch is not None and key in self._switch:
            self._move(1) if key == self._switch[0] else self._choose()
            return True
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in FORWARD or key in BACKWARD:
            self._move(-1 if key in BACKWARD or shift else 1)
        elif key in CHOOSE:
            if not event.isAutoRepeat():
                self._choose()
        elif key in self._ways:
            self._ways[key]()
        elif key in DELETE:
            return self._press_key(lambda one: one.spec.icon is Icon.BACKSPACE)
        elif key == Qt.Key.Key_Space:
            return self._choose() or self._press_key(lambda one: one.kind is KeyKind.SPACE)
        else:
            return self._type(event.text())
        return True

    def _move(self, by: int) -> None:
        self._moved(self._shell.step_focus(by))

    def _to_main_act(self) -> None:
        self._moved(self._shell.focus_main_act())

    def _choose(self) -> bool:
        """Press what has the focus; False when nothing has it that can be pressed."""
        target = self._shell.window().focusWidget()
        if not isinstance(target, Pressable) or not self._shell.keys_used or not self._shell.isAncestorOf(target):
            return False
        if target.isVisible() and target.isEnabled():
            target.click()
        return True

    def _type(self, text: str) -> bool:
        if len(text) != 1 or not text.isprintable():
            return False
        wanted = text.lower()
        if self._press_key(lambda one: one.kind in TYPED and one.spec.label.lower() == wanted):
            return True
        place = int(text) - 1 if text.isascii() and text.isdigit() else -1
        candidates = [one for one in self._keys() if one.kind is KeyKind.CANDIDATE and one.spec.label]
        if 0 <= place < len(candidates):
            candidates[place].click()
            return True
        return False

    def _press_key(self, fits: Callable[[Key], bool]) -> bool:
        key = next((one for one in self._keys() if fits(one)), None)
        if key is not None:
            key.click()
        return key is not None

    def _keys(self) -> list[Key]:
        return [one for one in self._shell.focus_order() if isinstance(one, Key)]


def is_alone(event: QKeyEvent) -> bool:
    """Whether the key only changes what others mean."""
    return event.key() in ALONE


def _switch_keys(settings: AccessSettings) -> tuple[int, int]:
    """The codes of the two buttons. One whose name no key has is never pressed."""
    return _code_of(settings.switch_next), _code_of(settings.switch_choose)


def _code_of(name: str) -> int:
    return int(getattr(Qt.Key, f"Key_{name}", Qt.Key.Key_unknown))
