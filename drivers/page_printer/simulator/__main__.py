"""A simulated page printer as a process: commands on standard input, one line of JSON per document on standard output.

``python -m drivers.page_printer.simulator --out DIR [--port N]``

Commands, one per line: ``refill``, ``paper_out``, ``paper_low``, ``jam``, ``door_open``, ``toner_low``, ``toner_out``,
``stopped``, ``hold``, ``abort``, ``reject``, ``gone``, ``back``, ``quit``. The end of the input is ``quit``. ``refill``
mends everything.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from drivers.page_printer.simulator.engine import PageFaults, SimulatedJob
from drivers.page_printer.simulator.server import PagePrinterSimulator

FAULTS = {
    "paper_out": PageFaults(reasons=("media-empty-error", "media-needed-error")),
    "paper_low": PageFaults(reasons=("media-low-warning",)),
    "jam": PageFaults(reasons=("media-jam-error",)),
    "door_open": PageFaults(reasons=("door-open-error",)),
    "toner_low": PageFaults(reasons=("toner-low-report",)),
    "toner_out": PageFaults(reasons=("toner-empty-error",)),
    "stopped": PageFaults(stopped=True),
    "hold": PageFaults(held=True),
    "abort": PageFaults(aborting=True),
    "reject": PageFaults(rejecting=True),
}


def obey(printer: PagePrinterSimulator, command: str) -> bool:
    """Do what a line says; False for a word that is none of the commands."""
    match command:
        case "refill":
            printer.engine.refill()
        case "gone":
            printer.go_away()
        case "back":
            printer.come_back()
        case _ if command in FAULTS:
            printer.engine.faults = dataclasses.replace(FAULTS[command])
        case _:
            return False
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run until ``quit`` or the end of the input. 1 when a host sent what it must not."""
    parser = argparse.ArgumentParser(prog="python -m drivers.page_printer.simulator")
    parser.add_argument("--out", type=Path, required=True, help="folder for the documents")
    parser.add_argument("--port", type=int, default=0, help="on 127.0.0.1; 0 for a free one")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)

    def tell(**values: object) -> None:
        sys.stdout.write(json.dumps(values) + "\n")
        sys.stdout.flush()

    def take(job: SimulatedJob) -> None:
        name = f"pages-{job.job_id:02d}.pdf"
        (given.out / name).write_bytes(job.pdf)
        tell(document=name, pages=job.pages)

    printer = PagePrinterSimulator(port=given.port, on_printed=take)
    printer.start()
    tell(printer=printer.address.uri)
    for line in sys.stdin:
        command = line.strip()
        if command == "quit":
            break
        if command and not obey(printer, command):
            tell(unknown=command)
    printer.stop()
    return 1 if printer.engine.refused else 0


if __name__ == "__main__":
    sys.exit(main())
