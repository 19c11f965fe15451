"""The simulated scanner as a program: orders on standard input, one a line.

``show TEXT`` holds a code before the window, ``hex BYTES`` one in hexadecimal, ``away`` takes it away; ``stale TEXT``
sends a code that nobody asked for, ``garbage HEX`` bytes that mean nothing; ``unplug``, ``replug``; ``silence on|off``
(nothing gets through), ``deaf on|off``, ``split on|off`` (every byte alone), ``inside on|off`` (the answer within the
code), ``behind on|off`` (the answer behind the code), ``refuse on|off``, ``itself on|off`` (reads without being
asked); ``beam`` says whether it is on; ``quit``. Each is answered with one line: ``ok``, ``on``, ``off`` or
``error REASON``. The first line of output is ``ready PORT``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from drivers.code_scanner.codec import Family
from drivers.code_scanner.simulator import CodeScannerSimulator

_TERMINATORS = {"none": b"", "cr": b"\r", "lf": b"\n", "crlf": b"\r\n"}


def main(arguments: Sequence[str] | None = None, orders: TextIO | None = None, answers: TextIO | None = None) -> int:
    """Run until ``quit`` or the end of the orders; returns the exit code.

    Args:
        arguments: the command line without the program's name; the process's own by default.
        orders: where orders are read; standard input by default.
        answers: where answers go; standard output by default.
    """
    options = _options(arguments)
    out = answers if answers is not None else sys.stdout
    simulator = CodeScannerSimulator(
        Family(options.family), link=options.link, baud=options.baud, terminator=_TERMINATORS[options.terminator]
    )
    simulator.start()
    try:
        _say(out, f"ready {simulator.port}")
        for line in orders if orders is not None else sys.stdin:
            order, _, argument = line.rstrip("\n").partition(" ")
            if order == "quit":
                break
            if order:
                _say(out, _obey(simulator, order, argument))
    finally:
        simulator.stop()
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m drivers.code_scanner.simulator", description="A simulated code scanner."
    )
    parser.add_argument("--family", required=True, choices=[family.value for family in Family])
    parser.add_argument("--link", type=Path, help="stable name of the port; without it the port is printed")
    parser.add_argument("--baud", type=int, help="speed of the line, 0 for no pacing; by default as usual")
    parser.add_argument("--terminator", default="cr", choices=list(_TERMINATORS), help="what follows each code")
    return parser.parse_args(arguments)


def _obey(simulator: CodeScannerSimulator, order: str, argument: str) -> str:
    try:
        if order in {"hex", "garbage"}:
            (simulator.show if order == "hex" else simulator.say)(bytes.fromhex(argument))
            return "ok"
    except ValueError:
        return "error not hexadecimal"
    acts: dict[str, Callable[[], None]] = {
        "show": lambda: simulator.show(argument),
        "stale": lambda: simulator.say(argument.encode() + simulator.terminator),
        "away": simulator.take_away,
        "unplug": simulator.unplug,
        "replug": simulator.replug,
    }
    if order in acts:
        acts[order]()
        return "ok"
    if order == "beam":
        return "on" if simulator.beam else "off"
    return _switch(simulator, order, argument)


def _switch(simulator: CodeScannerSimulator, order: str, argument: str) -> str:
    faults, line = simulator.faults, simulator.line
    homes: dict[str, tuple[object, str]] = {
        "silence": (line, "silent"),
        "split": (line, "split"),
        "deaf": (faults, "deaf"),
        "inside": (faults, "reply_inside_data"),
        "behind": (faults, "reply_after_data"),
        "refuse": (faults, "refuses"),
        "itself": (faults, "reads_by_itself"),
    }
    home = homes.get(order)
    if home is None:
        return "error no such order"
    if argument not in {"on", "off"}:
        return "error on or off"
    setattr(*home, argument == "on")
    return "ok"


def _say(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()
