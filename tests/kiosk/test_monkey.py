"""A monkey touches anything while devices fail and the line comes and goes: nothing breaks, nothing of it stays.

A thousand steps in a push, ten thousand in the long proof; ``MONKEY_SEED`` repeats a run, ``MONKEY_STEPS`` its length.
"""

from __future__ import annotations

import gc
import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.kiosk.desk_hall import DeskHall
from tests.kiosk.monkey import Monkey
from tests.kiosk.papers import Papers
from tests.kiosk.rig import Rig, assert_at_rest

LONG = "KIOSK_PROVE" in os.environ
STEPS = int(os.environ.get("MONKEY_STEPS", "10000" if LONG else "1000"))
PUSH_SEED = 975520591
"""A push can be repeated as it was; the long proof goes other ways each time."""


@pytest.fixture
def rig_with_scanner(qapp: QApplication, papers: Papers, tmp_path: Path) -> Iterator[Rig]:
    """A terminal of its own: the monkey pulls its plugs."""
    with DeskHall() as hall, Rig(qapp, tmp_path, papers=papers, hall=hall, scanner=True) as rig:
        yield rig.start()
    gc.collect()


@pytest.mark.timeout(7200 if LONG else 900)
def test_monkey_breaks_nothing(rig_with_scanner: Rig, papers: Papers, capsys: pytest.CaptureFixture[str]) -> None:
    """No exception, no warning of Qt, no bug in the log, always a way on and home, and nothing left of any visit."""
    seed = int(os.environ.get("MONKEY_SEED", "0")) or (random.SystemRandom().randrange(1, 2**31) if LONG else PUSH_SEED)
    with capsys.disabled():
        print(f" MONKEY_SEED={seed}", end="")  # noqa: T201 - whoever sees it fail needs it
    monkey = Monkey(rig_with_scanner, papers, seed)
    monkey.play(STEPS)
    assert len(monkey.done) >= STEPS
    assert_at_rest(rig_with_scanner)
