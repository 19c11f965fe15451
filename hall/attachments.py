"""Attachment bytes: whole checked chunks, durable before they are counted, opened and verified at the end.

The upload of an attachment exists from the moment its entry is stored; nothing has to be created. States: ``open``
(growing), ``gone`` (given up or expired; open it anew), ``complete`` (verified and kept by digest).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select, update

from hall.blobs import PartMissingError, SealedFiles
from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.intake import entry_opener
from hall.keys import HallKeys
from hall.services.completion import on_entry_complete
from hall.tables import attachments, entries
from offline_queue.wire.entries import EntryState, ProblemKind, SealedEntry
from offline_queue.wire.sealing import SealBrokenError

MAX_LOCKS = 10_000
"""Locks kept; beyond that those that nobody holds are forgotten."""


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One attachment as the database has it."""

    attachment_id: str
    entry_id: str
    ordinal: int
    sealed_size_bytes: int
    digest: str
    size_bytes: int
    content_sha256: str
    offset_bytes: int
    state: str

    @property
    def is_complete(self) -> bool:
        """Whether every byte is there and verified."""
        return self.state == "complete"


class Uploads:
    """The uploads of one hall. One change at a time per attachment; a later request waits for the earlier one."""

    def __init__(self, database: Database, files: SealedFiles, keys: HallKeys, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._files = files
        self._keys = keys
        self._clock = clock
        self._locks: dict[str, asyncio.Lock] = {}

    async def find(self, entry_id: str, attachment_id: str, terminal_id: str) -> UploadRow:
        """Return the upload. Raises `ProblemError` (not-found, upload-gone)."""
        return await asyncio.to_thread(self._open_row, entry_id, attachment_id, terminal_id)

    async def open(self, entry_id: str, attachment_id: str, terminal_id: str, length: int) -> tuple[UploadRow, bool]:
        """Find the upload, or start it anew when it is gone; the second value says which."""
        async with self._lock(attachment_id):
            row = await self._row(entry_id, attachment_id, terminal_id)
            if length != row.sealed_size_bytes:
                raise ProblemError(ProblemKind.UPLOAD_PROTOCOL, "Upload-Length is not the manifest's")
            if row.state != "gone":
                return row, False
            await self._set(attachment_id, offset_bytes=0, state="open")
            return await self._row(entry_id, attachment_id, terminal_id), True

    async def give_up(self, entry_id: str, attachment_id: str, terminal_id: str) -> None:
        """Drop what has arrived of an upload that is not complete."""
        async with self._lock(attachment_id):
            row = await self.find(entry_id, attachment_id, terminal_id)
            if row.is_complete:
                raise ProblemError(ProblemKind.UPLOAD_PROTOCOL, "a complete attachment stays", status=403)
            await self._restart(row)

    async def append(
        self, entry_id: str, attachment_id: str, terminal_id: str, offset_bytes: int, chunk: bytes
    ) -> UploadRow:
        """Take one checked chunk; durable and counted when this returns.

        Raises:
            ProblemError: upload-offset (with the right one), upload-gone, too-large, seal.
        """
        async with self._lock(attachment_id):
            # One turn on another thread for looking and writing: each turn costs more than the looking.
            row, kept = await asyncio.to_thread(
                self._keep_chunk, entry_id, attachment_id, terminal_id, offset_bytes, chunk
            )
            end = offset_bytes + len(chunk)
            if row.is_complete or not chunk:
                return row
            if not kept:
                return await self._on_missing_part(row)
            if end < row.sealed_size_bytes:
                await self._advance(row, end)
                return replace(row, offset_bytes=end)
            await self._finish(row)
            return await self._row(entry_id, attachment_id, terminal_id)

    def _keep_chunk(
        self, entry_id: str, attachment_id: str, terminal_id: str, offset_bytes: int, chunk: bytes
    ) -> tuple[UploadRow, bool]:
        """Make a chunk durable where it belongs; not counted yet. False when bytes before it are known to be lost."""
        row = self._open_row(entry_id, attachment_id, terminal_id)
        if offset_bytes != row.offset_bytes:
            raise ProblemError(ProblemKind.UPLOAD_OFFSET, headers={"Upload-Offset": str(row.offset_bytes)})
        if offset_bytes + len(chunk) > row.sealed_size_bytes:
            raise ProblemError(ProblemKind.TOO_LARGE, "more than the manifest says")
        if row.is_complete or not chunk:
            return row, True
        return row, self._files.append(attachment_id, offset_bytes, chunk)

    async def _advance(self, row: UploadRow, end: int) -> None:
        """Count a chunk; another process may have counted one, or given the upload up, since the row was read."""
        if await self._set(row.attachment_id, expected=row, offset_bytes=end, state="open"):
            return
        row = await self._row_by_id(row.attachment_id)
        if row.state == "gone":
            raise ProblemError(ProblemKind.UPLOAD_GONE)
        raise ProblemError(ProblemKind.UPLOAD_OFFSET, headers={"Upload-Offset": str(row.offset_bytes)})

    async def _on_missing_part(self, row: UploadRow) -> UploadRow:
        """Heal what a crash between keeping the file and counting it has left, or start anew."""
        if not await asyncio.to_thread(self._files.has, row.digest):
            await self._restart(row)
            raise ProblemError(ProblemKind.UPLOAD_GONE, "the bytes before this offset are lost")
        await self._complete(row)
        return await self._row_by_id(row.attachment_id)

    async def _finish(self, row: UploadRow) -> None:
        """Verify the whole file, keep it by digest and count it complete."""
        body = await asyncio.to_thread(
            self._database.read,
            lambda connection: connection.scalar(select(entries.c.body).where(entries.c.entry_id == row.entry_id)),
        )
        try:
            is_whole = await asyncio.to_thread(self._verify, row, SealedEntry.from_body(body))
            if is_whole:
                await asyncio.to_thread(self._files.keep, row.attachment_id, row.digest)
        except PartMissingError:
            await self._on_missing_part(row)
            return
        if not is_whole:
            await self._restart(row)
            raise ProblemError(ProblemKind.UPLOAD_GONE, "the whole has another digest than the manifest")
        await self._complete(row)

    def _verify(self, row: UploadRow, sealed: SealedEntry) -> bool:
        """Read the file once: its digest, and what it opens to. False when it is not the one of the manifest.

        Nothing opened is kept. Raises `ProblemError` (seal) when it is, and does not open to what the document says.
        """
        opener = entry_opener(sealed, self._keys)
        whole = _Hashed(self._files.read_part(row.attachment_id))
        content, size_bytes, opens = hashlib.sha256(), 0, True
        try:
            for piece in opener.open_attachment(row.attachment_id, row.ordinal, whole):
                content.update(piece)
                size_bytes += len(piece)
        except SealBrokenError:
            opens = False
            for _ in whole:
                pass
        if whole.hexdigest() != row.digest:
            return False
        if not opens:
            raise ProblemError(ProblemKind.SEAL, "the attachment does not open")
        if size_bytes != row.size_bytes or content.hexdigest() != row.content_sha256:
            raise ProblemError(ProblemKind.SEAL, "the attachment is not the one that the document names")
        return True

    async def _complete(self, row: UploadRow) -> None:
        now = self._clock()
        done = await asyncio.wrap_future(self._database.write(lambda connection: _complete(connection, row, now)))
        await asyncio.to_thread(self._files.drop, row.attachment_id)
        if done:
            record(Event.ENTRY_COMPLETE, entry_id=row.entry_id)

    async def _restart(self, row: UploadRow) -> None:
        if not await self._set(row.attachment_id, offset_bytes=0, state="gone"):
            return
        await asyncio.to_thread(self._files.drop, row.attachment_id)
        record(Event.UPLOAD_RESTARTED, entry_id=row.entry_id, attachment_id=row.attachment_id)

    async def _set(
        self, attachment_id: str, *, offset_bytes: int, state: str, expected: UploadRow | None = None
    ) -> bool:
        """Change a row that is not complete, and stands where ``expected`` says; tell whether there was one."""
        change = {"of": attachment_id, "to": offset_bytes, "becomes": state, "now": self._clock()}
        statement = _SET
        if expected is not None:
            statement = _MOVE
            change |= {"was": expected.offset_bytes, "was_in": expected.state}
        changed = await asyncio.wrap_future(
            self._database.write(lambda connection: connection.execute(statement, change).rowcount)
        )
        return changed == 1

    async def _row(self, entry_id: str, attachment_id: str, terminal_id: str) -> UploadRow:
        return await asyncio.to_thread(self._read_row, entry_id, attachment_id, terminal_id)

    def _open_row(self, entry_id: str, attachment_id: str, terminal_id: str) -> UploadRow:
        """Return the upload. Raises `ProblemError` (not-found, upload-gone)."""
        row = self._read_row(entry_id, attachment_id, terminal_id)
        if row.state == "gone":
            raise ProblemError(ProblemKind.UPLOAD_GONE)
        return row

    def _read_row(self, entry_id: str, attachment_id: str, terminal_id: str) -> UploadRow:
        names = {"attachment_id": attachment_id, "entry_id": entry_id, "terminal_id": terminal_id}
        row = self._database.read(lambda connection: connection.execute(_ROW_OF_TERMINAL, names).one_or_none())
        if row is None:
            raise ProblemError(ProblemKind.NOT_FOUND)
        return UploadRow(*row)

    async def _row_by_id(self, attachment_id: str) -> UploadRow:
        query = _ROW.where(attachments.c.attachment_id == attachment_id)
        row = await asyncio.to_thread(self._database.read, lambda connection: connection.execute(query).one())
        return UploadRow(*row)

    def _lock(self, attachment_id: str) -> asyncio.Lock:
        if len(self._locks) > MAX_LOCKS:
            self._locks = {name: lock for name, lock in self._locks.items() if lock.locked()}
        return self._locks.setdefault(attachment_id, asyncio.Lock())


_ROW = select(
    attachments.c.attachment_id,
    attachments.c.entry_id,
    attachments.c.ordinal,
    attachments.c.sealed_size_bytes,
    attachments.c.digest,
    attachments.c.size_bytes,
    attachments.c.content_sha256,
    attachments.c.offset_bytes,
    attachments.c.state,
)
# Statements are made once and get their values beside them: making one anew costs more than running it.
_ROW_OF_TERMINAL = _ROW.join(entries, entries.c.entry_id == attachments.c.entry_id).where(
    attachments.c.attachment_id == bindparam("attachment_id"),
    attachments.c.entry_id == bindparam("entry_id"),
    entries.c.terminal_id == bindparam("terminal_id"),
)
_SET = (
    update(attachments)
    .where(attachments.c.attachment_id == bindparam("of"), attachments.c.state != "complete")
    .values(offset_bytes=bindparam("to"), state=bindparam("becomes"), updated_at=bindparam("now"))
)
_MOVE = _SET.where(
    attachments.c.offset_bytes == bindparam("was"),
    attachments.c.state == bindparam("was_in"),
)


class _Hashed:
    """Hands pieces through and hashes them."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._digest = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = next(self._pieces)
        self._digest.update(piece)
        return piece

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def expire_uploads(connection: Connection, now: datetime, keep_s: int) -> tuple[str, ...]:
    """Give up uploads without news for ``keep_s``; return their ids, for their parts to be dropped."""
    expired = connection.scalars(
        update(attachments)
        .where(
            attachments.c.state == "open",
            attachments.c.offset_bytes > 0,
            attachments.c.updated_at < now - timedelta(seconds=keep_s),
        )
        .values(state="gone", offset_bytes=0)
        .returning(attachments.c.attachment_id)
    )
    return tuple(expired)


def _complete(connection: Connection, row: UploadRow, now: datetime) -> bool:
    """Count one attachment complete; the entry with it when it was the last. True in that case."""
    connection.execute(
        update(attachments)
        .where(attachments.c.attachment_id == row.attachment_id)
        .values(offset_bytes=row.sealed_size_bytes, state="complete", updated_at=now)
    )
    missing = connection.scalar(
        select(func.count())
        .select_from(attachments)
        .where(attachments.c.entry_id == row.entry_id, attachments.c.state != "complete")
    )
    if missing:
        return False
    fresh = connection.execute(
        update(entries)
        .where(entries.c.entry_id == row.entry_id, entries.c.completed_at.is_(None))
        .values(state=EntryState.COMPLETE.value, completed_at=now)
    ).rowcount
    if fresh:
        on_entry_complete(connection, row.entry_id, now)
    return True
