"""Terminal, hall and providers as real processes, killed at any step, over lines that break.

A few worlds with each push, and on PostgreSQL; fifty-two in the long proof. The seed is printed.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.hall.payments.journeys import Journey, told_of
from tests.hall.payments.street import Street

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
WORLDS = int(os.environ.get("KIOSK_PROCESS_WORLDS", "52"))
FEW = 2
LONG = (16, 30)
SHORT = (8, 14)
ON_POSTGRES = int(os.environ.get("KIOSK_PROCESS_WORLDS_PG", "6"))


def play(root: Path, worlds: int, capsys: pytest.CaptureFixture[str], length: tuple[int, int] = LONG) -> None:
    """Play so many worlds, and print the seed and the figures."""
    first = int(os.environ.get("KIOSK_SEED", random.getrandbits(40)))
    seen: Counter[str] = Counter()
    street = Street(root / "street", first)
    try:
        with ThreadPoolExecutor(8, thread_name_prefix="resident") as pool:
            for number in range(worlds):
                journey = Journey(first + number, street, pool, length=length, notice=street.notices[number])
                try:
                    journey.run()
                finally:
                    seen += journey.seen
                    seen["worlds"] += 1
    finally:
        balances = street.balances()
        kiosk, hall, sandbox = street.kiosk, street.hall, street.sandbox
        with capsys.disabled():
            sys.stdout.write(
                f"\nseed {first}, {seen['worlds']} of {worlds} worlds; SIGKILL: terminal {kiosk.kills} from outside and"
                f" {kiosk.deaths} at a step in {kiosk.lives} lives, hall {hall.kills}, providers {sandbox.kills}\n"
                f"{told_of(seen)}\n{len(balances)} orders were paid,"
                f" {sum(amount > 0 for amount in balances.values())} kept their money\n"
            )
        street.close()


@pytest.mark.expects_log_warnings
@pytest.mark.timeout(600)
def test_a_few_worlds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever is killed or cut, what the terminal says is true, and every fen is accounted for."""
    play(tmp_path, FEW, capsys, SHORT)


@pytest.mark.slow
@pytest.mark.skipif(PROVE == 1, reason="fifty worlds of real processes take many minutes: make prove")
@pytest.mark.expects_log_warnings
@pytest.mark.timeout(7200)
def test_many_worlds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same, many times."""
    play(tmp_path, WORLDS, capsys)


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
@pytest.mark.slow
@pytest.mark.skipif(PROVE == 1, reason="worlds of real processes on PostgreSQL: make prove")
@pytest.mark.expects_log_warnings
@pytest.mark.timeout(7200)
def test_some_worlds_on_postgres(tmp_path: Path, engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The hall's tables in PostgreSQL."""
    assert engine == "postgres"
    play(tmp_path, ON_POSTGRES, capsys)
