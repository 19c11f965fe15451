"""A file that takes room on the disk, to be given up when a full disk would keep the queue from draining.

On a full disk SQLite can neither update nor delete. Freed for draining only, never to take in more, and made
again when there is room.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from offline_queue.filesystem import Fs

NAME = "ballast"


class Ballast:
    """The file. Nothing here raises: a terminal without ballast is still a terminal."""

    def __init__(self, data_dir: Path, fs: Fs, size_bytes: int) -> None:
        self._path = data_dir / NAME
        self._folder = data_dir
        self._fs = fs
        self._size_bytes = size_bytes

    def restore(self) -> None:
        """Make the file when it is absent and four times its size is free."""
        with contextlib.suppress(OSError):
            if self._size_bytes == 0 or NAME in self._fs.names(self._folder):
                return
            if self._fs.free_bytes(self._folder) < 4 * self._size_bytes:
                return
            descriptor = self._fs.create(self._path)
            try:
                self._fs.allocate(descriptor, self._size_bytes)
            finally:
                self._fs.close(descriptor)

    def release(self) -> bool:
        """Give the room up; return whether there was any to give."""
        try:
            if NAME not in self._fs.names(self._folder):
                return False
            self._fs.remove(self._path)
        except OSError:
            return False
        return True
