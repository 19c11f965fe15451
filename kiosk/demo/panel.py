"""The fault panel beside a simulated terminal: places cards and papers, pulls plugs, breaks the line, while it runs.

Grouped by device, in plain words, with large buttons, and scrolled with a finger. It is made only where there are
simulators to order: by ``kiosk demo`` with a display, and by ``kiosk run --developer`` beside a demo's settings.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QScroller,
    QVBoxLayout,
    QWidget,
)

from config.texts import Language, Texts
from kiosk.demo.acts import GROUPS, Act, Actor, Group, Tone
from kiosk.demo.director import Director
from kiosk.demo.processes import LineProcess
from kiosk.demo.site import DemoSite
from kiosk.demo.world import OrderRefusedError, World, carry_out
from screens.fonts import FontFiles, load_fonts

LOOK_EVERY_MS = 500
WIDTH = 480
COLUMNS = 2
BUTTON_HEIGHT = 60
GAP = 8
FONT_PIXELS = 17
COLOURS = {Tone.PLAIN: "#15282A", Tone.BREAKS: "#96201B", Tone.MENDS: "#0E5A52"}
"""The ink of a button: ink, danger and primary of the terminal's own colours."""
STYLE = f"""
QWidget {{ background: #F4F1E9; color: #15282A; font-size: {FONT_PIXELS}px; }}
QFrame#group {{ background: #FFFFFF; border: 1px solid #C4BBA9; border-radius: 8px; }}
QLabel {{ background: transparent; }}
QLabel#title {{ font-weight: bold; font-size: {FONT_PIXELS + 2}px; }}
QLabel#told {{ background: #0F2E2B; color: #FFFFFF; padding: 10px; }}
QPushButton {{ background: #EAE5D8; border: 1px solid #C4BBA9; border-radius: 6px; padding: 2px 4px; }}
QPushButton:pressed {{ background: #9DC2B7; }}
QPushButton:disabled {{ color: #8F8672; }}
"""


class Panel(QWidget):
    """All buttons of ``kiosk.demo.acts``, and a line that says what became of the last one."""

    def __init__(self, texts: Texts, world: World, *, quit_demo: Callable[[], None] | None = None) -> None:
        """Build it; it is not shown.

        Args:
            texts: in the language of whoever uses it.
            world: who obeys.
            quit_demo: ends the demo; None: there is no such button.
        """
        super().__init__(None, Qt.WindowType.WindowStaysOnTopHint)
        self._texts = texts
        self._world = world
        self.buttons: dict[tuple[Actor, str], QPushButton] = {}
        self.setWindowTitle(texts("demo.panel.title"))
        self.setStyleSheet(STYLE)
        self.resize(WIDTH, self.height())
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._groups(quit_demo), 1)
        self.told = QLabel(texts("demo.panel.ready"))
        self.told.setObjectName("told")
        self.told.setWordWrap(True)
        column.addWidget(self.told)

    def _groups(self, quit_demo: Callable[[], None] | None) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        there = self._world.actors
        for group in GROUPS:
            column.addWidget(self._group(group, there=group.actor in there))
        if quit_demo is not None:
            button = self._button(self._texts("demo.panel.quit"), Tone.PLAIN)
            button.clicked.connect(quit_demo)
            column.addWidget(button)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        QScroller.grabGesture(area.viewport(), QScroller.ScrollerGestureType.TouchGesture)
        return area

    def _group(self, group: Group, *, there: bool) -> QFrame:
        frame = QFrame()
        frame.setObjectName("group")
        grid = QGridLayout(frame)
        grid.setSpacing(GAP)
        key = "demo.panel.group" if there else "demo.panel.group_absent"
        title = QLabel(self._texts(key, name=self._texts(f"demo.panel.group.{group.actor}")))
        title.setObjectName("title")
        grid.addWidget(title, 0, 0, 1, COLUMNS)
        for number, act in enumerate(group.acts):
            button = self._button(self._texts(group.text_key(act)), act.tone)
            button.setEnabled(there)
            button.clicked.connect(self._presser(group, act))
            self.buttons[group.actor, act.name] = button
            grid.addWidget(button, 1 + number // COLUMNS, number % COLUMNS)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        return frame

    def _button(self, text: str, tone: Tone) -> QPushButton:
        button = QPushButton(text)
        button.setMinimumHeight(BUTTON_HEIGHT)
        button.setStyleSheet(f"color: {COLOURS[tone]};" if tone is not Tone.PLAIN else "")
        return button

    def _presser(self, group: Group, act: Act) -> Callable[[], None]:
        def press() -> None:
            name = self._texts(group.text_key(act))
            try:
                carry_out(self._world, group.actor, act)
            except OrderRefusedError as error:
                self.told.setText(self._texts("demo.panel.refused", name=name, why=str(error)))
            else:
                self.told.setText(self._texts("demo.panel.done", name=name))

        return press


def show_panel(world: World, *, quit_demo: Callable[[], None] | None = None) -> Panel:
    """Make the panel and show it at the right edge of the screen, as high as that is."""
    load_fonts(FontFiles())
    panel = Panel(Texts.load(Language.ZH), world, quit_demo=quit_demo)
    panel.setFont(QFont("Noto Sans CJK SC"))
    screen = QGuiApplication.primaryScreen().availableGeometry()
    panel.setGeometry(screen.right() - WIDTH + 1, screen.top(), WIDTH, screen.height())
    panel.show()
    return panel


def run_by_hand(folder: Path) -> int:
    """Hall, devices, terminal and panel, until the terminal or the demo is closed."""
    site = DemoSite(folder)
    site.make()
    application = QApplication(sys.argv[:1])
    director = Director(site)
    with director.open_stage() as world:
        terminal = LineProcess(
            "terminal",
            ["python", "-m", "kiosk.demo.terminal", str(site.settings_file), str(site.clock_file)],
            log=site.log("terminal"),
        )
        with terminal:
            panel = show_panel(world, quit_demo=application.quit)
            watch = QTimer()
            watch.timeout.connect(lambda: panel.raise_() if terminal.running else application.quit())
            watch.start(LOOK_EVERY_MS)
            return application.exec()
