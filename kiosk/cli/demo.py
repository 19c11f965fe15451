"""``kiosk demo``: the whole chain on this machine, hall and devices included.

Without a display a scripted resident drives the real screens; with one the terminal opens beside a small panel that
places cards and papers. ``--tour DIR`` is the scripted resident in any case.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from kiosk.demo.personas import persona_names


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="where everything goes; emptied first")
    parser.add_argument("--tour", type=Path, metavar="DIR", help="the scripted resident, also where there is a display")
    parser.add_argument("--persona", choices=persona_names(), help="one case of a resident who needs another terminal")


def run(arguments: argparse.Namespace) -> int:
    """Run the demo; 0 only if everything that it promises is true."""
    folder = (arguments.tour or arguments.out).resolve()
    if arguments.persona:
        return tour(folder, persona=arguments.persona)
    if arguments.tour is None and has_display():
        from kiosk.demo.panel import run_by_hand

        return run_by_hand(folder)
    return tour(folder)


def has_display() -> bool:
    """Whether a window can be shown."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "")
    if wanted.startswith(("offscreen", "minimal")):
        return False
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def tour(folder: Path, *, persona: str = "") -> int:
    """The scripted resident, or one of the personas."""
    from kiosk.demo.director import DemoFailedError, Director
    from kiosk.demo.processes import ProcessFailedError
    from kiosk.demo.site import DemoSite

    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    began = time.monotonic()
    site = DemoSite(folder)
    site.make()
    try:
        outcome = Director(site).run_persona(persona) if persona else Director(site).run()
    except (DemoFailedError, ProcessFailedError, TimeoutError, OSError) as error:
        print(f"the demo failed: {error}", file=sys.stderr)
        return 1
    slips = sorted(str(path.relative_to(folder)) for path in site.slips.iterdir())
    summary = {
        "cases": outcome.cases,
        "payments": outcome.payments,
        "screens": outcome.screens,
        "slips": slips,
        "seconds": round(time.monotonic() - began, 1),
    }
    site.summary.write_text(json.dumps(summary, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for case in outcome.cases:
        print(f"{case['receipt_number']} -> {case['case_number']}, attempts: {case['attempts']}")
    for one in outcome.payments:
        print(f"{one['order']}: {one['amount_fen']} fen by {one['method']}, {one['state']}")
    print(f"{len(outcome.screens)} screens and {len(slips)} slip files in {summary['seconds']} s: {site.summary}")
    return 0
