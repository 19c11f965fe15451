"""The command ``kiosk``. Every subcommand lives in its own module and is imported only when it is called."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

COMMANDS = {
    "run": ("kiosk.cli.run", "the terminal, full screen"),
    "demo": (
        "kiosk.cli.demo",
        "hall, simulated devices and the real screens; leaves pictures of every screen and slip",
    ),
    "setup": ("kiosk.cli.setup", "find the devices, ask a few questions, propose the terminal's settings file"),
    "doctor": ("kiosk.cli.doctor", "what on this machine is ready and what is not"),
    "device": ("kiosk.cli.device", "bench tools for each device on a given port"),
    "queue": ("kiosk.cli.queue", "the outbox of this terminal"),
    "staff-code": ("kiosk.cli.staff_code", "the code that opens the staff page at the terminal"),
    "enrol": ("kiosk.cli.enrol", "make this terminal known to its hall"),
    "fees": ("kiosk.cli.fees", "a draft of the hall's fees.toml from the catalogue"),
    "hall": ("", "the reference central hall (hands over to python -m hall)"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and give its exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(overview())
        return 0 if arguments else 2
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        print(f"kiosk: there is no command {name!r}\n\n{overview()}", file=sys.stderr)
        return 2
    if name == "hall":
        return hand_over_to_hall(rest)
    module = importlib.import_module(COMMANDS[name][0])
    parser = argparse.ArgumentParser(prog=f"kiosk {name}", description=COMMANDS[name][1])
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(rest)))


def overview() -> str:
    """What ``kiosk --help`` prints."""
    lines = [
        "usage: kiosk COMMAND [options]",
        "",
        *(f"  {name:<10} {text}" for name, (_, text) in COMMANDS.items()),
    ]
    return "\n".join([*lines, "", "kiosk COMMAND --help tells the options."])


def hand_over_to_hall(arguments: Sequence[str]) -> int:
    """Become ``python -m hall``. Without a subcommand the hall serves: ``kiosk hall --data DIR --port N``."""
    words = list(arguments)
    if words and words[0].startswith("--") and words[0] != "--help":
        words.insert(0, "serve")
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, "-m", "hall", *words])  # noqa: S606 - our own module, fixed program
