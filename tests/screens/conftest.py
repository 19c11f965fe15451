"""What every test of screens gets: the product's screen and fonts, a still cursor, and nothing left running."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from itertools import compress
from pathlib import Path
from typing import Any

import pytest
from shiboken6 import isValid

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screens.json')}"

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from screens.look import Look
from screens.page import HasLook
from screens.shell import Shell
from tests.screens.samples import Sample
from tests.screens.stage import ensure_fonts, mode_named, stage_page, strike


def _with_subclasses(kind: type[QObject]) -> set[type[QObject]]:
    """That class and all that come from it."""
    return {kind}.union(*map(_with_subclasses, kind.__subclasses__()))


def _running() -> tuple[list[QTimer], list[QThread]]:
    """Every timer and every thread that runs now; wrappers whose timer is gone are left out.

    Twice for each test through all objects there are: without a step of the interpreter for each.
    """
    kinds = _with_subclasses(QTimer) | _with_subclasses(QThread)
    objects = gc.get_objects()
    found = list(compress(objects, map(kinds.__contains__, map(type, objects))))
    timers = [o for o in found if isinstance(o, QTimer) and isValid(o) and o.isActive()]
    return timers, [o for o in found if isinstance(o, QThread) and o.isRunning()]


@pytest.fixture(autouse=True)
def _screen(qapp: QApplication) -> Iterator[None]:
    """Fonts are loaded, the cursor does not blink, and no window, timer or thread outlives a test."""
    ensure_fonts()
    qapp.setCursorFlashTime(0)
    before = set(map(id, _running()[0]))
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert not left, f"windows left open: {left}"
    timers, threads = _running()
    running = [timer for timer in timers if id(timer) not in before]
    assert not running, f"timers left running: {running}"
    assert not threads, f"threads left running: {threads}"


@pytest.fixture
def stage() -> Iterator[Callable[..., Shell]]:
    """Puts a sample page into a shell in a named mode; struck after the test."""
    shells: list[Shell] = []

    def put(sample: Sample, mode: str = "portrait", **options: Any) -> Shell:
        shell = stage_page(sample, mode_named(mode), **options)
        shells.append(shell)
        return shell

    yield put
    for shell in shells:
        strike(shell)


@pytest.fixture
def show() -> Iterator[Callable[..., Any]]:
    """Shows a widget of that size in that mode; closed after the test."""
    widgets: list[QWidget] = []

    def put(widget: QWidget, width: int, height: int, mode: str = "portrait") -> QWidget:
        look: Look = mode_named(mode).look
        if isinstance(widget, HasLook):
            widget.set_look(look)
        widget.resize(width, height)
        widget.show()
        QApplication.processEvents()
        widgets.append(widget)
        return widget

    yield put
    for widget in widgets:
        widget.hide()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
