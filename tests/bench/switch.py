"""A page switch of the shell, painted, against a bare QStackedWidget whose pages draw the three faces.

In turns in one process, between the home page with its tiles and a guide. By itself:
``python -m tests.bench.switch``.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from config.texts import Language
from screens.page import Page
from tests.bench.bare_window import BareWindow
from tests.bench.rows import Row, row
from tests.screens.samples import samples_of
from tests.screens.stage import mode_named, sample_catalogue, sample_texts, stage_page

SWITCHES = 60


def measure_switch(switches: int = SWITCHES) -> list[Row]:
    """Return the row: the median of so many switches, the first of each page left out."""
    application = QApplication(sys.argv[:1])
    texts, catalogue = sample_texts(Language.ZH), sample_catalogue()
    home, guide = (next(iter(samples_of(page, texts, catalogue).values())) for page in ("home", "guide"))
    mode = mode_named("portrait")
    shell = stage_page(home, mode)
    pages: list[Page] = []
    for page_class, state in (home, guide):
        page = page_class()
        shell.show_page(page)
        page.render(state)
        pages.append(page)
    stack = QStackedWidget()
    stack.resize(mode.look.width, mode.look.height)
    for _ in range(2):
        stack.addWidget(BareWindow(stays=True))
    stack.show()
    application.processEvents()
    bare: list[float] = []
    ours: list[float] = []
    for number in range(switches):
        turn = number % 2
        bare.append(_painted(partial(stack.setCurrentIndex, turn), stack))
        ours.append(_painted(partial(shell.show_page, pages[turn]), shell))
    value, baseline = (statistics.median(times[2:]) * 1000 for times in (ours, bare))
    return [row("page switch, painted", value, "ms", baseline, digits=2)]


def _painted(change: Callable[[], None], widget: QWidget) -> float:
    begun = time.perf_counter()
    change()
    widget.repaint()
    return time.perf_counter() - begun


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for one in measure_switch():
        sys.stdout.write(json.dumps(one) + "\n")
