"""A terminal's life over a thousand bad networks: nothing lost, nothing twice, in order, and honest at every step.

Twenty times as many in ``make prove``. A seed that fails is named with the command that lives it again.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections import Counter

import pytest

from tests.hall.process import ROOT
from tests.offline_queue.network.line import Fault

FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))
SEEDS = 1000 * FACTOR
PROCESSES = 2

pytestmark = pytest.mark.timeout(7200 if FACTOR > 1 else 300)


def test_everything_arrives_once_and_in_order_whatever_the_network_does() -> None:
    """Whatever the network does to single requests, in the end the hall holds exactly what was acknowledged."""
    # The same thousand at each push, so that a push does not fail for what it has not changed; others in a long proof.
    first = 0 if FACTOR == 1 else random.randrange(2**31)
    share = SEEDS // PROCESSES
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.offline_queue.network", str(first + number * share), str(share)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(PROCESSES)
    ]
    said = [process.communicate() for process in running]
    for process, (_, complaint) in zip(running, said, strict=True):
        assert process.returncode == 0, complaint[-3000:]
    seen: Counter[str] = sum((Counter(json.loads(out)) for out, _ in said), Counter())
    assert seen["done"] == SEEDS
    # The networks are not harmless: every fault was met, and often.
    assert all(seen[fault.value] >= SEEDS // 50 for fault in Fault), seen
    for what in ("clock jump", "terminal died", "key revoked", "enrolled anew"):
        assert seen[what] >= SEEDS // 50, seen
