"""The baseline of start and memory: a bare QtWidgets window that draws the three faces of the terminal, no more.

``python -m tests.bench.bare_window [--stay]`` prints one JSON line when its first picture is painted, like
``kiosk run --probe``; then it ends, or stays for whoever measures its memory.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QFont, QFontDatabase, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

NOTO = Path("/usr/share/fonts/opentype/noto")
FACES = (
    ("NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", QFont.Weight.Normal),
    ("NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", QFont.Weight.Bold),
    ("NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", QFont.Weight.Bold),
)
TEXT = "一刻钟办好事，骊山街道。您好！"


class BareWindow(QWidget):
    """Three lines of text; tells once when they are painted."""

    def __init__(self, *, stays: bool) -> None:
        super().__init__()
        self._stays = stays
        self._told = False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for line, (_, family, weight) in enumerate(FACES):
            font = QFont(family, weight=weight)
            font.setPixelSize(60)
            painter.setFont(font)
            painter.drawText(40, 200 + 120 * line, TEXT)
        painter.end()
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self._tell)

    def _tell(self) -> None:
        now = time.clock_gettime(time.CLOCK_MONOTONIC)
        sys.stdout.write(json.dumps({"event": "first-picture", "monotonic_s": now}) + "\n")
        sys.stdout.flush()
        if not self._stays:
            QApplication.quit()


def main() -> int:
    """Show the window."""
    application = QApplication(sys.argv[:1])
    application.setStyle("Fusion")
    for file, _, _ in FACES:
        QFontDatabase.addApplicationFont(str(NOTO / file))
    window = BareWindow(stays="--stay" in sys.argv)
    window.resize(1080, 1920)
    window.show()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
