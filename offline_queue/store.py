"""The ledger in SQLite: only SQL here, no decision, no clock, no sealing.

WAL with ``synchronous=FULL``: one sync per commit, and a commit that returned survives a power cut. One
connection in exclusive locking mode, used by the thread that opened it; no automatic checkpoint, because a
checkpoint belongs where nobody waits. Legal changes are the schema's business: its triggers refuse the rest.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from config.domain.identifiers import AttachmentId, CaseId, EntryId, ReceiptNumber
from offline_queue.errors import (
    CommitUnknownError,
    EntryUnknownError,
    IllegalChangeError,
    StorageError,
    StorageFailedError,
    StorageFullError,
    StoreCorruptError,
)
from offline_queue.migrate import migrate
from offline_queue.model import Attachment, Entry, EntryState
from offline_queue.rows import (
    COLUMNS,
    DATE_PURGED,
    DUE_BYTES,
    DUE_RECORDS,
    HAND_OVER,
    INSERT_BODY,
    INSERT_ENTRY,
    LAST_NUMBERS,
    LATER,
    NEXT_RETRY,
    OLDEST,
    PURGED,
    SETTLED,
    WAITING,
    CodeHash,
    Moment,
    NewEntry,
    entry_from,
)

PAGE_BYTES = 1024
"""Of a new database. A commit writes every page that it touches as a whole and then waits for the disk.

An entry touches some ten, and only the sealed body fills any, so pages of 4096 bytes make a commit a third slower.
"""
MAX_WAL_BYTES = 4 * 1024 * 1024
"""A longer write-ahead log is written back and cut at once, a shorter one is written back when the queue is idle."""
RETRY_HORIZON_S = 330.0
"""A ``retry_at`` further away than any back-off reaches (300 s) was set before the clock jumped; it does not count."""


def connect(path: Path) -> sqlite3.Connection:
    """Open the database file in autocommit mode; transactions are explicit."""
    return sqlite3.connect(path, isolation_level=None, timeout=0)


def typed_error(error: sqlite3.Error) -> StorageError:
    """Return the typed error for what SQLite said."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    name = getattr(error, "sqlite_errorname", "unknown")
    match code:
        case sqlite3.SQLITE_FULL:
            return StorageFullError(name)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StoreCorruptError(name)
        case _:
            return StorageFailedError(name)


