"""Sealed attachments as files: written beside, synced, renamed; the folder synced once for all of an entry.

Blobs of each epoch have their own folder, so that what belongs to a store that was set aside is never swept.
The file name is the attachment's id, which says nothing about anybody.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable
from pathlib import Path

from config.domain.identifiers import AttachmentId
from offline_queue.errors import BlobDamagedError, StorageFailedError
from offline_queue.filesystem import Fs, typed_os_error

SUFFIX = ".sealed"
PART_SUFFIX = ".part"


class Blobs:
    """The sealed files of one epoch. Reading is safe from any thread, because files never change."""

    def __init__(self, folder: Path, fs: Fs) -> None:
        self._folder = folder
        self._fs = fs

    def prepare(self) -> None:
        """Make the folder durably, and the one for all epochs above it. Raises `StorageError`."""
        try:
            self._fs.make_folder(self._folder)
            # At each start: a process that was killed may have made them and not synced their names.
            self._fs.fsync_folder(self._folder.parent)
            self._fs.fsync_folder(self._folder.parent.parent)
        except OSError as error:
            raise typed_os_error(error) from error

    def put(self, attachment_id: AttachmentId, pieces: Iterable[bytes]) -> None:
        """Write one file and sync its bytes; its name is durable after `commit`.

        Raises:
            StorageFullError: no room.
            StorageFailedError: another fault of the disk. In both cases nothing of the file counts.
        """
        part = self._folder / (attachment_id + PART_SUFFIX)
        try:
            descriptor = self._fs.create(part)
            try:
                for piece in pieces:
                    self._fs.write(descriptor, piece)
                self._fs.fsync(descriptor)
            finally:
                self._fs.close(descriptor)
            self._fs.rename(part, self._path(attachment_id))
        except OSError as error:
            raise typed_os_error(error) from error

    def commit(self) -> None:
        """Return when every name written so far is durable. Raises `StorageError`."""
        try:
            self._fs.fsync_folder(self._folder)
        except OSError as error:
            raise typed_os_error(error) from error

    def discard(self, attachment_ids: Iterable[AttachmentId]) -> None:
        """Remove files, finished or not. What cannot be removed now is swept at the next start."""
        for attachment_id in attachment_ids:
            for path in (self._folder / (attachment_id + PART_SUFFIX), self._path(attachment_id)):
                with contextlib.suppress(OSError):
                    self._fs.remove(path)

    def sweep(self, known: Collection[AttachmentId]) -> int:
        """Remove every file that no entry knows, left by a crash before the commit; return how many."""
        kept = {attachment_id + SUFFIX for attachment_id in known}
        removed = 0
        try:
            for name in self._fs.names(self._folder):
                if name not in kept:
                    self._fs.remove(self._folder / name)
                    removed += 1
        except OSError as error:
            raise typed_os_error(error) from error
        return removed

    def read(self, attachment_id: AttachmentId, offset_bytes: int, size_bytes: int) -> bytes:
        """Return exactly these sealed bytes.

        Raises:
            BlobDamagedError: the file is gone or too short.
            StorageFailedError: it could not be read.
        """
        try:
            data = self._fs.read(self._path(attachment_id), offset_bytes, size_bytes)
        except FileNotFoundError as error:
            raise BlobDamagedError("gone") from error
        except OSError as error:
            raise StorageFailedError("read") from error
        if len(data) != size_bytes:
            raise BlobDamagedError("too short")
        return data

    def _path(self, attachment_id: AttachmentId) -> Path:
        return self._folder / (attachment_id + SUFFIX)
