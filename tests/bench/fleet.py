"""Fleets that come back after an outage, in virtual time: so the machine's load moves no figure here.

A peak is judged by contacts (heartbeats, records, verdicts): those are what a policy of coming back decides. All
requests, chunks of scans included, have a row and the same goal: their number follows from the line and the chunk.

By itself, with backlogs of the full depth: ``python -m tests.bench.fleet``. With ``--short`` shorter backlogs, so that
the bench's limit for a group does not cut them; a storm is named by its terminals and the cases of each.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

from tests.bench.rows import Row, row
from tests.fleet.scenarios import DISTRICT, GOAL_DRAIN, GOAL_PEAK, GOAL_WASTE, PROVINCE, shortened
from tests.fleet.storm import Figures, run


def rows_of(ours: Figures, baseline: Figures) -> Iterator[Row]:
    """Return the rows of one fleet. A drain that did not end counts as six hours."""
    name = f"fleet_{ours.storm.terminals}_cases_{ours.storm.load.cases:.0f}"
    peak = GOAL_PEAK[ours.storm.terminals]
    yield row(f"{name}_drain_over_floor", _drain_s(ours), "s", ours.floor_s, GOAL_DRAIN)
    yield row(f"{name}_drain_over_floor_fixed_interval", _drain_s(baseline), "s", baseline.floor_s)
    yield row(f"{name}_peak_contacts", ours.peak_contacts, "1/s", goal=peak)
    yield row(f"{name}_peak_contacts_fixed_interval", baseline.peak_contacts, "1/s")
    yield row(f"{name}_peak_requests_with_chunks", ours.peak_requests, "1/s", goal=peak)
    yield row(f"{name}_peak_requests_with_chunks_fixed_interval", baseline.peak_requests, "1/s")
    yield row(f"{name}_waste", 100 * ours.waste, "%", goal=100 * GOAL_WASTE)
    yield row(f"{name}_waste_fixed_interval", 100 * baseline.waste, "%")
    yield row(f"{name}_lost_or_twice", ours.lost + ours.twice, "", goal=0)


def _drain_s(figures: Figures) -> float:
    return 6 * 3600.0 if figures.drain_s is None else figures.drain_s


def main(words: Sequence[str] | None = None) -> int:
    """Run two storms at a time; print the rows."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fleet", description="fleets that come back")
    parser.add_argument("--short", action="store_true", help="8 and 2 cases for each terminal instead of 20 and 4")
    if parser.parse_args(words).short:
        fleets = (shortened(PROVINCE, 2), shortened(DISTRICT, 8))
    else:
        fleets = (PROVINCE, DISTRICT)
    storms = [replace(storm, ours=ours) for storm in fleets for ours in (True, False)]
    with ProcessPoolExecutor(2) as pool:
        province, province_baseline, district, district_baseline = pool.map(run, storms)
    for ours, baseline in ((district, district_baseline), (province, province_baseline)):
        for one in rows_of(ours, baseline):
            sys.stdout.write(json.dumps(one) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
