"""Hall and payment providers as real processes that are killed at any step; the provider's own record is the truth.

Each world is one bill with orders from two terminals and phones that pay when they like; calls and notifications fail,
come twice, in another order, forged or with another amount; time jumps to the last second. SIGKILL meets calls in
flight. The record is the file that the sandbox writes before it tells anybody that money moved.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hall.payments.processes import Town
from tests.hall.payments.stories import Story

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
WORLDS = int(os.environ.get("KIOSK_PROCESS_WORLDS", "50"))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path / "town")
    yield made
    made.close()


@pytest.mark.slow
@pytest.mark.skipif(PROVE == 1, reason="fifty worlds of real processes take ten minutes: make prove")
@pytest.mark.expects_log_warnings
@pytest.mark.timeout(7200)
def test_whatever_is_killed_every_fen_is_accounted_for(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    """Fifty worlds; the seed and the figures are printed."""
    first = int(os.environ.get("KIOSK_SEED", random.getrandbits(40)))
    seen: Counter[str] = Counter()
    with ThreadPoolExecutor(8, thread_name_prefix="resident") as pool:
        for number in range(WORLDS):
            story = Story(first + number, town, pool)
            story.run()
            seen += story.seen
    taken = town.balances()
    kept = sum(amount > 0 for amount in taken.values())
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {first}, {WORLDS} worlds, {town.hall.kills} + {town.sandbox.kills} kills, {dict(seen)}\n"
        )
        sys.stdout.write(f"{kept} of {len(taken)} orders that were paid kept their money, the others gave it back\n")
