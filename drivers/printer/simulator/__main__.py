"""A simulated printer as a process: commands on standard input, one line of JSON per slip on standard output.

``python -m drivers.printer.simulator --link PATH --out DIR [--profile 80mm] [--baud 115200]``

Commands, one per line; each fault stands beside its cure:

* ``paper_out [ROWS]``, ``paper_low`` / ``refill``; ``cover_open`` / ``cover_close``; ``jam`` / ``unjam`` (the cutter);
  ``jam_paper`` / ``free_paper``; ``hot`` / ``cool``; ``break`` / ``power_cycle``
* ``stop_draining`` / ``drain``; ``xoff`` / ``xon``; ``mute`` / ``unmute``; ``garble HEX`` / ``clear`` (other bytes
  instead of every answer); ``noise HEX`` / ``quiet`` (bytes before every answer); ``split`` / ``whole`` (byte by byte)
* ``power_off`` / ``power_on``, ``power_cycle``; ``unplug`` / ``replug``
* ``leave_slips`` / ``take_slips``, ``take`` (presenter: nobody takes slips; all are taken; take this one)
* models: ``no_process_id``, ``no_ordered_status``, ``no_automatic_status``, ``keep_buffers``
* ``at_bytes N COMMAND …``: the command, when N more bytes have come; ``at_rows N COMMAND …``: when N rows of the slip
  are printed (not for ``unplug``, ``power_off`` and ``power_cycle``)
* ``quit``; the end of the input is ``quit``.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from drivers.printer.profile import PROFILES
from drivers.printer.simulator.device import ReceiptPrinterSimulator
from drivers.printer.simulator.paper import PrintedSlip


class _Tray:
    """Writes each slip as ``slip-01.png`` and ``slip-01.txt``, and tells on standard output."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()

    def tell(self, **values: object) -> None:
        """One line of JSON."""
        with self._lock:
            sys.stdout.write(json.dumps(values, ensure_ascii=False) + "\n")
            sys.stdout.flush()

    def take(self, slip: PrintedSlip) -> None:
        """Keep one slip."""
        name = f"slip-{slip.number:02d}"
        (self._folder / f"{name}.png").write_bytes(slip.to_png())
        (self._folder / f"{name}.txt").write_text(slip.text, encoding="utf-8")
        self.tell(slip=f"{name}.png", text=f"{name}.txt", rows=slip.image.height, cut=slip.cut)


def commands_of(printer: ReceiptPrinterSimulator) -> dict[str, Callable[[], None]]:
    """The line commands without arguments."""
    return {
        "refill": printer.refill,
        "take": printer.mechanism.take,
        "take_slips": lambda: printer.mechanism.leave_slips(leave=False),
        "leave_slips": lambda: printer.mechanism.leave_slips(leave=True),
        "jam_paper": lambda: printer.jam_paper(jammed=True),
        "free_paper": lambda: printer.jam_paper(jammed=False),
        "xoff": lambda: printer.hold(held=True),
        "xon": lambda: printer.hold(held=False),
        "clear": lambda: printer.garble(b""),
        "quiet": lambda: set_line_noise(printer, b""),
        "split": lambda: split_line(printer, split=True),
        "whole": lambda: split_line(printer, split=False),
        "power_off": printer.power_off,
        "power_on": printer.power_on,
        "power_cycle": printer.power_cycle,
        "no_automatic_status": lambda: printer.without(automatic_status=True),
        "paper_low": printer.paper_low,
        "cover_open": printer.cover_open,
        "cover_close": printer.cover_close,
        "jam": printer.jam_cutter,
        "unjam": printer.free_cutter,
        "hot": lambda: printer.head_hot(hot=True),
        "cool": lambda: printer.head_hot(hot=False),
        "break": printer.break_down,
        "stop_draining": printer.stop_draining,
        "drain": printer.drain_again,
        "mute": lambda: printer.mute(silent=True),
        "unmute": lambda: printer.mute(silent=False),
        "no_process_id": lambda: printer.without(process_ids=True),
        "no_ordered_status": lambda: printer.without(ordered_status=True),
        "keep_buffers": printer.keep_buffers,
        "unplug": printer.unplug,
        "replug": printer.replug,
    }


def set_line_noise(printer: ReceiptPrinterSimulator, noise: bytes) -> None:
    """Bytes that come before every answer."""
    printer.line.faults.noise = noise


def split_line(printer: ReceiptPrinterSimulator, *, split: bool) -> None:
    """Every byte of an answer alone, or answers whole."""
    printer.line.faults.split = split


def command_of(printer: ReceiptPrinterSimulator, words: list[str]) -> Callable[[], None] | None:
    """What a line asks for; None when it is no command."""
    match words:
        case [name] if name in (plain := commands_of(printer)):
            return plain[name]
        case ["paper_out"]:
            return lambda: printer.paper_out(0)
        case ["paper_out", rows] if rows.isdecimal():
            return lambda: printer.paper_out(int(rows))
        case ["garble" | "noise" as name, data] if _is_hex(data):
            noise = bytes.fromhex(data)
            return (lambda: printer.garble(noise)) if name == "garble" else lambda: set_line_noise(printer, noise)
        case ["at_bytes" | "at_rows" as moment, count, *rest] if count.isdecimal():
            then = command_of(printer, rest)
            if then is None or (moment == "at_rows" and rest[0] in _NEVER_FROM_THE_HEAD):
                return None
            plan = printer.when_received if moment == "at_bytes" else printer.when_printed
            return lambda: plan(int(count), then)
        case _:
            return None


_NEVER_FROM_THE_HEAD = frozenset({"unplug", "power_off", "power_cycle"})


def _is_hex(text: str) -> bool:
    try:
        return bool(bytes.fromhex(text))
    except ValueError:
        return False


def main(arguments: list[str] | None = None) -> int:
    """Run until ``quit`` or the end of the input. 1 when a host sent what it must not."""
    parser = argparse.ArgumentParser(prog="python -m drivers.printer.simulator")
    parser.add_argument("--link", type=Path, required=True, help="symbolic link that names the port")
    parser.add_argument("--out", type=Path, required=True, help="folder for the slips")
    parser.add_argument("--profile", choices=sorted(PROFILES), default="80mm")
    parser.add_argument("--baud", type=int, default=115200, help="pace of the line; 0 for none")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    tray = _Tray(given.out)
    printer = ReceiptPrinterSimulator(
        profile=PROFILES[given.profile], link=given.link, baud=given.baud or None, on_slip=tray.take
    )
    printer.start()
    tray.tell(ready=printer.port)
    try:
        _obey_lines(printer, tray)
    finally:
        printer.stop()
    for fault in printer.faults:
        tray.tell(fault=fault)
    return 1 if printer.faults else 0


def _obey_lines(printer: ReceiptPrinterSimulator, tray: _Tray) -> None:
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words == ["quit"]:
            return
        command = command_of(printer, words)
        if command is None:
            tray.tell(unknown_command=words[0])
        else:
            command()


if __name__ == "__main__":
    sys.exit(main())
