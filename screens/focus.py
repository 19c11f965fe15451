"""Where the keyboard's focus goes: through everything that can be pressed on the page, in reading order, then round.

Pages hide and show their parts when they are rendered again; the focus then comes back to the part that had it, or to
what says the same. Where nothing fits, the page itself has it, as on a page that has just come: its title is where
reading begins, and the next step goes on from where the lost one was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

from screens.components.base import Pressable
from screens.components.button import ButtonKind
from screens.input.keys import KeyKind

if TYPE_CHECKING:
    from screens.page import Page

ROW_SHARE = 0.4
"""What begins within that share of the height of the first of a row stands in the same row."""
LEFT_COLUMN = 0.56
"""Where the left column of a landscape page ends, as a share of its width."""


MAIN_ACTS = frozenset({ButtonKind.PRIMARY, KeyKind.ACT})
"""The one act of a page, and that of a keyboard."""


def in_reading_order(widgets: Iterable[QWidget], *, columns: float = 0.0) -> list[QWidget]:
    """Widgets of one parent: row by row from the top, in each from the left.

    Args:
        widgets: to be sorted.
        columns: the x at which a second column begins; what begins left of it comes first. 0: there is one column.
    """
    left = [widget for widget in widgets if not columns or widget.x() < columns]
    right = [widget for widget in widgets if columns and widget.x() >= columns] if columns else []
    return [*_rows(left), *_rows(right)]


def _rows(widgets: Sequence[QWidget]) -> list[QWidget]:
    rows: list[list[QWidget]] = []
    for widget in sorted(widgets, key=lambda one: (one.y(), one.x())):
        first = rows[-1][0] if rows else None
        if first is not None and widget.y() - first.y() < ROW_SHARE * min(first.height(), widget.height()):
            rows[-1].append(widget)
        else:
            rows.append([widget])
    return [widget for row in rows for widget in sorted(row, key=lambda one: one.x())]


def shown_children(parent: QWidget) -> list[QWidget]:
    """The children that are seen, in no order."""
    return [child for child in parent.children() if isinstance(child, QWidget) and child.isVisible()]


def targets_in(parent: QWidget, *, columns: float = 0.0) -> list[Pressable]:
    """Everything below that widget that can be pressed now, in reading order."""
    found: list[Pressable] = []
    for child in in_reading_order(shown_children(parent), columns=columns):
        if isinstance(child, Pressable) and child.isEnabled():
            found.append(child)
        found += targets_in(child)
    return found


def page_columns(page: QWidget, *, landscape: bool) -> float:
    """Where the second column of a page begins; 0 where it has one."""
    return page.width() * LEFT_COLUMN if landscape else 0.0


class FocusWalk(QObject):
    """Moves the focus within one shell: through the page, then through the bars."""

    def __init__(self, shell: QWidget, bars: Sequence[QWidget]) -> None:
        """Prepare.

        Args:
            shell: parent of everything.
            bars: what comes after the page, in this order.
        """
        super().__init__(shell)
        self._bars = tuple(bars)
        self._page: Page | None = None
        self._had: Pressable | None = None
        self._name = ""
        self._place = -1
        self._seeking = False

    def begin(self, page: Page, *, keys_used: bool) -> None:
        """Another page is in front: with keys in use, the focus is at its title."""
        self._page = page
        self._had, self._name, self._place = None, "", -1
        if keys_used:
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def order(self) -> list[Pressable]:
        """All targets that the keyboard reaches now."""
        if self._page is None:
            return []
        columns = page_columns(self._page, landscape=self._page.look.landscape)
        bars = [target for bar in self._bars if bar.isVisible() for target in targets_in(bar)]
        return [*targets_in(self._page, columns=columns), *bars]

    def step(self, by: int) -> Pressable | None:
        """Give the focus to the next target (or the one before, with -1); round at the ends. None: there is none."""
        order = self.order()
        if not order:
            return None
        now = self._focused()
        if now in order:
            place = order.index(now) + by
        elif self._place >= 0:
            place = self._place + (0 if by > 0 else -1)
        else:
            place = 0 if by > 0 else len(order) - 1
        target = order[place % len(order)]
        target.setFocus(Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason)
        return target

    def to_main_act(self) -> Pressable | None:
        """Give the focus to what the page is there for: its primary button, else the last one. None: there is none."""
        page = self._page
        targets = targets_in(page, columns=page_columns(page, landscape=page.look.landscape)) if page else []
        acts = [one for one in targets if getattr(one, "kind", None) in MAIN_ACTS] or targets
        if acts:
            acts[-1].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return acts[-1] if acts else None

    def moved(self, new: QWidget | None) -> None:
        """The focus is somewhere else now."""
        order = self.order() if isinstance(new, Pressable) else []
        if isinstance(new, Pressable) and new in order:
            self._had, self._name, self._place = new, new.accessibleName(), order.index(new)
        elif new is None and self._had is not None:
            self.lost()

    def lost(self) -> None:
        """Who had the focus is hidden or disabled: look for it again when the page has settled."""
        if not self._seeking:
            self._seeking = True
            QTimer.singleShot(0, self, self._seek)

    def _focused(self) -> QWidget | None:
        """Who has the focus in this window, or would have it if the window were active."""
        shell = self.parent()
        return shell.window().focusWidget() if isinstance(shell, QWidget) else None

    def _seek(self) -> None:
        self._seeking = False
        page, now = self._page, self._focused()
        if page is None or isinstance(now, Pressable):
            return
        order = self.order()
        if self._had in order:
            found: QWidget = self._had
        else:
            found = next((one for one in order if self._name and one.accessibleName() == self._name), page)
        found.setFocus(Qt.FocusReason.OtherFocusReason)
