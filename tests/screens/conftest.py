"""What every test of screens gets: the product's screen and fonts, a still cursor, and nothing left running."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shiboken6 import isValid

if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={Path(__file__).with_name('screens.json')}"

from PySide6.QtCore import QCoreApplication, QEvent, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from screens.look import Look
from screens.page import HasLook
from screens.shell import Shell
from tests.screens.samples import Sample
from tests.screens.stage import ensure_fonts, mode_named, stage_page, strike


def _active_timers() -> list[QTimer]:
    """Every timer that runs now; wrappers whose timer is gone are left out."""
    return [o for o in gc.get_objects() if issubclass(type(o), QTimer) and isValid(o) and o.isActive()]


@pytest.fixture(autouse=True)
def _screen(qapp: QApplication) -> Iterator[None]:
    """Fonts are loaded, the cursor does not blink, and no window, timer or thread outlives a test."""
    ensure_fonts()
    qapp.setCursorFlashTime(0)
    before = set(map(id, _active_timers()))
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    left = [type(w).__name__ for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert not left, f"windows left open: {left}"
    running = [timer for timer in _active_timers() if id(timer) not in before]
    assert not running, f"timers left running: {running}"
    threads = [o for o in gc.get_objects() if issubclass(type(o), QThread) and o.isRunning()]
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
