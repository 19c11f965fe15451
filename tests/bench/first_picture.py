"""``kiosk run`` that tells when the idle page has really been painted, then ends: one JSON line, like the bare window.

The moment is taken as in the bare window: the first turn of the event loop after the page's first paint event. It does
not rely on what the program itself believes.
"""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication

from kiosk.cli.main import main
from screens.pages.idle import IdlePage

_paint = IdlePage.paintEvent
_told: list[float] = []


def _paint_and_tell(page: IdlePage, event: QPaintEvent) -> None:
    _paint(page, event)
    if not _told:
        _told.append(0.0)
        QTimer.singleShot(0, _tell)


def _tell() -> None:
    now = time.clock_gettime(time.CLOCK_MONOTONIC)
    sys.stdout.write(json.dumps({"event": "first-picture", "monotonic_s": now}) + "\n")
    sys.stdout.flush()
    QApplication.quit()


if __name__ == "__main__":
    IdlePage.paintEvent = _paint_and_tell  # type: ignore[method-assign, assignment]  # the very method that Qt calls
    sys.exit(main(["run", "--window"]))
