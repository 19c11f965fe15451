"""The file system as the queue needs it, as a seam: every write, sync and rename goes through `Fs`.

Tests put a file system in its place that counts or fails. Errors are plain ``OSError``; `typed_os_error`
gives them their type.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
from pathlib import Path
from typing import Protocol

from offline_queue.errors import StorageError, StorageFailedError, StorageFullError

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


class Fs(Protocol):
    """What is asked of a file system. Files are private to the user that runs the terminal."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder and its parents; it may exist."""

    def create(self, path: Path) -> int:
        """Create or empty a file for writing; return its descriptor."""

    def append(self, path: Path) -> int:
        """Open a file that is there for writing behind its end; return its descriptor."""

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all of ``data``."""

    def fsync(self, descriptor: int) -> None:
        """Return when the file's bytes are on the disk."""

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""

    def rename(self, source: Path, target: Path) -> None:
        """Give a file its name, in place of another of that name."""

    def fsync_folder(self, folder: Path) -> None:
        """Return when the folder's names are on the disk."""

    def remove(self, path: Path) -> None:
        """Remove a file."""

    def remove_folder(self, folder: Path) -> None:
        """Remove an empty folder."""

    def names(self, folder: Path) -> list[str]:
        """Return the names in a folder."""

    def read(self, path: Path, offset_bytes: int, size_bytes: int) -> bytes:
        """Return up to ``size_bytes`` bytes from an offset on."""

    def allocate(self, descriptor: int, size_bytes: int) -> None:
        """Take room on the disk for a file."""

    def free_bytes(self, folder: Path) -> int:
        """Return how many bytes can still be written on this disk."""


class OsFs:
    """The operating system's files."""

    def make_folder(self, folder: Path) -> None:
        """Make a folder that only this user can enter."""
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)

    def create(self, path: Path) -> int:
        """Create or empty a file that only this user can read."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, PRIVATE_FILE)

    def append(self, path: Path) -> int:
        """Open a file that is there at its end."""
        return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)

    def write(self, descriptor: int, data: bytes) -> None:
        """Write all, also when the kernel takes it in parts."""
        view = memoryview(data)
        while view:
            view = view[os.write(descriptor, view) :]

    def fsync(self, descriptor: int) -> None:
        """Sync one file."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close one descriptor."""
        os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Rename atomically."""
        source.replace(target)

    def fsync_folder(self, folder: Path) -> None:
        """Sync a folder's names."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def remove(self, path: Path) -> None:
        """Remove a file; one that is gone already is fine."""
        path.unlink(missing_ok=True)

    def remove_folder(self, folder: Path) -> None:
        """Remove an empty folder; one with something in it, or that is gone, stays as it is."""
        with contextlib.suppress(FileNotFoundError):
            if not any(folder.iterdir()):
                folder.rmdir()

    def names(self, folder: Path) -> list[str]:
        """List a folder, sorted; none when it does not exist."""
        return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []

    def read(self, path: Path, offset_bytes: int, size_bytes: int) -> bytes:
        """Read a part of a file."""
        with path.open("rb") as file:
            file.seek(offset_bytes)
            return file.read(size_bytes)

    def allocate(self, descriptor: int, size_bytes: int) -> None:
        """Reserve real blocks."""
        os.posix_fallocate(descriptor, 0, size_bytes)

    def free_bytes(self, folder: Path) -> int:
        """Ask for what an ordinary user may still write."""
        return shutil.disk_usage(folder).free


def typed_os_error(error: OSError) -> StorageError:
    """Return the typed error for what the operating system said. Names no path."""
    reason = errno.errorcode.get(error.errno or 0, "unknown")
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return StorageFullError(reason)
    return StorageFailedError(reason)


def write_whole(fs: Fs, path: Path, content: bytes) -> None:
    """Replace a small file durably: written beside, synced, renamed, folder synced. Raises `StorageError`."""
    beside = path.with_name(path.name + ".part")
    try:
        descriptor = fs.create(beside)
        try:
            fs.write(descriptor, content)
            fs.fsync(descriptor)
        finally:
            fs.close(descriptor)
        fs.rename(beside, path)
        fs.fsync_folder(path.parent)
    except OSError as error:
        raise typed_os_error(error) from error
