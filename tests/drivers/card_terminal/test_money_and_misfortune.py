"""Whatever happens: money taken is money recorded, none is taken twice, and what nobody knows is listed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.drivers.card_terminal.world import CALM, EVERYTHING, KILLS, Perils, live

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))

pytestmark = pytest.mark.expects_log_warnings


@pytest.mark.parametrize(
    ("perils", "worlds"), [(CALM, 30), (KILLS, 60), (EVERYTHING, 60)], ids=["calm", "kills", "everything"]
)
def test_worlds(quick_folder: Path, perils: Perils, worlds: int) -> None:
    """150 worlds a push, 3,000 in the long proof, each of 12 turns with four orders."""
    charges = 0
    for seed in range(worlds * PROVE):
        try:
            world = live(quick_folder, seed, perils)
        except AssertionError as wrong:
            raise AssertionError(f"world {seed}") from wrong
        charges += len(world.desk.bank.charges)
    assert charges > worlds * PROVE
