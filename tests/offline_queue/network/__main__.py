"""``python -m tests.offline_queue.network SEED [HOW_MANY]``: live these seeds again, and tell what was met."""

from __future__ import annotations

import json
import logging
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from hall import enrolment
from offline_queue import lookup
from tests.offline_queue.build import ManualClock
from tests.offline_queue.network.house import House
from tests.offline_queue.network.straight import StraightOutbox
from tests.offline_queue.network.world import World

MEMORY = Path("/dev/shm")
DATABASE = "queue.db"


def live(seeds: Iterable[int]) -> Counter[str]:
    """Live each seed in a world of its own, at one hall for all. Raises `BrokenPromiseError` with the seed."""
    seen: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        base = Path(folder)
        fresh = _fresh_store(base / "fresh")
        with House(base / "hall") as house:
            for number, seed in enumerate(seeds):
                home = base / f"terminal-{number}"
                world = World(seed, house, home, number)
                house.enrol(home, world.terminal_id, world.station, world.terminal_no)
                shutil.copyfile(fresh, home / DATABASE)
                world.live()
                world.require(world.happened["done"] == 1, "not everything arrived in the calm")
                shutil.rmtree(home)
                seen += world.seen()
    return seen


def _fresh_store(folder: Path) -> Path:
    """Make an empty store once; making its tables anew for each seed would cost more than the seed."""
    folder.mkdir()
    StraightOutbox(folder, ManualClock()).close()
    return folder / DATABASE


def main(words: list[str]) -> int:
    """Print what was met as JSON; the seed and what broke on standard error."""
    first, count = int(words[0]), int(words[1]) if len(words) > 1 else 1
    lookup.SCRYPT_N = enrolment.SCRYPT_N = 2  # the slow hashes are slow on purpose
    logging.disable(logging.CRITICAL)
    sys.stdout.write(json.dumps(live(range(first, first + count))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
