"""``kiosk run``: the terminal, full screen. Paints the idle picture before anything heavy is imported."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from kiosk.cli.settings_files import add_settings_arguments, chosen_files, read_settings
from kiosk.quick_start import forbid_validation_plugins, hold_collector, release_collector, skip_feature_scan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from config.settings import Settings
    from kiosk.app import Orders

PROBES = ("first-picture", "home", "connected")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_settings_arguments(parser)
    parser.add_argument("--window", action="store_true", help="in a window instead of the full screen")
    parser.add_argument(
        "--developer", action="store_true", help="with a panel that breaks devices, where they are simulators"
    )
    parser.add_argument("--probe", choices=PROBES, help="print one JSON line when that far, and end: for measuring")


def run(arguments: argparse.Namespace) -> int:
    """Run until the window closes or the process is asked to end."""

    def load() -> Settings:
        settings = read_settings(arguments)
        start_log(settings)
        return settings

    return run_app(
        lambda: _orders(load, fullscreen=not arguments.window),
        probe=arguments.probe or "",
        beside=(lambda: open_fault_panel(arguments)) if arguments.developer else None,
    )


def run_app(make_orders: Callable[[], Orders], *, probe: str = "", beside: Callable[[], object] | None = None) -> int:
    """Run a terminal until its window closes or the process is asked to end; gives the exit code.

    Args:
        make_orders: how it is started; called when Qt is there.
        probe: print one line when that far (see ``PROBES``), and end.
        beside: makes what stands beside the terminal, once that is connected, and is kept until the end.
    """
    hold_collector()
    forbid_validation_plugins()
    from PySide6.QtWidgets import QApplication

    skip_feature_scan()
    from PySide6.QtCore import QTimer

    from kiosk.app import TerminalApp
    from screens.fonts import FontError

    application = QApplication(sys.argv[:1])
    application.setApplicationName("kiosk")
    application.setStyle("Fusion")
    app = TerminalApp(application, make_orders())
    app.furnished.connect(release_collector)
    kept: list[object] = []
    if beside is not None:
        app.connected.connect(lambda: kept.append(beside()))
    if probe:
        moment = {"first-picture": app.painted, "home": app.home_ready, "connected": app.connected}[probe]
        moment.connect(lambda: report(probe, application))
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: application.quit())
    waker = QTimer()  # Python runs signal handlers between its own instructions only: give it some
    waker.start(250)
    waker.timeout.connect(lambda: None)
    try:
        app.first_picture()
    except FontError as error:
        print(f"kiosk: {error.path}: {error.reason.value} {error.detail}; install fonts-noto-cjk", file=sys.stderr)
        return 3
    assert app.window is not None
    app.window.closed.connect(application.quit)
    code = application.exec()
    app.stop()
    return code


def _orders(load: Callable[[], Settings], *, fullscreen: bool) -> Orders:
    from kiosk.app import Orders

    return Orders(load, fullscreen=fullscreen)


def open_fault_panel(arguments: argparse.Namespace) -> object:
    """The fault panel, where simulators stand beside the settings file; else a word that there are none."""
    from kiosk.demo.control import world_beside

    files = chosen_files(arguments, os.environ)
    world = world_beside(files.terminal)
    if world is None:
        print("kiosk: no simulators beside the settings file: no fault panel", file=sys.stderr)
        return None
    from kiosk.demo.panel import show_panel

    return show_panel(world)


def load_for_demo(terminal_file: Path) -> Settings:
    """The settings of a demo's terminal: its own file and nothing of this machine's."""
    from config.settings import load_settings

    settings = load_settings(site=None, terminal=terminal_file, environ={})
    start_log(settings)
    return settings


def report(event: str, application: object) -> None:
    """Print when and how large, then end."""
    from PySide6.QtWidgets import QApplication

    now = time.clock_gettime(time.CLOCK_MONOTONIC)
    print(json.dumps({"event": event, "monotonic_s": now, "pss_mb": pss_mb()}), flush=True)
    assert isinstance(application, QApplication)
    application.quit()


def pss_mb() -> float:
    """The process's proportional set size in MB."""
    with open("/proc/self/smaps_rollup", encoding="ascii") as file:  # noqa: PTH123 - pathlib is not loaded yet
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def start_log(settings: Settings) -> None:
    """Log to files of limited size under the data directory; the screen shows no logs."""
    from logging.handlers import RotatingFileHandler

    settings.log_dir.mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        settings.log_dir / "kiosk.log",
        maxBytes=settings.logging.max_bytes,
        backupCount=settings.logging.backups,
        encoding="utf-8",
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(settings.logging.level)
