"""Room in the write-ahead log, made ahead of need: a commit that fits in does not lengthen the file.

A sync after a file has grown also writes the file system's own journal, which takes as long again as the sync of what
was written. So zeros are put behind the end of the log while nobody waits. SQLite writes its log from the beginning and
knows by salts and sums which frames count (its file format, section 4.1), so what stands behind the last one is of no
meaning to it: zeros here, frames that were written back otherwise.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from offline_queue.filesystem import Fs

ROOM_BYTES = 128 * 1024
"""A case without pages, its attempt and its verdict take some 20 kB of the log."""


class LogRoom:
    """The room of one log. Nothing here raises: without it a commit takes longer and is as durable."""

    def __init__(self, log: Path, fs: Fs) -> None:
        self._log = log
        self._fs = fs
        self._end_bytes = -1

    def make(self) -> None:
        """Lengthen the log where SQLite has done so itself or has cut it since; otherwise there is room still."""
        with contextlib.suppress(OSError):
            # stat and a descriptor of the log only: SQLite's locks are on the database file.
            size_bytes = self._log.stat().st_size
            if size_bytes == self._end_bytes:
                return
            descriptor = self._fs.append(self._log)
            try:
                self._fs.write(descriptor, bytes(ROOM_BYTES))
                self._fs.fsync(descriptor)
            finally:
                self._fs.close(descriptor)
            self._end_bytes = size_bytes + ROOM_BYTES
