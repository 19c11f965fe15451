"""The simulated cash devices as a program: orders on standard input, one a line.

``note TYPE``, ``coin TYPE``, ``refuse``, ``jam``, ``unjam``, ``full``, ``empty``, ``take-box``, ``put-box``,
``power-cycle``, ``unplug``, ``replug``, ``silence on|off``, ``garbage HEX|off``, ``fraud``, ``escrow-timeout``,
``jump COUNT``, ``box``, ``quit``. Each is answered with one line: ``ok``, ``ok RESULT`` or ``error REASON``. The first
line of output is ``ready PORT``. ``box`` tells what is physically in the box, in fen.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from drivers.cash.cctalk_frames import Checksum
from drivers.cash.simulator.bill_core import BillCore, BillTimes
from drivers.cash.simulator.cctalk_core import CcTalkCore
from drivers.cash.simulator.coin_core import CoinCore
from drivers.cash.simulator.ports import CcTalkSimulator, IctSimulator

Orders = Mapping[str, Callable[[str], object]]


def main(arguments: Sequence[str] | None = None, orders: TextIO | None = None, answers: TextIO | None = None) -> int:
    """Run until ``quit`` or the end of the orders; returns the exit code.

    Args:
        arguments: the command line without the program's name; the process's own by default.
        orders: where orders are read; standard input by default.
        answers: where answers go; standard output by default.
    """
    options = _options(arguments)
    out = answers if answers is not None else sys.stdout
    simulator, known = _ict(options) if options.family == "ict" else _cctalk(options)
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


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m drivers.cash.simulator", description="Simulated cash devices.")
    parser.add_argument("--family", choices=["cctalk", "ict"], default="cctalk")
    parser.add_argument("--link", type=Path, help="stable name of the port; without it the port is printed")
    parser.add_argument("--baud", type=int, default=9600, help="speed of the line, 0 for no pacing")
    parser.add_argument("--checksum", choices=[one.value for one in Checksum], default=Checksum.SIMPLE.value)
    parser.add_argument("--no-echo", action="store_true", help="the adapter does not return the host's bytes")
    parser.add_argument("--coins", action="store_true", help="a coin acceptor on the same wire")
    parser.add_argument("--stack-ms", type=float, default=300.0, help="how long a note takes into the box")
    return parser.parse_args(arguments)


def _cctalk(options: argparse.Namespace) -> tuple[CcTalkSimulator, Orders]:
    checksum, clock = Checksum(options.checksum), time.monotonic
    stack_s = options.stack_ms / 1000
    bill = BillCore(clock=clock, checksum=checksum, times=BillTimes(stack_s=stack_s, return_s=stack_s))
    coin = CoinCore(clock=clock, checksum=checksum, vault=bill.vault) if options.coins else None
    cores: list[CcTalkCore] = [bill] if coin is None else [bill, coin]
    port = CcTalkSimulator(cores, link=options.link, baud=options.baud or None, echo=not options.no_echo)

    def drop(argument: str) -> object:
        if coin is None:
            raise ValueError("no coin acceptor")
        return coin.insert(int(argument)) is not None

    return port, {
        **_line_orders(port),
        "note": lambda argument: port.hand(lambda: bill.insert(int(argument))) is not None,
        "coin": lambda argument: port.hand(lambda: drop(argument)),
        "refuse": lambda _: port.hand(bill.refuse),
        "jam": lambda _: port.hand(bill.jam),
        "unjam": lambda _: port.hand(bill.unjam),
        "full": lambda _: port.hand(bill.fill),
        "empty": lambda _: port.hand(bill.put_stacker),
        "take-box": lambda _: port.hand(bill.take_stacker),
        "put-box": lambda _: port.hand(bill.put_stacker),
        "fraud": lambda _: port.hand(bill.fraud),
        "escrow-timeout": lambda _: port.hand(bill.escrow_times_out),
        "jump": lambda argument: port.hand(lambda: bill.jump(int(argument))),
        "power-cycle": lambda _: port.power_cycle(),
        "box": lambda _: port.hand(lambda: str(bill.vault.stacked_fen)),
    }


def _ict(options: argparse.Namespace) -> tuple[IctSimulator, Orders]:
    port = IctSimulator(link=options.link, baud=options.baud or None)
    core = port.core
    return port, {
        **_line_orders(port),
        "note": lambda argument: port.hand(lambda: core.insert(int(argument))) is not None,
        "refuse": lambda _: port.hand(core.refuse),
        "jam": lambda _: port.hand(core.jam),
        "unjam": lambda _: port.hand(core.mended),
        "take-box": lambda _: port.hand(core.take_stacker),
        "put-box": lambda _: port.hand(core.mended),
        "fraud": lambda _: port.hand(core.fraud),
        "escrow-timeout": lambda _: port.hand(core.escrow_times_out),
        "power-cycle": lambda _: port.power_cycle(),
        "box": lambda _: port.hand(lambda: str(core.vault.stacked_fen)),
    }


def _line_orders(port: CcTalkSimulator | IctSimulator) -> Orders:
    def silence(argument: str) -> None:
        port.line.silent = argument != "off"

    def garbage(argument: str) -> None:
        port.line.noise = b"" if argument == "off" else bytes.fromhex(argument or "FF00A5")

    return {
        "unplug": lambda _: port.unplug(),
        "replug": lambda _: port.replug(),
        "silence": silence,
        "garbage": garbage,
    }


def _obey(known: Orders, order: str, argument: str) -> str:
    if order not in known:
        return "error no such order"
    try:
        result = known[order](argument)
    except (ValueError, IndexError, KeyError) as error:
        return f"error {type(error).__name__}"
    match result:
        case None | True:
            return "ok"
        case False:
            return "ok refused"
        case _:
            return f"ok {result}"


def _say(out: TextIO, line: str) -> None:
    out.write(f"{line}\n")
    out.flush()
