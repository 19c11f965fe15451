"""The simulated reader as a program: a card on the command line, orders on standard input.

Orders, one a line: ``place``, ``place NAME-OR-FILE``, ``remove``, ``swap NAME-OR-FILE``, ``place-other`` (a card of
another kind), ``unplug``, ``replug``, ``quit``, and every fault of ``drivers.id_card.simulated_faults``, such as
``silence on`` and ``mend``. Each is answered with one line: ``ok`` or ``error REASON``. The first line of output is
``ready PORT``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from drivers.id_card.cards import SAMPLE_FIELDS, SimulatedCard, card_from_file, not_an_id_card, sample_card
from drivers.id_card.simulated_faults import obey_fault
from drivers.id_card.simulator import IdCardReaderSimulator


def main(arguments: Sequence[str] | None = None, orders: TextIO | None = None, answers: TextIO | None = None) -> int:
    """Run until ``quit`` or the end of the orders; returns the exit code.

    Args:
        arguments: the command line without the program's name; the process's own by default.
        orders: where orders are read; standard input by default.
        answers: where answers go; standard output by default.
    """
    options = _options(arguments)
    out = answers if answers is not None else sys.stdout
    try:
        card = _card(options.card)
    except (OSError, ValueError) as error:
        out.write(f"error {type(error).__name__}\n")
        return 2
    simulator = IdCardReaderSimulator(link=options.link, baud=options.baud or None, think_s=options.think_ms / 1000)
    simulator.start()
    try:
        _say(out, f"ready {simulator.port}")
        for line in orders if orders is not None else sys.stdin:
            order, _, argument = line.strip().partition(" ")
            if order == "quit":
                break
            if order:
                _say(out, _obey(simulator, order, argument.strip(), card))
    finally:
        simulator.stop()
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    names = ", ".join(SAMPLE_FIELDS)
    parser = argparse.ArgumentParser(
        prog="python -m drivers.id_card.simulator", description="A simulated ID card reader."
    )
    parser.add_argument("--link", type=Path, help="stable name of the port; without it the port is printed")
    parser.add_argument("--card", default="citizen", help=f"the card to place: {names}, or a JSON file")
    parser.add_argument("--baud", type=int, default=115200, help="speed of the line, 0 for no pacing")
    parser.add_argument("--think-ms", type=float, default=0.0, help="time the module works per card reply")
    return parser.parse_args(arguments)


def _card(name: str) -> SimulatedCard:
    return sample_card(name) if name in SAMPLE_FIELDS else card_from_file(Path(name))


def _obey(simulator: IdCardReaderSimulator, order: str, argument: str, card: SimulatedCard) -> str:
    try:
        return _carry_out(simulator, order, argument, card)
    except (OSError, ValueError) as error:
        return f"error {type(error).__name__}"


def _carry_out(simulator: IdCardReaderSimulator, order: str, argument: str, card: SimulatedCard) -> str:
    match order:
        case "place":
            simulator.place(_card(argument) if argument else card)
        case "swap":
            simulator.swap(_card(argument) if argument else card)
        case "place-other":
            simulator.place(not_an_id_card())
        case "remove":
            simulator.remove()
        case "unplug":
            simulator.unplug()
        case "replug":
            simulator.replug()
        case _:
            return "ok" if obey_fault(simulator, order, argument) else "error no such order"
    return "ok"


def _say(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()
