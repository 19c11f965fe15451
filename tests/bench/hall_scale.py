"""How many entries a second the hall takes on PostgreSQL, beside SQLite in the same run; with one process and two.

The same load as in ``tests.bench.hall``. PostgreSQL syncs each commit, as SQLite does. Client, halls and database share
the machine: with two processes on two cores the client takes its part of both.

By itself: ``python -m tests.bench.hall_scale``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.hall_load import drive, signed_load
from tests.hall.process import HallProcess, hall_command
from tests.hall.servers import serving

REQUESTS = 1500
ROUNDS = 5


@dataclass(frozen=True)
class Side:
    """One hall under measurement: its processes, the requests for it and where its commands find it."""

    urls: list[str]
    load: list[bytes]
    data_dir: Path
    environment: dict[str, str]

    def send(self, part: slice) -> float:
        """Send a part of the load to all processes at once; return entries per second."""
        return asyncio.run(self._send(self.load[part]))

    async def _send(self, load: list[bytes]) -> float:
        begun = time.perf_counter()
        shares = (load[number :: len(self.urls)] for number in range(len(self.urls)))
        await asyncio.gather(*(drive(url, share, 201) for url, share in zip(self.urls, shares, strict=True)))
        return len(load) / (time.perf_counter() - begun)

    def check(self) -> None:
        """Count what is stored. Raises `AssertionError` when it is not what was answered."""
        with _environment(self.environment):
            stored = json.loads(hall_command("status", "--data", str(self.data_dir), "--json"))["cases"]
        if stored != len(self.load):
            raise AssertionError(f"{len(self.load)} entries were answered, {stored} are stored")


def measure_hall_scale(requests: int = REQUESTS) -> list[dict[str, Any]]:
    """Return the rows: entries per second with PostgreSQL, and with two processes on it, against SQLite."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        servers = stack.enter_context(serving(durable=True))
        sides = [
            _start(stack, folder / name, requests, environment, processes)
            for name, environment, processes in (
                ("sqlite", {}, 1),
                ("one", servers.environment(stack.enter_context(servers.database()), "one"), 1),
                ("two", servers.environment(stack.enter_context(servers.database()), "two"), 2),
            )
        ]
        share = requests // ROUNDS
        # Turn and turn about, so that whatever else the machine does touches all alike.
        rounds = [[side.send(slice(start, start + share)) for side in sides] for start in range(0, requests, share)]
        for side in sides:
            side.check()
    sqlite, one, two = zip(*rounds, strict=True)
    return [_row("hall_entry_put_postgresql", one, sqlite), _row("hall_entry_put_postgresql_two", two, sqlite)]


def _row(name: str, rates: Sequence[float], baselines: Sequence[float]) -> dict[str, Any]:
    return {
        "name": name,
        "value": round(statistics.median(rates), 1),
        "unit": "1/s",
        "baseline": round(statistics.median(baselines), 1),
        "ratio": round(statistics.median(one / other for one, other in zip(rates, baselines, strict=True)), 2),
        "goal": None,
    }


def _start(
    stack: contextlib.ExitStack, data_dir: Path, requests: int, environment: dict[str, str], processes: int
) -> Side:
    """Start the processes of a hall, the later ones with the keys of the first, and sign the load for it."""
    with _environment(environment):
        hall_command("migrate", "--data", str(data_dir))
        told = hall_command("enrol-code", "--data", str(data_dir), "--terminal", "LS01", "--station", "LS", "--json")
        urls = [stack.enter_context(HallProcess(data_dir)).url]
        for number in range(1, processes):
            other = data_dir.with_name(f"{data_dir.name}-{number}")
            shutil.copytree(data_dir / "keys", other / "keys")
            urls.append(stack.enter_context(HallProcess(other)).url)
    load, _ = signed_load(urls[0], json.loads(told)["code"], requests)
    return Side(urls, load, data_dir, environment)


@contextlib.contextmanager
def _environment(told: dict[str, str]) -> Iterator[None]:
    """Let processes that are started now keep their things there."""
    os.environ.update(told)
    try:
        yield
    finally:
        for variable in told:
            os.environ.pop(variable, None)


if __name__ == "__main__":
    for row in measure_hall_scale():
        sys.stdout.write(json.dumps(row) + "\n")
