"""The simulated card terminal as a program: orders on standard input, one a line.

``auto on|off``, ``card``, ``stop-key``, ``decline CODE|off``, ``silent command|charge|status|off``,
``stuck on|off``, ``amount FEN|off``, ``busy on|off``, ``no-status on|off``, ``power-cycle``, ``unplug``, ``replug``,
``silence on|off``, ``crc COUNT``, ``nak COUNT``, ``bank``, ``quit``. Each is answered with one line: ``ok``,
``ok RESULT`` or ``error REASON``. The first line of output is ``ready PORT``. ``bank`` tells what the card holders have
really paid, in fen. ``silence``, ``crc`` and ``nak`` are of the serial line only.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from drivers.card_terminal.simulator.core import ZvtCore
from drivers.card_terminal.simulator.ports import SerialCardSimulator, TcpCardSimulator

Orders = Mapping[str, Callable[[str], object]]
SILENCES = frozenset({"command", "charge", "status"})


def main(arguments: Sequence[str] | None = None, orders: TextIO | None = None, answers: TextIO | None = None) -> int:
    """Run until ``quit`` or the end of the orders; returns the exit code.

    Args:
        arguments: the command line without the program's name; the process's own by default.
        orders: where orders are read; standard input by default.
        answers: where answers go; standard output by default.
    """
    options = _options(arguments)
    out = answers if answers is not None else sys.stdout
    core = ZvtCore(auto=not options.by_hand)
    simulator: SerialCardSimulator | TcpCardSimulator
    if options.tcp:
        simulator = TcpCardSimulator(core)
    else:
        simulator = SerialCardSimulator(core, link=options.link, baud=options.baud or None)
    known = orders_of(simulator)
    simulator.start()
    try:
        _say(out, f"ready {simulator.port}")
        for line in orders if orders is not None else sys.stdin:
            order, _, argument = line.strip().partition(" ")
            if order == "quit":
                break
            if order:
                _say(out, _obey(known, order, argument.strip()))
    finally:
        simulator.stop()
    return 0


def orders_of(simulator: SerialCardSimulator | TcpCardSimulator) -> Orders:
    """Everything that can be ordered."""
    core, faults, hand = simulator.core, simulator.core.faults, simulator.hand

    def stuck(argument: str) -> None:
        if argument == "off":
            hand(core.free_card)
        else:
            faults.keeps_card = True

    def silent(argument: str) -> None:
        if argument not in SILENCES and argument != "off":
            raise ValueError(argument)
        faults.silent_from = "" if argument == "off" else argument

    return {
        **(_line_orders(simulator) if isinstance(simulator, SerialCardSimulator) else {}),
        "auto": lambda argument: setattr(core, "auto", argument != "off"),
        "card": lambda _: hand(core.present_card),
        "stop-key": lambda _: hand(core.press_stop),
        "decline": lambda argument: setattr(faults, "declines_with", _number(argument, 16)),
        "silent": silent,
        "stuck": stuck,
        "amount": lambda argument: setattr(faults, "other_amount_fen", _number(argument, 10)),
        "busy": lambda argument: setattr(faults, "busy", argument != "off"),
        "no-status": lambda argument: setattr(faults, "no_status", argument != "off"),
        "power-cycle": lambda _: simulator.power_cycle(),
        "unplug": lambda _: simulator.unplug(),
        "replug": lambda _: simulator.replug(),
        "bank": lambda _: hand(lambda: str(core.bank.standing_fen)),
    }


def _line_orders(simulator: SerialCardSimulator) -> Orders:
    return {
        "silence": lambda argument: setattr(simulator.line, "silent", argument != "off"),
        "crc": lambda argument: setattr(simulator.frames, "damaged", int(argument)),
        "nak": lambda argument: setattr(simulator.frames, "refused", int(argument)),
    }


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drivers.card_terminal.simulator", description="A card terminal.")
    parser.add_argument("--link", type=Path, help="stable name of the port; without it the port is printed")
    parser.add_argument("--tcp", action="store_true", help="listen on the loopback address instead")
    parser.add_argument("--baud", type=int, default=9600, help="speed of the line, 0 for no pacing")
    parser.add_argument("--by-hand", action="store_true", help="no card is presented by itself")
    return parser.parse_args(arguments)


def _number(argument: str, base: int) -> int:
    return 0 if argument == "off" else int(argument, base)


def _obey(known: Orders, order: str, argument: str) -> str:
    if order not in known:
        return "error no such order"
    try:
        result = known[order](argument)
    except ValueError as error:
        return f"error {type(error).__name__}"
    return "ok" if result is None else f"ok {result}"


def _say(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()
