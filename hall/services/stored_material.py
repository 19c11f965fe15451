"""What a stored entry holds, opened again in memory for as long as its hand-over needs it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from hall.blobs import SealedFiles
from hall.database import Database
from hall.intake import entry_opener
from hall.keys import HallKeys
from hall.services.departments import SubmittedFile
from hall.tables import attachments, entries
from offline_queue.wire.entries import SealedEntry


@dataclass(frozen=True, slots=True)
class StoredMaterial:
    """Reads entries with their files."""

    database: Database
    files: SealedFiles
    keys: HallKeys

    def read(self, entry_id: str) -> tuple[bytes, tuple[SubmittedFile, ...]]:
        """Return the sealed body of an entry and its files, which are opened only when their content is asked for."""

        def work(connection: Connection) -> tuple[bytes, list[Any]]:
            body = connection.scalar(select(entries.c.body).where(entries.c.entry_id == entry_id))
            assert isinstance(body, bytes)
            of_entry = select(attachments).where(attachments.c.entry_id == entry_id)
            return body, list(connection.execute(of_entry.order_by(attachments.c.ordinal)))

        body, rows = self.database.read(work)
        return body, tuple(
            SubmittedFile(
                row.ordinal, row.media_type, row.size_bytes, row.content_sha256, partial(self._content, body, row)
            )
            for row in rows
        )

    def _content(self, body: bytes, file: Any) -> bytes:  # noqa: ANN401 - a row of attachments
        opener = entry_opener(SealedEntry.from_body(body), self.keys)
        return b"".join(opener.open_attachment(file.attachment_id, file.ordinal, self.files.read(file.digest)))