class Store:
    """The ledger. Every method must be called on the thread that made the object.

    Args:
        path: the database file; made when absent.
        new_epoch: gives the epoch of a database that is new.
        connect: opens a connection; tests put one in that fails.

    Raises:
        StoreCorruptError, SchemaTooNewError, StorageFullError, StorageFailedError.
    """

    def __init__(
        self,
        path: Path,
        *,
        new_epoch: Callable[[], str],
        connect: Callable[[Path], sqlite3.Connection] = connect,
    ) -> None:
        self._path = path
        self._thread = threading.get_ident()
        self._written_back = False
        try:
            self._db = connect(path)
            try:
                self._prepare(new_epoch)
            except BaseException:
                self.close()
                raise
        except sqlite3.Error as error:
            raise typed_error(error) from error

    def _prepare(self, new_epoch: Callable[[], str]) -> None:
        # Exclusive before WAL: then SQLite keeps the index of the log in memory and refuses a second opener.
        for pragma in (
            f"page_size = {PAGE_BYTES}",
            "locking_mode = EXCLUSIVE",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "trusted_schema = OFF",
            "wal_autocheckpoint = 0",
        ):
            self._db.execute(f"PRAGMA {pragma}")
        if self._db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise StoreCorruptError("quick_check")
        migrate(self._db, self._path.with_suffix(".before"))
        row = self._db.execute("SELECT epoch FROM meta").fetchone()
        if row is None:
            epoch = new_epoch()
            with self.transaction():
                self._db.execute("INSERT INTO meta (one, epoch) VALUES (1, ?)", (epoch,))
        else:
            epoch = row[0]
        self.epoch: str = epoch
        self._written_back = self._log_bytes() == 0

    def close(self) -> None:
        """Close the connection; an open transaction is rolled back."""
        with contextlib.suppress(sqlite3.Error):
            self._db.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Do several changes as one.

        Raises:
            CommitUnknownError: the commit itself failed; reopen to see whether it counts.
            StorageError: a statement failed; rolled back.
        """
        self._execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
        self._written_back = False
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            typed = typed_error(error)
            raise CommitUnknownError(str(typed), full=isinstance(typed, StorageFullError)) from error

    def next_numbers(self, *, serial: bool) -> tuple[int, int]:
        """Return sequence and serial of the entry that is inserted next; ``serial`` says that it gets a receipt number.

        The last row has the counters, so they count only if the transaction commits. `insert` refuses any others.
        """
        last = self._execute(LAST_NUMBERS).fetchone() or (0, 0)
        return last[0] + 1, last[1] + serial

    def insert(self, entry: NewEntry, body: bytes, attachments: Sequence[Attachment]) -> None:
        """Insert a ready entry with its sealed bytes and its manifest. Its row is also the audit of its birth.

        Raises:
            IllegalChangeError: its numbers are not those of `next_numbers`, or its identity is taken.
        """
        self._execute(INSERT_ENTRY, entry)
        self._execute(INSERT_BODY, (entry.sequence, body))
        for attachment in attachments:
            self._execute(
                "INSERT INTO attachment (attachment_id, sequence, ordinal, media_type, sealed_size_bytes, digest)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    attachment.attachment_id,
                    entry.sequence,
                    attachment.ordinal,
                    attachment.media_type,
                    attachment.sealed_size_bytes,
                    attachment.digest,
                ),
            )

    def entry(self, entry_id: EntryId) -> Entry:
        """Return one entry. Raises `EntryUnknownError`."""
        return entry_from(self._one(f"SELECT {COLUMNS} FROM entry WHERE entry_id = ?", (entry_id,)))  # noqa: S608 - constants

    def has(self, entry_id: EntryId) -> bool:
        """Return whether there is an entry of this id."""
        return self._execute("SELECT 1 FROM entry WHERE entry_id = ?", (entry_id,)).fetchone() is not None

    def entries(self, state: EntryState | None = None) -> tuple[Entry, ...]:
        """Return all entries, or those in one state, oldest first."""
        condition = "" if state is None else "WHERE state = ?"
        sql = f"SELECT {COLUMNS} FROM entry {condition} ORDER BY sequence"  # noqa: S608 - constants
        return tuple(map(entry_from, self._execute(sql, () if state is None else (state.value,))))

    def due_records(self, limit: int, now_s: float) -> tuple[Entry, ...]:
        """Return ready entries that may be sent: urgent first, then oldest, none before an older one of its case."""
        return self._due(DUE_RECORDS, limit, now_s)

    def due_bytes(self, limit: int, now_s: float) -> tuple[Entry, ...]:
        """Return registered entries that may be continued."""
        return self._due(DUE_BYTES, limit, now_s)

    def next_retry_s(self) -> float | None:
        """Return the earliest wall time at which something may be sent; None when nothing waits for a time."""
        for statements in NEXT_RETRY:
            found = [row[0] for sql in statements for row in self._execute(sql)]
            if found:
                return float(min(found))
        return None

    def body(self, sequence: int) -> bytes:
        """Return the sealed bytes. Raises `EntryUnknownError` once they are purged."""
        return bytes(self._one("SELECT sealed FROM body WHERE sequence = ?", (sequence,))[0])

    def attachments(self, entry: Entry) -> tuple[Attachment, ...]:
        """Return an entry's attachments in their order."""
        rows = self._execute(
            "SELECT attachment_id, ordinal, media_type, sealed_size_bytes, digest, acked_bytes FROM attachment"
            " WHERE sequence = ? ORDER BY ordinal",
            (entry.sequence,),
        )
        return tuple(Attachment(AttachmentId(row[0]), entry.entry_id, *row[1:]) for row in rows)

    def kept_attachments(self) -> frozenset[AttachmentId]:
        """Return the id of every attachment whose sealed file must exist."""
        rows = self._execute("SELECT attachment_id FROM attachment JOIN entry USING (sequence) WHERE state <> 'purged'")
        return frozenset(AttachmentId(row[0]) for row in rows)

    def begin_attempt(self, entry_id: EntryId, now_s: float) -> Entry:
        """Count an attempt, to be committed before anything is sent; return the entry as it then is."""
        return self._changed(
            "UPDATE entry SET attempts = attempts + 1, sent_at = coalesce(sent_at, ?) WHERE entry_id = ?"  # noqa: S608
            f" RETURNING {COLUMNS}",
            (now_s, entry_id),
        )

    def set_state(
        self, entry: Entry, becomes: EntryState, cause: str | None, at: Moment, hall_ref: str | None = None
    ) -> Entry:
        """Change the state and note it; return the entry as it then is. Raises `IllegalChangeError`.

        A ``hall_ref`` is kept with it, as by `set_hall_ref`.
        """
        column = {
            EntryState.REGISTERED: ", registered_at = coalesce(registered_at, :now), retry_at = 0",
            EntryState.DELIVERED: ", settled_at = :now",
            EntryState.REFUSED: ", settled_at = :now",
            EntryState.READY: ", retry_at = 0, faults = 0",
        }.get(becomes, "")
        if hall_ref is not None:
            column += ", hall_ref = :hall_ref"
        moved = self._changed(
            f"UPDATE entry SET state = :state, cause = :cause{column} WHERE sequence = :sequence RETURNING {COLUMNS}",  # noqa: S608 - constants
            {
                "state": becomes.value,
                "cause": cause,
                "now": at.wall_s,
                "hall_ref": hall_ref,
                "sequence": entry.sequence,
            },
        )
        self._note(entry.sequence, entry.state, becomes, cause, at)
        return moved

    def set_hall_ref(self, sequence: int, hall_ref: str) -> Entry:
        """Keep the hall's number; return the entry. Raises `IllegalChangeError` when it differs from the one kept."""
        sql = f"UPDATE entry SET hall_ref = ? WHERE sequence = ? RETURNING {COLUMNS}"  # noqa: S608 - constants
        return self._changed(sql, (hall_ref, sequence))

    def set_success(self, now_s: float) -> None:
        """Remember when the hall last said something good."""
        self._execute("UPDATE meta SET last_success_at = ?", (now_s,))

    def last_success_s(self) -> float | None:
        """Return when the hall last said something good."""
        moment: float | None = self._one("SELECT last_success_at FROM meta")[0]
        return moment

    def defer(self, sequence: int, retry_at_s: float, *, fault: bool) -> Entry:
        """Do not send before a wall time; count a fault of the entry itself; return the entry as it then is."""
        sql = f"UPDATE entry SET retry_at = ?, faults = faults + ? WHERE sequence = ? RETURNING {COLUMNS}"  # noqa: S608
        return self._changed(sql, (retry_at_s, int(fault), sequence))

    def set_acked(self, attachment_id: AttachmentId, acked_bytes: int) -> None:
        """Keep what the hall said is durable there."""
        sql = "UPDATE attachment SET acked_bytes = ? WHERE attachment_id = ? RETURNING ordinal"
        if not self._execute(sql, (acked_bytes, attachment_id)).fetchall():
            raise EntryUnknownError

    def delete_body(self, sequence: int) -> None:
        """Forget the sealed bytes of a purged entry."""
        self._execute("DELETE FROM body WHERE sequence = ?", (sequence,))

    def settled_before(self, limit: int, now_s: float, keep_s: float) -> tuple[Entry, ...]:
        """Return entries settled longer ago than ``keep_s``, or, after a jump back, further ahead than that."""
        values: dict[str, object] = {
            "before": now_s - keep_s,
            "after": now_s + max(keep_s, RETRY_HORIZON_S),
            "limit": limit,
        }
        return tuple(map(entry_from, self._execute(SETTLED, values)))

    def date_purged(self, limit: int, hall_s: float) -> None:
        """Note the hall's time for purged entries that have none yet."""
        self._execute(DATE_PURGED, {"limit": limit, "hall": hall_s})

    def purged_before(self, limit: int, hall_s: float) -> tuple[int, ...]:
        """Return the sequences of entries purged before a time of the hall's clock; never the last row of all."""
        return tuple(row[0] for row in self._execute(PURGED, {"limit": limit, "hall": hall_s}))

    def forget(self, sequence: int) -> None:
        """Remove the row of a purged entry with its audit. Raises `IllegalChangeError` for any other."""
        for table in ("transition", "attachment", "handover", "entry"):
            self._execute(f"DELETE FROM {table} WHERE sequence = ?", (sequence,))  # noqa: S608 - constants

    def mark_handed_over(self, sequence: int, now_s: float) -> None:
        """Note that staff carried an entry to the hall; once more counts once more."""
        self._execute(HAND_OVER, {"sequence": sequence, "now": now_s})

    def handed_over(self) -> dict[int, float]:
        """Return when each entry was carried to the hall for the last time, by its sequence."""
        return dict(self._execute("SELECT sequence, last_at FROM handover"))

    def waiting_since_s(self) -> float | None:
        """Return when the oldest entry was stored that waits, also for staff, and that nobody has carried over."""
        waiting = [self._one(sql)[0] for sql in WAITING]
        oldest = min((sequence for sequence in waiting if sequence is not None), default=None)
        return (
            None if oldest is None else float(self._one("SELECT stored_at FROM entry WHERE sequence = ?", (oldest,))[0])
        )

    def by_receipt(self, receipt_number: ReceiptNumber) -> tuple[Entry, CodeHash] | None:
        """Return the entry of a receipt number with the hash of its code."""
        sql = f"SELECT {COLUMNS}, code_salt, code_hash FROM entry WHERE receipt_number = ?"  # noqa: S608 - constants
        row = self._execute(sql, (receipt_number,)).fetchone()
        return None if row is None else (entry_from(row[:-2]), CodeHash(row[-2], row[-1]))

    def later_of(self, case_id: CaseId) -> tuple[Entry, ...]:
        """Return what was stored about a case after it, oldest first."""
        return tuple(map(entry_from, self._execute(LATER, (case_id,))))

    def counts(self) -> dict[EntryState, int]:
        """Return how many entries are in each state."""
        counted = dict(self._execute("SELECT state, count(*) FROM entry GROUP BY state"))
        return {state: counted.get(state.value, 0) for state in EntryState}

    def oldest_open_s(self) -> float | None:
        """Return when the oldest entry was stored that waits to be sent; what waits for staff does not count."""
        open_ones = [self._one(sql)[0] for sql in OLDEST]
        oldest = min((sequence for sequence in open_ones if sequence is not None), default=None)
        if oldest is None:
            return None
        stored_at: float = self._one("SELECT stored_at FROM entry WHERE sequence = ?", (oldest,))[0]
        return stored_at

    def highest_sequence(self) -> int:
        """Return the last number that was given."""
        return self.next_numbers(serial=False)[0] - 1

    def transitions(self, sequence: int) -> tuple[tuple[str | None, str, str | None], ...]:
        """Return the audit of one entry: was, becomes, cause; oldest first."""
        rows = self._execute("SELECT was, becomes, cause FROM audit WHERE sequence = ? ORDER BY number", (sequence,))
        return tuple((row[0], row[1], row[2]) for row in rows)

    @property
    def log(self) -> Path:
        """The write-ahead log's file."""
        return self._path.with_name(self._path.name + "-wal")

    def write_back(self) -> bool:
        """Write the log back and begin it anew in the room that its file has; return whether there was anything."""
        if self._written_back:
            return False
        self._execute("PRAGMA wal_checkpoint(RESTART)").fetchone()
        self._written_back = True
        return True

    def checkpoint(self, *, over_bytes: int = 0) -> bool:
        """Write the log back and cut it, if it is longer than that; return whether it was done."""
        if self._log_bytes() <= over_bytes:
            return False
        self._execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self._written_back = True
        return True

    def _log_bytes(self) -> int:
        return self.log.stat().st_size if self.log.exists() else 0

    def _due(self, sql: str, limit: int, now_s: float) -> tuple[Entry, ...]:
        return tuple(map(entry_from, self._execute(sql, {"limit": limit, "now": now_s, "horizon": RETRY_HORIZON_S})))

    def _note(self, sequence: int, was: EntryState, becomes: EntryState, cause: str | None, at: Moment) -> None:
        self._execute(
            "INSERT INTO transition (sequence, was, becomes, cause, boot_id, monotonic_s, wall_s)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                sequence,
                was.value,
                becomes.value,
                cause,
                at.boot_id,
                at.monotonic_s,
                at.wall_s,
            ),
        )

    def _changed(self, sql: str, values: Sequence[object] | dict[str, object]) -> Entry:
        """Run an update that must hit exactly one entry and return it. Raises `EntryUnknownError`."""
        rows = self._execute(sql, values).fetchall()
        if not rows:
            raise EntryUnknownError
        return entry_from(rows[0])

    def _one(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...]:
        row: tuple[Any, ...] | None = self._execute(sql, values).fetchone()
        if row is None:
            raise EntryUnknownError
        return row

    def _execute(self, sql: str, values: Sequence[object] | dict[str, object] = ()) -> sqlite3.Cursor:
        assert threading.get_ident() == self._thread, "the store belongs to the thread that opened it"
        try:
            return self._db.execute(sql, values)
        except sqlite3.IntegrityError as error:
            raise IllegalChangeError(str(error)) from error
        except sqlite3.Error as error:
            raise typed_error(error) from error
