"""``python -m tests.fleet [--out FILE] [--seed N] [--quick] [--fleets]``: run storms, print figures, draw the chart."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from tests.fleet.scenarios import DISTRICT, PROVINCE, on_small_hall, shortened, uneven, with_restart
from tests.fleet.storm import Figures, Storm, run

COLUMNS = "{:34} {:>8} {:>8} {:>7} {:>9} {:>9} {:>8} {:>8} {:>5} {:>5}"
DRAWN = 4
"""The first storms are in the chart: both fleets, each with its baseline."""
HEAD = ("storm", "drain s", "floor s", "ratio", "contacts", "requests", "waste %", "refused", "lost", "twice")


def storms(seed: int, *, quick: bool) -> Iterator[tuple[str, Storm]]:
    """Return what is run, by name; the baseline of each comes after it."""
    district, province = DISTRICT, PROVINCE
    if quick:
        district, province = shortened(DISTRICT, 4), shortened(PROVINCE, 2)
    chosen = [
        (f"{district.terminals:,}", district),
        (f"{province.terminals:,}", province),
        ("264, hall gone for 60 s", with_restart(district, 211.0 if not quick else 42.0)),
        ("264, records on a small hall", on_small_hall(district)),
        ("264, uneven backlogs", uneven(district)),
    ]
    if not quick:
        chosen.append(("10,000, records on a small hall", on_small_hall(PROVINCE)))
    for name, storm in chosen:
        yield name, replace(storm, seed=seed)
        yield f"{name}: baseline", replace(storm, seed=seed, ours=False)


def line_of(name: str, figures: Figures) -> str:
    """Return one line of the table."""
    drain = "never" if figures.drain_s is None else f"{figures.drain_s:.0f}"
    return COLUMNS.format(
        name,
        drain,
        f"{figures.floor_s:.0f}",
        f"{figures.drain_ratio:.2f}",
        figures.peak_contacts,
        figures.peak_requests,
        f"{100 * figures.waste:.2f}",
        figures.refused,
        figures.lost,
        figures.twice,
    )


def main(words: Sequence[str] | None = None) -> int:
    """Run everything, two storms at a time."""
    parser = argparse.ArgumentParser(prog="python -m tests.fleet", description="a fleet comes back after an outage")
    parser.add_argument("--out", type=Path, help="where the chart goes, a PNG")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true", help="4 and 2 cases for each terminal instead of 20 and 4")
    parser.add_argument("--fleets", action="store_true", help="only the storms of the chart")
    asked = parser.parse_args(words)
    begun = time.monotonic()
    listed = list(storms(asked.seed, quick=asked.quick))
    names, chosen = zip(*listed[: DRAWN if asked.fleets else None], strict=True)
    sys.stdout.write(COLUMNS.format(*HEAD) + "\n")
    with ProcessPoolExecutor(2) as pool:
        measured = []
        for name, figures in zip(names, pool.map(run, chosen), strict=True):
            measured.append(figures)
            sys.stdout.write(line_of(name, figures) + "\n")
            sys.stdout.flush()
            if len(measured) == DRAWN and asked.out is not None:
                from tests.fleet.picture import draw

                draw([(measured[0], measured[1]), (measured[2], measured[3])], asked.out)
    sys.stdout.write(f"seed {asked.seed}; {time.monotonic() - begun:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
