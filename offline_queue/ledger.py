"""The store's life: opening, committing, counting, and what to do when a commit fails.

A failed commit is indeterminate: the change may be there after all. So the store is closed and opened again,
and only what it then holds is believed. While it cannot be opened, every call says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from offline_queue.ballast import Ballast
from offline_queue.clock import Clock
from offline_queue.errors import CommitUnknownError, StorageError, StorageFullError
from offline_queue.filesystem import Fs
from offline_queue.log_room import LogRoom
from offline_queue.model import Entry, EntryState
from offline_queue.opening import open_or_replace
from offline_queue.rows import Moment
from offline_queue.store import MAX_WAL_BYTES, Store

Result = TypeVar("Result")
_LOG = logging.getLogger("offline_queue")


class Ledger:
    """The store of one data folder, with its counts and its ballast. All calls on one thread.

    Raises:
        StorageError: it could not be opened.
    """

    def __init__(
        self, data_dir: Path, open_store: Callable[[], Store], fs: Fs, clock: Clock, ballast_bytes: int
    ) -> None:
        self._open_store = open_store
        self._clock = clock
        self._ballast = Ballast(data_dir, fs, ballast_bytes)
        self._moves: list[tuple[EntryState | None, EntryState]] = []
        self.failed = False
        self.store = open_or_replace(data_dir, open_store, fs, clock)
        self.counts = self.store.counts()
        self.epoch = self.store.epoch
        self._ballast.restore()
        self._room = LogRoom(self.store.log, fs)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def usable(self) -> Store:
        """Return the store; open it again if it has failed. Raises `StorageError` while it cannot be opened."""
        if self.failed:
            self.reopen()
        return self.store

    def commit(self, change: Callable[[], Result]) -> Result:
        """Do a change as one transaction.

        Raises:
            CommitUnknownError: the commit failed; `reopen` to see whether it counts.
            StorageError, QueueError: nothing has changed.
        """
        self._moves.clear()
        store = self.usable()
        try:
            with store.transaction():
                result = change()
        except CommitUnknownError:
            self.failed = True
            raise
        for was, becomes in self._moves:
            if was is not None:
                self.counts[was] -= 1
            self.counts[becomes] += 1
        return result

    def change(self, change: Callable[[], Result]) -> Result:
        """Do a change that is safe to ask for again. On a full disk the ballast is given up, so that it can drain.

        Raises:
            StorageError: nothing has changed, or it cannot be known.
        """
        try:
            return self.commit(change)
        except (StorageFullError, CommitUnknownError) as error:
            if (isinstance(error, CommitUnknownError) and not error.full) or not self._ballast.release():
                raise
            _LOG.info("ballast_released")
            return self.commit(change)

    def reopen(self) -> None:
        """Close and open the store: only then is it known what counts. Raises `StorageError`."""
        self.store.close()
        self.failed = True
        self.store = self._open_store()
        self.counts = self.store.counts()
        self.failed = False

    def recount(self) -> None:
        """Count anew, after rows were removed."""
        self.counts = self.store.counts()

    def move(self, entry: Entry, becomes: EntryState, cause: str | None, hall_ref: str | None = None) -> Entry:
        """Change an entry's state within a transaction; counted when it commits. Return the entry as it then is."""
        moved = self.store.set_state(entry, becomes, cause, self.moment(), hall_ref)
        self._moves.append((entry.state, becomes))
        return moved

    def born(self) -> None:
        """Count a new entry when the transaction commits."""
        self._moves.append((None, EntryState.READY))

    def moment(self) -> Moment:
        """Return now, for the audit."""
        return Moment(self._clock.now_s(), self._clock.monotonic_s(), self._clock.boot_id)

    def depth(self) -> int:
        """Return how many entries are not settled."""
        return sum(self.counts[state] for state in (EntryState.READY, EntryState.REGISTERED, EntryState.HELD))

    def oldest_age_s(self) -> float:
        """Return the age of the oldest entry that waits to be sent; 0 for none, also after a jump of the clock."""
        oldest_s = self.usable().oldest_open_s()
        return 0.0 if oldest_s is None else max(0.0, self._clock.now_s() - oldest_s)

    def rest(self, *, idle: bool) -> None:
        """Do what can wait: write the log back when nobody is waiting, cut it when it has grown too long; make room."""
        if self.failed:
            return
        try:
            if not self.store.checkpoint(over_bytes=MAX_WAL_BYTES) and idle:
                self.store.write_back()
        except StorageError as error:
            # The log stays as it is and durable; the next rest tries again.
            _LOG.info("checkpoint_failed code=%s", error.code)
        self._ballast.restore()
        self._room.make()
