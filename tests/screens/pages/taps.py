"""A finger on a page: presses targets by name and writes down what the page says."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kiosk.stage import intent_signals
from screens.column_page import ColumnPage
from screens.components.base import Pressable
from screens.page import Page
from screens.shell import Shell


class Finger:
    """Presses what is visible on the page in front; pages of a column are turned until the target is found."""

    def __init__(self, shell: Shell) -> None:
        page = shell.page
        assert page is not None
        self.page: Page = page
        self.heard: list[tuple[object, ...]] = []
        for name in intent_signals(type(page)):
            getattr(page, name).connect(lambda *args, name=name: self.heard.append((name, *args)))

    def press(self, name: str) -> None:
        """Press the target with that name, wherever it stands."""
        for _ in range(20):
            found = [w for w in self.page.findChildren(Pressable) if w.isVisible() and w.accessibleName() == name]
            if found:
                QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)
                return
            assert isinstance(self.page, ColumnPage), f"no such target: {name}"
            column = self.page.column
            assert column.front + 1 < column.page_count, f"no such target: {name}"
            column.turn_to(column.front + 1)
        raise AssertionError(f"no such target: {name}")
