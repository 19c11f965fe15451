"""The one window of the terminal, with a look that fits its size: first a page alone, then the shell that fills it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from screens.look import Look, Orientation

if TYPE_CHECKING:
    from screens.page import Page
    from screens.shell import Shell


def look_for(size: QSize, wanted: str) -> Look:
    """The look for a window of that size; ``wanted`` is ``auto``, ``portrait`` or ``landscape``."""
    lies = size.width() > size.height() if wanted == "auto" else wanted == "landscape"
    orientation = Orientation.LANDSCAPE if lies else Orientation.PORTRAIT
    return Look(orientation=orientation, width=size.width(), height=size.height())


class TerminalWindow(QWidget):
    """Holds the shell, which is built when it is first asked for.

    ``closed`` is the only way out besides a signal to the process.
    """

    closed = Signal()
    resized = Signal(QSize)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._shell: Shell | None = None
        self._alone: Page | None = None
        self.resize(look.width, look.height)

    @property
    def shell(self) -> Shell:
        """The window's content from now on; it takes over the page that was alone."""
        if self._shell is None:
            from screens.shell import Shell

            self._shell = Shell(self._look, self)
            self._shell.setGeometry(self.rect())
            if self._alone is not None:
                self._shell.show_page(self._alone)
                self._alone = None
            self._shell.show()
        return self._shell

    def show_alone(self, page: Page) -> None:
        """Show one page that covers the whole window, as long as there is no shell."""
        self._alone = page
        page.setParent(self)
        page.setGeometry(self.rect())
        page.apply_look(self._look)
        page.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What is shown fills the window."""
        super().resizeEvent(event)
        for filling in (self._shell, self._alone):
            if filling is not None:
                filling.setGeometry(self.rect())
        self.resized.emit(event.size())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell whoever runs the terminal."""
        self.closed.emit()
        super().closeEvent(event)
