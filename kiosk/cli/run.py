"""``kiosk run``: the terminal, full screen. Paints the idle picture before anything heavy is imported."""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import time
from typing import TYPE_CHECKING

from kiosk.cli.settings_files import add_settings_arguments, read_settings
from kiosk.quick_start import forbid_validation_plugins, hold_collector, release_collector, skip_feature_scan

if TYPE_CHECKING:
    from pathlib import Path

    from config.settings import Settings

PROBES = ("first-picture", "home", "connected")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_settings_arguments(parser)
    parser.add_argument("--window", action="store_true", help="in a window instead of the full screen")
    parser.add_argument("--probe", choices=PROBES, help="print one JSON line when that far, and end: for measuring")


def run(arguments: argparse.Namespace) -> int:
    """Run until the window closes or the process is asked to end."""
    hold_collector()
    forbid_validation_plugins()
    from PySide6.QtWidgets import QApplication

    skip_feature_scan()
    from PySide6.QtCore import QTimer

    from kiosk.app import Orders, TerminalApp
    from screens.fonts import FontError

    application = QApplication(sys.argv[:1])
    application.setApplicationName("kiosk")
    application.setStyle("Fusion")

    def load() -> Settings:
        settings = read_settings(arguments)
        start_log(settings)
        return settings

    app = TerminalApp(application, Orders(load, fullscreen=not arguments.window))
    app.furnished.connect(release_collector)
    if arguments.probe:
        moment = {"first-picture": app.painted, "home": app.home_ready, "connected": app.connected}[arguments.probe]
        moment.connect(lambda: report(arguments.probe, application))
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
