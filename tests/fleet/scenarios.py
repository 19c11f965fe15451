"""The storms that are measured, each beside its baseline in the same run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.fleet.backlog import Load
from tests.fleet.hall import Speed
from tests.fleet.storm import Storm

DISTRICT = Storm(terminals=264, line_bit_per_s=300e6)
"""A district: one process, the line of the hall sheet, 20 cases of two scans each."""
PROVINCE = Storm(terminals=10_000, line_bit_per_s=5e9, load=Load(cases=4), processes=4)
"""10,000 terminals: four processes. Four cases each, so that a run ends within minutes; its floor is shorter."""


def with_restart(storm: Storm, floor_s: float) -> Storm:
    """Return the storm with the hall gone for a minute in the middle of it."""
    return replace(storm, restart_at_s=floor_s / 2)


def on_small_hall(storm: Storm) -> Storm:
    """Return a storm of records without scans on a hall that is much too small for them."""
    slower = {DISTRICT.terminals: 60.0, PROVINCE.terminals: 10.0}[storm.terminals]
    return replace(storm, load=replace(storm.load, cases=20.0, scans=0), speed=Speed().slower(slower))


def uneven(storm: Storm) -> Storm:
    """Return the storm with backlogs of different depth: a quarter more or less is common."""
    return replace(storm, load=replace(storm.load, spread=storm.load.cases / 5))


def shortened(storm: Storm, cases: float) -> Storm:
    """Return the storm with fewer cases."""
    return replace(storm, load=replace(storm.load, cases=cases))


GOAL_PEAK: Mapping[int, int] = {DISTRICT.terminals: 40, PROVINCE.terminals: 500}
"""Contacts in one second."""
GOAL_DRAIN = 1.1
GOAL_WASTE = 0.05
