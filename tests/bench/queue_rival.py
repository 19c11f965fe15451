"""The nearest thing to our queue that there is to install: persist-queue's ``SQLiteAckQueue``, as it ships.

It opens SQLite in WAL mode and leaves ``synchronous`` at what SQLite was built with; `durability` asks it. A put, a get
and an ack are a commit each. It seals nothing, has no lease, no attempts and no case, and cuts its log inside a commit.
"""

from __future__ import annotations

from pathlib import Path

from persistqueue import SQLiteAckQueue

_SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}


class Rival:
    """Three of its queues in a folder: one only takes in, one cycles and is cleared, one cycles and keeps its rows."""

    def __init__(self, folder: Path) -> None:
        self._stored = SQLiteAckQueue(str(folder / "stored"))
        self._passing = SQLiteAckQueue(str(folder / "passing"))
        self._keeping = SQLiteAckQueue(str(folder / "keeping"))

    def durability(self) -> str:
        """Return its journal mode and ``synchronous`` as the open connection has them, such as ``WAL, FULL``."""
        (mode,) = self._passing._conn.execute("PRAGMA journal_mode").fetchone()
        (level,) = self._passing._conn.execute("PRAGMA synchronous").fetchone()
        return f"{str(mode).upper()}, {_SYNCHRONOUS[level]}"

    def put(self, body: bytes) -> None:
        """Take one in: a commit."""
        self._stored.put(body)

    def cycle(self, body: bytes) -> None:
        """Take one in, hand it out and settle it: three commits."""
        _cycle(self._passing, body)

    def cycle_keeping(self, body: bytes) -> None:
        """Do the same in the queue that keeps what is settled, as our ledger does."""
        _cycle(self._keeping, body)

    def rest(self) -> None:
        """Clear what is settled; each get reads past all that are there."""
        self._passing.clear_acked_data(keep_latest=0)

    def close(self) -> None:
        """Close all."""
        for queue in (self._stored, self._passing, self._keeping):
            queue.close()


def _cycle(queue: SQLiteAckQueue, body: bytes) -> None:
    queue.put(body)
    queue.ack(queue.get(block=False, raw=True))
