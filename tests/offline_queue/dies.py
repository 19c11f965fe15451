"""A terminal that kills itself: run by tests as ``python -m tests.offline_queue.dies DIR MODE N``.

``after``: enqueue, print the receipt number, then SIGKILL. ``during``: SIGKILL at the n-th change of the file
system or statement of an enqueue, whichever comes; prints ``survived`` when there is no n-th one. Steps are counted on
the store's thread, from the enqueue's BEGIN to what comes after its COMMIT: what that thread does while it rests,
before and after, is not among them, however the threads take turns.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from pathlib import Path

from offline_queue import lookup
from tests.offline_queue.build import FaultyFs, case_draft, opened, page


class Fuse:
    """Kills this process at the n-th step of the next transaction, once it is armed with ``number``."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._left: int | None = None

    def step(self) -> None:
        if self._left is None:
            return
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        self._left -= 1

    def begin(self) -> None:
        self._left, self.number = self.number, None

    def end(self) -> None:
        self._left = None


FUSE = Fuse()


class FusedFs(FaultyFs):
    def _change(self, what: str) -> None:
        FUSE.step()


class FusedConnection(sqlite3.Connection):
    def execute(self, sql: str, parameters: object = (), /) -> sqlite3.Cursor:
        if sql.startswith("BEGIN"):
            FUSE.begin()
        FUSE.step()
        cursor = super().execute(sql, parameters)  # type: ignore[arg-type]
        if sql == "COMMIT":
            FUSE.step()
            FUSE.end()
        return cursor


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=0, factory=FusedConnection)


def main() -> None:
    data_dir, mode, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    lookup.SCRYPT_N = 2
    with opened(data_dir, fs=FusedFs(), connect=connect) as outbox:
        outbox.status()
        if mode == "during":
            FUSE.number = number
        receipt = outbox.enqueue(case_draft(2), [page(), page()])
        print(receipt.receipt_number, receipt.entry_id, flush=True)  # noqa: T201 - tells the test what was promised
        if mode == "after":
            os.kill(os.getpid(), signal.SIGKILL)
    print("survived", flush=True)  # noqa: T201 - as above


if __name__ == "__main__":
    main()
