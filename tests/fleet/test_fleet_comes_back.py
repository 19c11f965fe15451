"""Terminals that come back after an outage do not trample the hall, and nothing of theirs is lost or there twice."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from functools import partial

import pytest

from tests.fleet.backlog import Load
from tests.fleet.line import Line
from tests.fleet.scenarios import (
    DISTRICT,
    GOAL_DRAIN,
    GOAL_PEAK,
    GOAL_WASTE,
    PROVINCE,
    on_small_hall,
    shortened,
    with_restart,
)
from tests.fleet.storm import Storm, run
from tests.fleet.virtual import VirtualLoop

FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))
long_form = pytest.mark.skipif(FACTOR == 1, reason="the long form: make prove")


def test_a_district_comes_back_within_the_goals() -> None:
    """264 terminals: contacts below the goal, drained in 1.1 times the floor, nothing wasted, lost or twice."""
    figures = run(shortened(DISTRICT, 8))
    assert (figures.lost, figures.twice) == (0, 0)
    assert figures.peak_contacts <= GOAL_PEAK[DISTRICT.terminals]
    assert figures.drain_ratio <= GOAL_DRAIN
    assert figures.waste <= GOAL_WASTE


def test_a_storm_is_the_same_for_the_same_seed() -> None:
    storm = Storm(terminals=20, line_bit_per_s=30e6, load=Load(cases=2), restart_at_s=5.0, seed=7)
    assert run(storm) == run(storm)
    assert run(storm) != run(replace(storm, seed=8))


def test_nothing_is_lost_or_twice_when_the_hall_dies_in_the_middle() -> None:
    figures = run(replace(DISTRICT, terminals=60, line_bit_per_s=60e6, load=Load(cases=3), restart_at_s=30.0))
    assert figures.drain_s is not None
    assert (figures.lost, figures.twice) == (0, 0)
    assert figures.waste <= GOAL_WASTE


def test_the_line_gives_each_flow_its_fair_share_and_never_more_than_its_uplink() -> None:
    """Three flows of 100 bytes at a line of 10 bytes a second: 1, 4.5 and 4.5 bytes a second, then what is left."""
    loop = VirtualLoop()
    line = Line(loop, 10.0)
    ends: dict[str, float] = {}

    def note(name: str) -> None:
        ends[name] = loop.time()

    for name, uplink in (("slow", 1.0), ("a", 100.0), ("b", 6.0)):
        line.start(100.0, uplink, partial(note, name))
    loop.at(200.0, lambda: loop.call_soon(loop.stop))
    loop.run_forever()
    loop.end()
    assert ends == pytest.approx({"a": 100 / 4.5, "b": 100 / 4.5, "slow": 100.0})


def test_a_line_that_is_full_ends_equal_flows_together() -> None:
    """400 flows of 10 bytes at 50 bytes a second: whatever their uplinks, all of them end after 80 s."""
    rng = random.Random(5)
    loop = VirtualLoop()
    line = Line(loop, 50.0)
    ends: list[float] = []
    for _ in range(400):
        line.start(10.0, rng.uniform(0.5, 5.0), lambda: ends.append(loop.time()))
    loop.at(200.0, lambda: loop.call_soon(loop.stop))
    loop.run_forever()
    loop.end()
    assert ends == pytest.approx([80.0] * 400)


@long_form
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("offset", range(5))
@pytest.mark.parametrize("cases", [8, 20])
def test_a_district_comes_back_within_the_goals_whatever_the_seed(cases: int, offset: int) -> None:
    """264 terminals with short and with long backlogs, another seed each time."""
    figures = run(replace(shortened(DISTRICT, cases), seed=random.randrange(2**31) + offset))
    seed = figures.storm.seed
    assert (figures.lost, figures.twice) == (0, 0), seed
    assert figures.peak_contacts <= GOAL_PEAK[DISTRICT.terminals], seed
    assert figures.drain_ratio <= GOAL_DRAIN, seed
    assert figures.waste <= GOAL_WASTE, seed


@long_form
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("offset", range(3))
def test_ten_thousand_come_back_within_the_goals(offset: int) -> None:
    """10,000 terminals, another seed each time: contacts, drain, waste, nothing lost or twice."""
    figures = run(replace(PROVINCE, seed=random.randrange(2**31) + offset))
    seed = figures.storm.seed
    assert (figures.lost, figures.twice) == (0, 0), seed
    assert figures.peak_contacts <= GOAL_PEAK[PROVINCE.terminals], seed
    assert figures.drain_ratio <= GOAL_DRAIN, seed
    assert figures.waste <= GOAL_WASTE, seed


@long_form
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("storm", [with_restart(DISTRICT, 420.0), on_small_hall(DISTRICT), on_small_hall(PROVINCE)])
def test_worse_days_lose_nothing_either(storm: Storm) -> None:
    """The hall gone for a minute; a hall that is far too small: it takes longer, nothing is lost or twice."""
    figures = run(replace(storm, seed=random.randrange(2**31)))
    assert figures.drain_s is not None, figures.storm.seed
    assert (figures.lost, figures.twice) == (0, 0), figures.storm.seed
