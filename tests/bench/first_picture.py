"""``kiosk run`` that tells when the idle page has really been painted, then ends: one JSON line, like the bare window.

The moment is taken as in the bare window: the first turn of the event loop after the page's first paint event. It does
not rely on what the program itself believes. Nothing is imported earlier than ``kiosk run`` imports it: the page's
module is changed when its turn comes.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

PAGE_MODULE = "screens.pages.idle"


class TellingLoader(Loader):
    """Loads the page's module as usual, then makes its first paint event tell the time."""

    def __init__(self, usual: Loader) -> None:
        self._usual = usual

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """As usual."""
        return self._usual.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """As usual, and a little more."""
        self._usual.exec_module(module)
        tell_first_paint(module.IdlePage)


class PageFinder(MetaPathFinder):
    """Stands in the way of one import, once."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Give the usual spec with our loader around its own."""
        if fullname != PAGE_MODULE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = TellingLoader(spec.loader)
        return spec


def tell_first_paint(page_class: Any) -> None:
    """Print one line in the turn of the event loop after the page's first paint event, then end."""
    from PySide6.QtCore import QTimer

    usual = page_class.paintEvent

    def paint_and_tell(page: Any, event: Any) -> None:
        usual(page, event)
        page_class.paintEvent = usual
        QTimer.singleShot(0, tell)

    page_class.paintEvent = paint_and_tell


def tell() -> None:
    """Say when."""
    import json
    import time

    from PySide6.QtWidgets import QApplication

    now = time.clock_gettime(time.CLOCK_MONOTONIC)
    sys.stdout.write(json.dumps({"event": "first-picture", "monotonic_s": now}) + "\n")
    sys.stdout.flush()
    QApplication.quit()


if __name__ == "__main__":
    sys.meta_path.insert(0, PageFinder())
    from kiosk.cli.main import main

    sys.exit(main(["run", "--window"]))
