"""A finger on the real screens: finds what can be pressed by what it says, and touches it with real touch events."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

LOOK_EVERY_MS = 20


class NotThereError(Exception):
    """Nothing on the screen says that; the message lists what does."""


class TooSlowError(Exception):
    """Something that was waited for did not come."""


class Hand:
    """Touches one window. Buttons are found by accessible name: what a blind resident would hear."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._device = QTest.createTouchDevice()

    def press(self, label: str) -> None:
        """Touch the button that says exactly that, or that begins so.

        Raises:
            NotThereError: no enabled button on the screen does.
        """
        self.touch(self.find(label))

    def find(self, label: str) -> QAbstractButton:
        """The visible, enabled button that says that."""
        buttons = self.buttons()
        for fits in (str.__eq__, str.startswith, str.__contains__):
            for button in buttons:
                if fits(said_by(button), label):
                    return button
        raise NotThereError(f"nothing says {label!r}; there are: {', '.join(said_by(b) for b in buttons)}")

    def can_press(self, label: str) -> bool:
        """Whether such a button is there."""
        try:
            self.find(label)
        except NotThereError:
            return False
        return True

    def has_key(self, label: str) -> bool:
        """Whether a button says exactly that."""
        return any(said_by(button) == label for button in self.buttons())

    def buttons(self) -> list[QAbstractButton]:
        """Everything that can be pressed now."""
        found = self._window.findChildren(QAbstractButton)
        return [button for button in found if button.isVisible() and button.isEnabled() and said_by(button)]

    def touch(self, widget: QWidget) -> None:
        """A finger goes down in the middle of a widget and up again."""
        at = widget.rect().center()
        self._finger(widget, at)

    def touch_at(self, widget: QWidget, x: float, y: float) -> None:
        """A finger at a share of a widget's width and height."""
        self._finger(widget, QPoint(round(widget.width() * x), round(widget.height() * y)))

    def _finger(self, widget: QWidget, at: QPoint) -> None:
        QTest.touchEvent(widget, self._device).press(0, at, widget).commit()
        QTest.qWait(LOOK_EVERY_MS)
        QTest.touchEvent(widget, self._device).release(0, at, widget).commit()
        QTest.qWait(LOOK_EVERY_MS)


def said_by(button: QAbstractButton) -> str:
    """What a button says to somebody who cannot see it."""
    return button.accessibleName() or button.text()


def wait_until(condition: Callable[[], bool], what: str, timeout_s: float = 15.0) -> None:
    """Let the terminal work until something is so.

    Raises:
        TooSlowError: it did not become so.
    """
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            raise TooSlowError(f"waited {timeout_s:.0f} s for {what}")
        QTest.qWait(LOOK_EVERY_MS)


class Album:
    """Pictures of the screen in the order in which a resident sees them."""

    def __init__(self, window: QWidget, folder: Path, first: int) -> None:
        self._window = window
        self._folder = folder
        self._next = first
        folder.mkdir(parents=True, exist_ok=True)

    def take(self, name: str) -> Path:
        """Save what is on the screen now as ``NN-name.png``."""
        QApplication.processEvents()
        path = self._folder / f"{self._next:02d}-{name}.png"
        self._next += 1
        if not self._window.grab().save(str(path)):
            raise OSError(f"{path.name} could not be written")
        return path
