"""Killed, unpowered, unplugged, disturbed at every step: what is credited or listed is what is in the box.

The truth is the simulator's own record of what was physically stacked.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.drivers.cash.misfortune import EVERYTHING, KILLS, KILLS_WITH_COINS, Books, Perils, World, run_worlds

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
FIRST_SEED = int(os.environ.get("KIOSK_CASH_SEED", "0"))

pytestmark = [pytest.mark.expects_log_warnings, pytest.mark.timeout(7200 if PROVE > 1 else 240)]


def exact(_world: World, books: Books) -> None:
    """The device kept its power: every note in the box is credited or listed once, and nothing else is."""
    assert books.open_rows == 0
    if books.lost_events == books.gaps == 0:
        assert books.credited + books.seen == books.stacked
    else:
        never_too_much(_world, books)


def never_too_much(_world: World, books: Books) -> None:
    """Nothing is credited that is not in the box, nothing twice; what is not credited is for a person to find."""
    assert books.open_rows == 0
    assert not books.credited + books.seen - books.stacked
    missing = books.stacked - (books.credited + books.listed)
    assert not missing or books.gaps or books.lost_events


@pytest.mark.parametrize(
    ("perils", "worlds", "check"),
    [(KILLS, 500, exact), (KILLS_WITH_COINS, 250, exact), (EVERYTHING, 250, never_too_much)],
    ids=["killed", "killed-with-coins", "everything"],
)
def test_credited_and_listed_is_what_is_in_the_box(
    quick_folder: Path, perils: Perils, worlds: int, check: object
) -> None:
    """A thousand worlds a push, each with several lives."""
    assert callable(check)
    seeds = range(FIRST_SEED, FIRST_SEED + worlds * PROVE)
    seen: Counter[str] = run_worlds(seeds, quick_folder, perils, check)
    # The worlds are not empty: money moves in them, and things go wrong.
    assert seen["credited"] > worlds // 10
    assert seen["listed"] > worlds // 50
