"""Opening the data folder: one opener at a time, and a damaged database is set aside, never deleted."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Callable
from pathlib import Path

from offline_queue.clock import Clock
from offline_queue.errors import AlreadyOpenError, StoreCorruptError
from offline_queue.filesystem import PRIVATE_FILE, Fs, typed_os_error
from offline_queue.store import Store
from offline_queue.wire.times import from_epoch

LOCK = "queue.lock"
DATABASE = "queue.db"
SET_ASIDE = "set_aside"
_LOG = logging.getLogger("offline_queue")


class FolderLock:
    """Keeps every other opener out, in this process and in others; a process that dies lets go of it.

    Raises:
        AlreadyOpenError: somebody has the folder open.
        StorageError: the lock's file cannot be made.
    """

    def __init__(self, data_dir: Path) -> None:
        try:
            self._descriptor = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, PRIVATE_FILE)
        except OSError as error:
            raise typed_os_error(error) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise AlreadyOpenError from error

    def release(self) -> None:
        """Let the next one in."""
        os.close(self._descriptor)


def open_or_replace(data_dir: Path, open_store: Callable[[], Store], fs: Fs, clock: Clock) -> Store:
    """Open the store. A damaged one is moved to ``set_aside`` and a new one with a new epoch takes its place.

    The terminal then refuses new entries until it is enrolled anew, and staff find the old file there.

    Raises:
        StorageError: it could not be opened or set aside.
    """
    try:
        return open_store()
    except StoreCorruptError:
        target = _set_aside(data_dir, fs, clock)
        _LOG.error("store_set_aside folder=%s", target.name)
        return open_store()


def _set_aside(data_dir: Path, fs: Fs, clock: Clock) -> Path:
    stamp = from_epoch(clock.now_s()).strftime("%Y%m%dT%H%M%S")
    parent = data_dir / SET_ASIDE
    try:
        taken = set(fs.names(parent))
        name = next(name for number in range(1, 1000) if (name := f"{stamp}-{number:03d}") not in taken)
        target = parent / name
        fs.make_folder(target)
        # The log first: without its database it is harmless, the database without its log is not whole.
        for file in fs.names(data_dir):
            if file == DATABASE + "-wal":
                fs.rename(data_dir / file, target / file)
        fs.rename(data_dir / DATABASE, target / DATABASE)
        fs.fsync_folder(target)
        fs.fsync_folder(data_dir)
    except OSError as error:
        raise typed_os_error(error) from error
    return target
