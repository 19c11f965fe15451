"""SIGKILL at any moment, hundreds of times, on a terminal that stores and sends to a real hall."""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pytest

from config.domain.identifiers import EntryId
from offline_queue import commands
from tests.hall.process import HallProcess, hall_command
from tests.offline_queue.build import opened

ROOT = Path(__file__).parents[3]
KILLS = 200
FACTOR = int(os.environ.get("KIOSK_PROVE", "1"))


@dataclass(frozen=True, slots=True)
class Kill:
    """When a life ends: so long after so many promises; after none, since it told its process id.

    The promises make it the same on a slow machine and on a fast one; the delay puts it anywhere in between.
    """

    after_promises: int
    delay_s: float


def kill_of(rng: random.Random) -> Kill:
    """Any moment: while it opens, while it stores, while it sends."""
    after_promises = rng.choice((0, 1, 1, 2))
    return Kill(after_promises, rng.uniform(0.0, 0.03 if after_promises else 0.06))


class Terminal:
    """The process whose forks are killed."""

    def __init__(self, data_dir: Path, url: str) -> None:
        self.stored: list[EntryId] = []
        self.ends: Counter[int] = Counter()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.offline_queue.crash.lives", str(data_dir), url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    def life(self, name: str, kill: Kill | None) -> None:
        """Begin a life; kill it as planned, or let it end by itself; read what it promised."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(name.encode() + b"\n")
        self._process.stdin.flush()
        pid = int(self._read()["pid"])
        if kill is not None:
            for _ in range(kill.after_promises):
                self._note(self._read())
            # Nothing is read from the pipe meanwhile; it holds more than one life tells.
            select.select([], [], [], kill.delay_s)
            os.kill(pid, signal.SIGKILL)
        while "ended" not in (told := self._read()):
            self._note(told)
        self.ends[int(told["ended"])] += 1

    def _note(self, told: dict[str, Any]) -> None:
        assert "stored" in told, told
        self.stored.append(EntryId(told["stored"]))

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate(timeout=30)


@pytest.mark.timeout(1800)
def test_killed_hundreds_of_times_nothing_is_lost_and_nothing_comes_twice(
    fast: Path, pytestconfig: pytest.Config
) -> None:
    """What was acknowledged is delivered, each entry exactly once, with the bytes that the terminal sealed."""
    seed = pytestconfig.getoption("randomly_seed", 1)
    rng = random.Random(seed)
    kills = KILLS * FACTOR
    with HallProcess(fast / "hall") as hall:
        words = ("enrol-code", "--terminal", "LS01", "--station", "LS", "--json", "--data", str(fast / "hall"))
        commands.enrol(fast / "queue", hall.url, json.loads(hall_command(*words))["code"])
        with Terminal(fast / "queue", hall.url) as terminal:
            for number in range(kills):
                terminal.life(f"{seed}-{number}", kill_of(rng))
            terminal.life("finish", None)
        lines = hall_command("export", "--data", str(fast / "hall")).splitlines()
    assert terminal.ends == {signal.SIGKILL: kills, 0: 1}
    at_hall = [json.loads(line) for line in lines]
    counted = Counter(entry["entry_id"] for entry in at_hall)
    assert set(terminal.stored) <= set(counted), f"seed {seed}"
    assert set(counted.values()) == {1}, f"seed {seed}"
    assert all(entry["state"] == "complete" for entry in at_hall)
    with opened(fast / "queue") as outbox:
        ledger = {entry.entry_id: entry for entry in outbox.entries()}
    assert {entry["entry_id"]: entry["digest"] for entry in at_hall} == {i: e.digest for i, e in ledger.items()}
    assert [entry.sequence for entry in ledger.values()] == list(range(1, len(ledger) + 1))
    numbers = [entry["receipt_number"] for entry in at_hall if entry["receipt_number"]]
    assert len(numbers) == len(set(numbers))
    assert len(terminal.stored) > kills // 4, "lives long enough to promise something"
