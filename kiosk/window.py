"""The one window of the terminal: the shell, filling the screen, with a look that fits its size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.look import Look, Orientation
from screens.shell import Shell


def look_for(size: QSize, wanted: str) -> Look:
    """The look for a window of that size; ``wanted`` is ``auto``, ``portrait`` or ``landscape``."""
    lies = size.width() > size.height() if wanted == "auto" else wanted == "landscape"
    orientation = Orientation.LANDSCAPE if lies else Orientation.PORTRAIT
    return Look(orientation=orientation, width=size.width(), height=size.height())


class TerminalWindow(QWidget):
    """Holds the shell. ``closed`` is the only way out besides a signal to the process."""

    closed = Signal()
    resized = Signal(QSize)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.shell = Shell(look, self)
        self.resize(look.width, look.height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The shell fills the window."""
        super().resizeEvent(event)
        self.shell.setGeometry(self.rect())
        self.resized.emit(event.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell whoever runs the terminal."""
        self.closed.emit()
        super().closeEvent(event)
