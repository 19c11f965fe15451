"""SQLite and files with every change recorded, and every change made to fail on demand.

APSW brings a SQLite of its own, so no file is ever open through it and through the standard library at once: what is
recorded here is closed before the product's own SQLite opens the states that are rebuilt from it.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import apsw

from offline_queue.filesystem import OsFs
from tests.offline_queue.crash.disk import Cut, FolderSynced, Log, Written, relative

_NUMBERS = itertools.count()
LOGS = ("-wal", "-journal")
"""Files whose folder SQLite syncs with their first sync."""


class Fault:
    """Lets the n-th change fail, once or from then on. Shared by database and files, so that n counts both."""

    def __init__(self) -> None:
        self.seen = 0
        self.hits: list[str] = []
        self._at: int | None = None
        self._code = errno.EIO
        self._for_good = False

    def arm(self, at: int | None, code: int = errno.EIO, *, for_good: bool = False) -> None:
        """Count from 0 again; ``at`` None: nothing fails."""
        self.seen, self._at, self._code, self._for_good = 0, at, code, for_good
        self.hits.clear()

    @property
    def has_hit(self) -> bool:
        return bool(self.hits)

    def code(self, what: str) -> int | None:
        """Count one change; return the error that it shall fail with."""
        number, self.seen = self.seen, self.seen + 1
        if self._at is None or not (number == self._at or (self._for_good and number > self._at)):
            return None
        self.hits.append(what)
        return self._code


class RecordedFs(OsFs):
    """The machine's files; what is changed is noted, unless it fails first."""

    def __init__(self, log: Log, fault: Fault) -> None:
        self._log = log
        self._fault = fault
        self._open: dict[int, tuple[str, int]] = {}

    def _path(self, path: Path) -> str:
        return relative(self._log.root, path)

    def _may_fail(self, what: str) -> None:
        code = self._fault.code(what)
        if code is not None:
            raise OSError(code, "injected")

    def make_folder(self, folder: Path) -> None:
        self._may_fail("make_folder")
        super().make_folder(folder)
        self._log.made_folder(self._path(folder))

    def create(self, path: Path) -> int:
        self._may_fail("create")
        descriptor = super().create(path)
        name = self._path(path)
        self._log.events.append(Cut(self._log.created(name), 0))
        self._open[descriptor] = (name, 0)
        return descriptor

    def append(self, path: Path) -> int:
        self._may_fail("append")
        descriptor = super().append(path)
        self._open[descriptor] = (self._path(path), path.stat().st_size)
        return descriptor

    def write(self, descriptor: int, data: bytes) -> None:
        self._may_fail("write")
        super().write(descriptor, data)
        name, offset = self._open[descriptor]
        self._log.events.append(Written(self._log.file_at(name), offset, bytes(data)))
        self._open[descriptor] = (name, offset + len(data))

    def fsync(self, descriptor: int) -> None:
        self._may_fail("fsync")
        super().fsync(descriptor)
        self._log.synced(self._open[descriptor][0])

    def close(self, descriptor: int) -> None:
        self._open.pop(descriptor, None)
        super().close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        self._may_fail("rename")
        super().rename(source, target)
        self._log.renamed(self._path(source), self._path(target))

    def fsync_folder(self, folder: Path) -> None:
        self._may_fail("fsync_folder")
        super().fsync_folder(folder)
        self._log.events.append(FolderSynced(self._path(folder)))

    def remove(self, path: Path) -> None:
        self._may_fail("remove")
        super().remove(path)
        self._log.removed(self._path(path))


class _File(apsw.VFSFile):
    def __init__(self, vfs: RecordedVfs, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        filename = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._vfs = vfs
        self._name = None if filename is None else relative(vfs.log.root, Path(filename))
        if self._name is not None:
            vfs.log.created(self._name)

    def xWrite(self, data: bytes, offset: int) -> None:
        if self._name is not None:
            self._vfs.may_fail("db write", short=True)
        super().xWrite(data, offset)
        if self._name is not None:
            log = self._vfs.log
            log.events.append(Written(log.file_at(self._name), offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        if self._name is not None:
            self._vfs.may_fail("db truncate")
        super().xTruncate(size)
        if self._name is not None:
            self._vfs.log.events.append(Cut(self._vfs.log.file_at(self._name), size))

    def xSync(self, flags: int) -> None:
        if self._name is not None:
            self._vfs.may_fail("db sync")
        super().xSync(flags)
        if self._name is not None:
            self._vfs.log.synced(self._name, with_folder=self._name.endswith(LOGS))


class RecordedVfs(apsw.VFS):
    """A file system under SQLite. Its files are the machine's."""

    def __init__(self, log: Log, fault: Fault) -> None:
        self.log = log
        self.fault = fault
        self.name = f"recorded-{next(_NUMBERS)}"
        super().__init__(self.name, "")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return _File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        self.may_fail("db delete")
        super().xDelete(filename, syncdir)
        path = Path(filename)
        self.log.removed(relative(self.log.root, path))
        if syncdir:
            self.log.events.append(FolderSynced(relative(self.log.root, path.parent)))

    def may_fail(self, what: str, *, short: bool = False) -> None:
        code = self.fault.code(what)
        if code == errno.ENOSPC and short:
            raise apsw.FullError("injected")
        if code is not None:
            raise apsw.IOError("injected")


class _Rows:
    """A cursor as the store uses one."""

    def __init__(self, rows: list[Any]) -> None:
        self._rows = iter(rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        return list(self._rows)


class RecordedConnection:
    """APSW with the face of the standard library's connection, as far as the store looks at it."""

    def __init__(self, path: Path, vfs: RecordedVfs, synchronous: str) -> None:
        self._synchronous = synchronous
        self.commits = 0
        try:
            self._db = apsw.Connection(str(path), vfs=vfs.name)
        except apsw.Error as error:
            raise _as_sqlite(error) from error

    def execute(self, sql: str, parameters: Any = ()) -> _Rows:
        if sql == "PRAGMA synchronous = FULL":
            sql = f"PRAGMA synchronous = {self._synchronous}"
        try:
            rows = _Rows(list(self._db.execute(sql, parameters)))
        except apsw.Error as error:
            raise _as_sqlite(error) from error
        self.commits += sql == "COMMIT"
        return rows

    def close(self) -> None:
        with contextlib.suppress(apsw.Error):
            self._db.close(True)


def recorded_connection(path: Path, vfs: RecordedVfs, synchronous: str = "FULL") -> sqlite3.Connection:
    """Open a database through a recorded file system, for the store's ``connect`` seam."""
    return cast("sqlite3.Connection", RecordedConnection(path, vfs, synchronous))


def _as_sqlite(error: apsw.Error) -> sqlite3.Error:
    kind = sqlite3.IntegrityError if isinstance(error, apsw.ConstraintError) else sqlite3.OperationalError
    made = kind(str(error))
    code = getattr(error, "extendedresult", 0) or getattr(error, "result", 0)
    made.sqlite_errorcode = code
    made.sqlite_errorname = type(error).__name__
    return made
