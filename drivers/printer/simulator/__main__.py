"""A simulated printer as a process: commands on standard input, one line of JSON per slip on standard output.

``python -m drivers.printer.simulator --link PATH --out DIR [--profile 80mm] [--baud 115200]``

Commands, one per line: ``paper_out [ROWS]``, ``refill``, ``paper_low``, ``cover_open``, ``cover_close``, ``jam``,
``unjam``, ``hot``, ``cool``, ``break``, ``stop_draining``, ``drain``, ``mute``, ``unmute``, ``no_process_id``,
``no_ordered_status``, ``keep_buffers``, ``unplug``, ``replug``, ``quit``. The end of the input is ``quit``.
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
    commands = commands_of(printer)
    for line in sys.stdin:
        match line.split():
            case []:
                continue
            case ["quit"]:
                return
            case ["paper_out", *rows] if all(row.isdecimal() for row in rows) and len(rows) <= 1:
                printer.paper_out(int(rows[0]) if rows else 0)
            case [name] if name in commands:
                commands[name]()
            case [name, *_]:
                tray.tell(unknown_command=name)


if __name__ == "__main__":
    sys.exit(main())
