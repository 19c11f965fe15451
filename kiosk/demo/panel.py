"""The demo with a display: the terminal full screen, and a small panel that places cards and papers and pulls plugs."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget

from config.texts import Language, Texts
from kiosk.demo.director import Director
from kiosk.demo.processes import LineProcess
from kiosk.demo.site import DemoSite
from screens.fonts import FontFiles, load_fonts

LOOK_EVERY_MS = 500
WIDTH = 320


class Panel(QWidget):
    """Buttons for everything that a scripted resident would ask the director for."""

    def __init__(self, texts: Texts, director: Director, site: DemoSite, quit_demo: Callable[[], None]) -> None:
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint)
        self.setWindowTitle(texts("demo.panel.title"))
        column = QVBoxLayout(self)
        acts: dict[str, Callable[[], None]] = {
            "place_card": lambda: director.do("place_card"),
            "remove_card": lambda: director.do("remove_card"),
            "household_register": lambda: site.lay("household_register"),
            "residence_proof": lambda: site.lay("residence_proof"),
            "clear_desk": lambda: site.lay(""),
            "paper_out": lambda: director.do("printer", "paper_out"),
            "refill": lambda: director.do("printer", "refill"),
            "unplug_reader": lambda: director.do("reader", "unplug"),
            "replug_reader": lambda: director.do("reader", "replug"),
            "hall_down": director.stop_hall,
            "hall_up": director.start_hall,
            "quit": quit_demo,
        }
        for name, act in acts.items():
            button = QPushButton(texts(f"demo.panel.{name}"), self)
            button.setMinimumHeight(44)
            button.clicked.connect(act)
            column.addWidget(button)
        self.setFixedWidth(WIDTH)


def run_by_hand(folder: Path) -> int:
    """Hall, devices, terminal and panel, until the terminal or the demo is closed."""
    site = DemoSite(folder)
    site.make()
    application = QApplication(sys.argv[:1])
    load_fonts(FontFiles())
    director = Director(site)
    with director.open_stage():
        terminal = LineProcess(
            "terminal",
            ["python", "-m", "kiosk", "run", "--terminal", str(site.settings_file)],
            log=site.log("terminal"),
        )
        with terminal:
            panel = Panel(Texts.load(Language.ZH), director, site, application.quit)
            panel.move(application.primaryScreen().size().width() - WIDTH, 0)
            panel.show()
            watch = QTimer()
            watch.timeout.connect(lambda: panel.raise_() if terminal.running else application.quit())
            watch.start(LOOK_EVERY_MS)
            return application.exec()
