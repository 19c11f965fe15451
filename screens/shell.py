"""The frame around all pages: header above, aids and plinth below, one page in front between them.

The shell covers the window. Pages cover it too and are built once and kept; header, aids and plinth lie above them, so
that the coordinates of a page are those of the frame. Changing the page is a cut. Source: look sheet, "Frame".
"""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from screens.aids_bar import AidsBar
from screens.components.base import Pressable
from screens.focus import FocusWalk
from screens.header import Header, HeaderSpec
from screens.look import Look, Zone, design_tokens
from screens.page import Page
from screens.plinth import Plinth
from screens.shell_state import Aid, AidState, Countdown, Line, NavState, ShellState

__all__ = ["Aid", "AidState", "Countdown", "FocusRing", "Line", "NavState", "Shell", "ShellState"]


class FocusRing(QWidget):
    """The ring round whatever has the keyboard's focus, 5 px outside of it; touch gives no focus and no ring."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._look = Look()
        self._target: Pressable | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def follow(self, widget: QWidget | None, look: Look) -> None:
        """Stand round that widget if it can be pressed and is in this window, else be hidden."""
        self._look = look
        parent = self.parentWidget()
        if parent is None or not isinstance(widget, Pressable) or not parent.isAncestorOf(widget):
            self._target = None
            self.hide()
            return
        self._target = widget
        stroke = design_tokens().stroke
        out = look.px(stroke.focus + stroke.focus_gap)
        origin = widget.mapTo(parent, widget.rect().topLeft())
        self.setGeometry(QRect(origin, widget.size()).adjusted(-out, -out, out, out))
        self.show()
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ring."""
        width = self._look.px(design_tokens().stroke.focus)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.color("focus"), width))
        inner = self.rect().adjusted(width // 2, width // 2, -(width // 2) - 1, -(width // 2) - 1)
        radius = self._look.radius("tile") + self._look.px(5)
        painter.drawRoundedRect(inner, radius, radius)
        painter.end()


class Shell(QWidget):
    """The window's content.

    Signals:
        back_pressed, home_pressed, help_pressed, exit_pressed: the plinth.
        aid_pressed: an aid of the bar.
    """

    back_pressed = Signal()
    home_pressed = Signal()
    help_pressed = Signal()
    exit_pressed = Signal()
    aid_pressed = Signal(Aid)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._look = look
        self._focus_shown = False
        self._pages: list[Page] = []
        self._page: Page | None = None
        self._header = Header(self)
        self._aids = AidsBar(self)
        self._plinth = Plinth(self)
        self._ring = FocusRing(self)
        self._walk = FocusWalk(self, (self._aids, self._plinth))
        self._plinth.back_pressed.connect(self.back_pressed)
        self._plinth.home_pressed.connect(self.home_pressed)
        self._plinth.help_pressed.connect(self.help_pressed)
        self._plinth.exit_pressed.connect(self.exit_pressed)
        self._aids.aid_pressed.connect(self.aid_pressed)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)
        self.apply_look(look)

    @property
    def look(self) -> Look:
        """How everything looks now."""
        return self._look

    @property
    def page(self) -> Page | None:
        """The page in front."""
        return self._page

    def add_page(self, page: Page) -> None:
        """Keep that page; it gets the present look and stays hidden until shown."""
        if page in self._pages:
            return
        page.hide()
        page.setParent(self)
        self._pages.append(page)
        page.setGeometry(self.rect())
        page.apply_look(self._look)
        page.lower()

    def show_page(self, page: Page) -> None:
        """Put that page in front, at once; it is added if it is new."""
        self.add_page(page)
        if page is not self._page:
            before, self._page = self._page, page
            page.setGeometry(self.rect())
            if page.look != self._look:
                page.apply_look(self._look)
            page.show()
            self._walk.begin(page, keys_used=self._focus_shown)
            if before is not None:
                before.hide()
        self.frame_changed()

    def render(self, state: ShellState) -> None:  # type: ignore[override]
        """Show that in header, aids and plinth; what has not changed is not painted again."""
        self._header.show_spec(
            HeaderSpec(state.station, state.terminal, state.time, state.date, state.line, state.line_text)
        )
        self._aids.show_states(state.aids)
        self._plinth.show_state(state)

    def apply_look(self, look: Look) -> None:
        """Look like this from now on: the frame and the page in front now, other pages when they are shown."""
        self._look = look
        for part in (self._header, self._aids, self._plinth):
            part.set_look(look)
        if self._page is not None:
            self._page.apply_look(look)
        self.frame_changed()

    def forget_texts(self) -> None:
        """The visit is over: no page keeps anything that it has drawn."""
        for page in self._pages:
            page.forget_text()

    def frame_changed(self) -> None:
        """Place header, aids and plinth for the page in front."""
        page = self._page
        whole = page is not None and page.whole_window
        keyboard = page is not None and page.keyboard_shown
        self._header.setGeometry(self._look.rect(Zone.HEADER))
        self._plinth.setGeometry(self._look.rect(Zone.PLINTH))
        self._aids.setGeometry(self._look.rect(Zone.AIDS).adjusted(0, 0, 0, self._look.edge))
        self._header.setVisible(not whole)
        self._plinth.setVisible(not whole)
        self._aids.setVisible(not whole and (self._look.landscape or not keyboard))
        for part in (self._header, self._plinth, self._aids):
            part.raise_()
        self._follow_focus(QApplication.focusWidget())

    def show_focus(self, *, shown: bool) -> None:
        """Show where the keyboard's focus is, or stop showing it: keys or touch were used."""
        self._focus_shown = shown
        self._follow_focus(QApplication.focusWidget())

    def _follow_focus(self, widget: QWidget | None) -> None:
        self._ring.follow(widget if self._focus_shown else None, self._look)

    @property
    def keys_used(self) -> bool:
        """Whether keys were used last, and not touch: the focus is shown."""
        return self._focus_shown

    def focus_order(self) -> list[Pressable]:
        """Everything that the keyboard reaches now, in its order: the page, the aids, the plinth."""
        return self._walk.order()

    def step_focus(self, by: int) -> Pressable | None:
        """A key moves the focus on (1) or back (-1), round at the ends. None: nothing can be pressed."""
        if not self._focus_shown and self._page is not None:
            # What touch left behind is no place to go on from.
            self._walk.begin(self._page, keys_used=True)
        self._focus_shown = True
        return self._walk.step(by)

    def focus_main_act(self) -> Pressable | None:
        """A key goes straight to what the page is there for. None: nothing can be pressed."""
        self._focus_shown = True
        return self._walk.to_main_act()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab, or Qt looks for a successor of what is being hidden: that comes back when the page has settled."""
        now = QApplication.focusWidget()
        if now is not None and now is not self and self.isAncestorOf(now) and not now.isVisible():
            self._walk.lost()
            return False
        return self.step_focus(1 if forward else -1) is not None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give every page the whole window."""
        super().resizeEvent(event)
        for page in self._pages:
            page.setGeometry(self.rect())
        self.frame_changed()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._walk.moved(new)
        self._follow_focus(new)
