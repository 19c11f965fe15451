"""Sealed files: partial uploads by attachment id, finished ones by the digest of their sealed bytes.

`SealedFiles` is the port; `LocalFiles` keeps them in the hall's folder, `hall.object_files` in an S3-compatible store.

``DIR/uploads/<attachment id>.part`` grows; ``DIR/blobs/<first two digits>/<digest>`` never changes. A chunk is
durable (written, synced) before the database counts it; what a file has beyond the counted offset is not trusted and
is written over. Local files are for one serving process: two would write into the same partial upload.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from hall.errors import HallError

READ_BYTES = 256 * 1024


class PartMissingError(HallError):
    """Bytes of a partial upload that were counted are not there."""


class SealedFiles(Protocol):
    """The files of one hall. Every method is safe to repeat after a crash at any point, and may block.

    Raises (all of them): `FilesAwayError` when a store cannot be reached; nothing was done then, or it is harmless.
    """

    def append(self, attachment_id: str, offset_bytes: int, chunk: bytes) -> bool:
        """Make ``chunk`` durable at ``offset_bytes``. False when the bytes before the offset are known to be lost."""

    def read_part(self, attachment_id: str) -> Iterator[bytes]:
        """Yield a partial upload as it stands. Raises `PartMissingError` when there is a hole, or nothing at all."""

    def keep(self, attachment_id: str, digest: str) -> None:
        """Put a finished upload to its place by digest, durably. The part may stay until it is dropped."""

    def has(self, digest: str) -> bool:
        """Return whether a finished file of this digest is there."""

    def read(self, digest: str) -> Iterator[bytes]:
        """Yield a finished file's sealed bytes."""

    def drop(self, attachment_id: str) -> None:
        """Remove a partial upload."""


class LocalFiles:
    """The files of a hall of one process."""

    def __init__(self, data_dir: Path) -> None:
        self._uploads = data_dir / "uploads"
        self._blobs = data_dir / "blobs"
        for folder in (self._uploads, self._blobs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def append(self, attachment_id: str, offset_bytes: int, chunk: bytes) -> bool:
        """Put ``chunk`` at ``offset_bytes`` and sync it. False when the bytes before the offset are not there."""
        path = self._part(attachment_id)
        is_new = not path.exists()
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            size_bytes = os.fstat(descriptor).st_size
            if size_bytes < offset_bytes:
                return False
            if size_bytes > offset_bytes:
                os.ftruncate(descriptor, offset_bytes)
            _write_all(descriptor, offset_bytes, chunk)
            # Bytes and length; when the file was last changed is nobody's business.
            os.fdatasync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            _sync_folder(self._uploads)
        return True

    def read_part(self, attachment_id: str) -> Iterator[bytes]:
        """Yield a partial upload as it stands."""
        try:
            yield from _read(self._part(attachment_id))
        except FileNotFoundError:
            raise PartMissingError(f"no part of {attachment_id}") from None

    def keep(self, attachment_id: str, digest: str) -> None:
        """Move a finished upload to its place by digest, durably."""
        target = self._blob(digest)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        self._part(attachment_id).replace(target)
        for folder in (target.parent, self._blobs, self._uploads):
            _sync_folder(folder)

    def has(self, digest: str) -> bool:
        """Return whether a finished file of this digest is there."""
        return self._blob(digest).exists()

    def read(self, digest: str) -> Iterator[bytes]:
        """Yield a finished file's sealed bytes."""
        return _read(self._blob(digest))

    def drop(self, attachment_id: str) -> None:
        """Remove a partial upload."""
        self._part(attachment_id).unlink(missing_ok=True)

    def _part(self, attachment_id: str) -> Path:
        return self._uploads / f"{attachment_id}.part"

    def _blob(self, digest: str) -> Path:
        return self._blobs / digest[:2] / digest


def _write_all(descriptor: int, offset_bytes: int, chunk: bytes) -> None:
    view = memoryview(chunk)
    while view:
        written = os.pwrite(descriptor, view, offset_bytes)
        view = view[written:]
        offset_bytes += written


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(READ_BYTES):
            yield chunk


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
