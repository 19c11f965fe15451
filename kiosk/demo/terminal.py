"""The demo's terminal as a process: the real one, with a clock that the fault panel can put wrong."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.cli.run import load_for_demo, run_app

if TYPE_CHECKING:
    from kiosk.app import Orders


def main() -> int:
    """Run until the window closes. Arguments: the terminal's settings file, the clock's file."""
    settings_file, clock_file = (Path(word) for word in sys.argv[1:3])
    return run_app(lambda: _orders(settings_file, clock_file))


def _orders(settings_file: Path, clock_file: Path) -> Orders:
    from kiosk.app import Orders
    from kiosk.demo.wrong_clock import WrongClock, wrong_now

    return Orders(
        lambda: load_for_demo(settings_file),
        now=lambda: wrong_now(clock_file),
        clock=lambda: WrongClock(clock_file),
    )


if __name__ == "__main__":
    sys.exit(main())
