"""Attachment bytes: whole checked chunks, durable before they are counted, opened and verified at the end.

The upload of an attachment exists from the moment its entry is stored; nothing has to be created. States: ``open``
(growing), ``gone`` (given up or expired; open it anew), ``complete`` (verified and kept by digest).
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update

from hall.blobs import SealedFiles
from hall.database import Database
from hall.errors import ProblemError
from hall.events import Event, record
from hall.intake import entry_opener
from hall.keys import HallKeys
from hall.services.completion import case_of_entry, on_complete
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
        row = await self._row(entry_id, attachment_id, terminal_id)
        if row.state == "gone":
            raise ProblemError(ProblemKind.UPLOAD_GONE)
        return row

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
            row = await self.find(entry_id, attachment_id, terminal_id)
            if offset_bytes != row.offset_bytes:
                raise ProblemError(ProblemKind.UPLOAD_OFFSET, headers={"Upload-Offset": str(row.offset_bytes)})
            end = offset_bytes + len(chunk)
            if end > row.sealed_size_bytes:
                raise ProblemError(ProblemKind.TOO_LARGE, "more than the manifest says")
            if row.is_complete or not chunk:
                return row
            if not await asyncio.to_thread(self._files.append, attachment_id, offset_bytes, chunk):
                return await self._on_missing_part(row)
            if end < row.sealed_size_bytes:
                await self._set(attachment_id, offset_bytes=end, state="open")
            else:
                await self._finish(row)
            return await self._row(entry_id, attachment_id, terminal_id)

    async def _on_missing_part(self, row: UploadRow) -> UploadRow:
        """Heal what a crash between keeping the file and counting it has left, or start anew."""
        if not self._files.has(row.digest):
            await self._restart(row)
            raise ProblemError(ProblemKind.UPLOAD_GONE, "the bytes before this offset are lost")
        self._files.drop(row.attachment_id)
        await self._complete(row)
        return await self._row_by_id(row.attachment_id)

    async def _finish(self, row: UploadRow) -> None:
        """Verify the whole file, keep it by digest and count it complete."""
        digest = await asyncio.to_thread(self._files.part_digest, row.attachment_id)
        if digest != row.digest:
            await self._restart(row)
            raise ProblemError(ProblemKind.UPLOAD_GONE, "the whole has another digest than the manifest")
        body = await asyncio.to_thread(
            self._database.read,
            lambda connection: connection.scalar(select(entries.c.body).where(entries.c.entry_id == row.entry_id)),
        )
        await asyncio.to_thread(self._verify_content, row, SealedEntry.from_body(body))
        await asyncio.to_thread(self._files.keep, row.attachment_id, row.digest)
        await self._complete(row)

    def _verify_content(self, row: UploadRow, sealed: SealedEntry) -> None:
        """Open the file and compare it with what the document says. Nothing opened is kept."""
        opener = entry_opener(sealed, self._keys)
        content, size_bytes = hashlib.sha256(), 0
        try:
            for piece in opener.open_attachment(
                row.attachment_id, row.ordinal, self._files.read_part(row.attachment_id)
            ):
                content.update(piece)
                size_bytes += len(piece)
        except SealBrokenError:
            raise ProblemError(ProblemKind.SEAL, "the attachment does not open") from None
        if size_bytes != row.size_bytes or content.hexdigest() != row.content_sha256:
            raise ProblemError(ProblemKind.SEAL, "the attachment is not the one that the document names")

    async def _complete(self, row: UploadRow) -> None:
        now = self._clock()
        done = await asyncio.wrap_future(self._database.write(lambda connection: _complete(connection, row, now)))
        if done:
            record(Event.ENTRY_COMPLETE, entry_id=row.entry_id)

    async def _restart(self, row: UploadRow) -> None:
        await self._set(row.attachment_id, offset_bytes=0, state="gone")
        self._files.drop(row.attachment_id)
        record(Event.UPLOAD_RESTARTED, entry_id=row.entry_id, attachment_id=row.attachment_id)

    async def _set(self, attachment_id: str, *, offset_bytes: int, state: str) -> None:
        now = self._clock()
        await asyncio.wrap_future(
            self._database.write(
                lambda connection: (
                    connection.execute(
                        update(attachments)
                        .where(attachments.c.attachment_id == attachment_id)
                        .values(offset_bytes=offset_bytes, state=state, updated_at=now)
                    ).rowcount
                )
            )
        )

    async def _row(self, entry_id: str, attachment_id: str, terminal_id: str) -> UploadRow:
        query = _ROW.join(entries, entries.c.entry_id == attachments.c.entry_id).where(
            attachments.c.attachment_id == attachment_id,
            attachments.c.entry_id == entry_id,
            entries.c.terminal_id == terminal_id,
        )
        row = await asyncio.to_thread(self._database.read, lambda connection: connection.execute(query).one_or_none())
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


def expire_uploads(connection: Connection, files: SealedFiles, now: datetime, keep_s: int) -> int:
    """Give up uploads without news for ``keep_s``; return how many. Run it at start, before anything is served."""
    stale = connection.execute(
        select(attachments.c.attachment_id).where(
            attachments.c.state == "open",
            attachments.c.offset_bytes > 0,
            attachments.c.updated_at < now - timedelta(seconds=keep_s),
        )
    ).all()
    for (attachment_id,) in stale:
        connection.execute(
            update(attachments).where(attachments.c.attachment_id == attachment_id).values(state="gone", offset_bytes=0)
        )
        files.drop(attachment_id)
    return len(stale)


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
        on_complete(connection, case_of_entry(connection, row.entry_id), now)
    return True
