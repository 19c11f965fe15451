"""Taking an entry in: open, check, then store it and its effect in one transaction.

`open_entry` works in memory. `store` is a database work: it finds the entry again (a replay), refuses another body
under the same id, or writes the entry with its effect. So an effect happens once however often the entry is sent, and
a crash between effect and reply is healed by the next replay.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.dialects.sqlite import insert as insert_or
from sqlalchemy.exc import IntegrityError

from config.domain.case_state import CaseState
from hall.errors import ProblemError
from hall.keys import HallKeys
from hall.settings import HallSettings
from hall.tables import attachments, cases, entries, ratings, transitions, withdrawals
from offline_queue.wire.documents import (
    DOCUMENTS,
    AttachmentContent,
    CaseDocument,
    Document,
    RatingDocument,
)
from offline_queue.wire.entries import (
    MAX_ATTACHMENT_BYTES,
    AttachmentProgress,
    EntryAnswer,
    EntryState,
    ProblemKind,
    SealedEntry,
    digest_of,
)
from offline_queue.wire.sealing import EntryOpener, SealBrokenError, SuiteUnknownError, sealed_size


# Statements are made once and get their values beside them: making one anew costs more than running it.
_NEW_ENTRY = insert_or(entries).on_conflict_do_nothing(index_elements=["entry_id"])
_NEW_CASE = insert_or(cases).on_conflict_do_nothing()
_NEW_TRANSITION = insert(transitions)


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry that was opened and found valid; nothing of it is stored yet.

    Attributes:
        body: as sent; what is stored.
        digest: of the body.
        content_sha256: of the document before sealing.
        lookup_digest: for cases: what the database keeps of the lookup code.
    """

    sealed: SealedEntry
    document: Document
    body: bytes
    digest: str
    content_sha256: str
    lookup_digest: str | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signature under which an entry came; kept with it."""

    terminal_id: str
    signature_input: str
    signature: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What `store` found or did."""

    answer: EntryAnswer
    is_new: bool


def open_entry(body: bytes, entry_id: str, terminal_id: str, keys: HallKeys) -> OpenedEntry:
    """Open and check a body. Raises `ProblemError` (schema, seal, too-large); nothing of the content is in it."""
    try:
        sealed = SealedEntry.from_body(body)
    except ValidationError as error:
        raise _schema_problem(error) from None
    if sealed.entry_id != entry_id or sealed.terminal_id != terminal_id:
        raise ProblemError(ProblemKind.SCHEMA, "not this path or not this terminal", fields=("entry_id", "terminal_id"))
    if any(ref.sealed_size_bytes > MAX_ATTACHMENT_BYTES for ref in sealed.attachments):
        raise ProblemError(ProblemKind.TOO_LARGE, "an attachment is too large", fields=("attachments",))
    content = _open_content(sealed, keys)
    document = _read_document(sealed, content)
    lookup_digest = (
        keys.lookup_digest(document.receipt_number, document.lookup_code)
        if isinstance(document, CaseDocument)
        else None
    )
    return OpenedEntry(sealed, document, body, digest_of(body), digest_of(content), lookup_digest)


def entry_opener(sealed: SealedEntry, keys: HallKeys) -> EntryOpener:
    """Return the opener of an entry. Raises `ProblemError` (seal)."""
    private_key = keys.sealing.get(sealed.key_id)
    if private_key is None:
        raise ProblemError(ProblemKind.SEAL, "sealed to a key that this hall does not have", fields=("key_id",))
    try:
        return EntryOpener(
            private_key,
            suite=sealed.suite,
            entry_id=sealed.entry_id,
            kind=sealed.kind,
            wrapped_key=sealed.wrapped_key,
        )
    except SuiteUnknownError:
        raise ProblemError(ProblemKind.SEAL, "unknown suite", fields=("suite",)) from None
    except SealBrokenError:
        raise ProblemError(ProblemKind.SEAL, "the data key does not open", fields=("wrapped_key",)) from None


def store(
    connection: Connection,
    opened: OpenedEntry,
    evidence: Evidence,
    *,
    now: datetime,
    settings: HallSettings,
) -> Stored:
    """Store the entry and its effect, or find what was stored. Raises `ProblemError` (entry-differs, receipt-taken)."""
    sealed = opened.sealed
    state = EntryState.STORED if sealed.attachments else EntryState.COMPLETE
    fresh = connection.execute(
        _NEW_ENTRY,
        {
            "entry_id": sealed.entry_id,
            "kind": sealed.kind.value,
            "terminal_id": evidence.terminal_id,
            "epoch": sealed.epoch,
            "sequence": sealed.sequence,
            "digest": opened.digest,
            "content_sha256": opened.content_sha256,
            "body": opened.body,
            "signature_input": evidence.signature_input,
            "signature": evidence.signature,
            "state": state.value,
            "received_at": now,
            "completed_at": None if sealed.attachments else now,
        },
    ).rowcount
    if not fresh:
        return Stored(_replay(connection, opened, evidence, now), is_new=False)
    case_number = _effect(connection, opened, now, settings)
    if sealed.attachments:
        _expect_attachments(connection, opened, now)
    return Stored(
        EntryAnswer(
            entry_id=sealed.entry_id,
            digest=opened.digest,
            state=state,
            received_at=now,
            completed_at=None if sealed.attachments else now,
            hall_time=now,
            case_number=case_number,
            attachments=tuple(
                AttachmentProgress(
                    attachment_id=ref.attachment_id,
                    offset_bytes=0,
                    sealed_size_bytes=ref.sealed_size_bytes,
                    complete=False,
                )
                for ref in sealed.attachments
            ),
        ),
        is_new=True,
    )


def answer_for(connection: Connection, entry_id: str, terminal_id: str, now: datetime) -> EntryAnswer:
    """Return the verdict on an entry. Raises `ProblemError` (not-found), also for another terminal's entry."""
    row = connection.execute(_ENTRY_ROW.where(entries.c.entry_id == entry_id)).one_or_none()
    if row is None or row.terminal_id != terminal_id:
        raise ProblemError(ProblemKind.NOT_FOUND)
    return _answer(connection, row, now)


_ENTRY_ROW = select(
    entries.c.entry_id,
    entries.c.terminal_id,
    entries.c.digest,
    entries.c.state,
    entries.c.received_at,
    entries.c.completed_at,
    cases.c.case_number,
).outerjoin(cases, cases.c.entry_id == entries.c.entry_id)


def _replay(connection: Connection, opened: OpenedEntry, evidence: Evidence, now: datetime) -> EntryAnswer:
    row = connection.execute(_ENTRY_ROW.where(entries.c.entry_id == opened.sealed.entry_id)).one()
    if row.digest != opened.digest or row.terminal_id != evidence.terminal_id:
        raise ProblemError(ProblemKind.ENTRY_DIFFERS)
    return _answer(connection, row, now)


def _answer(connection: Connection, row: Any, now: datetime) -> EntryAnswer:  # noqa: ANN401 - a row of _ENTRY_ROW
    progress = connection.execute(
        select(
            attachments.c.attachment_id,
            attachments.c.offset_bytes,
            attachments.c.sealed_size_bytes,
            attachments.c.state,
        )
        .where(attachments.c.entry_id == row.entry_id)
        .order_by(attachments.c.ordinal)
    )
    return EntryAnswer(
        entry_id=row.entry_id,
        digest=row.digest,
        state=EntryState(row.state),
        received_at=row.received_at,
        completed_at=row.completed_at,
        hall_time=now,
        case_number=row.case_number,
        attachments=tuple(
            AttachmentProgress(
                attachment_id=attachment_id,
                offset_bytes=offset_bytes,
                sealed_size_bytes=sealed_size_bytes,
                complete=state == "complete",
            )
            for attachment_id, offset_bytes, sealed_size_bytes, state in progress
        ),
    )


def _open_content(sealed: SealedEntry, keys: HallKeys) -> bytes:
    try:
        return entry_opener(sealed, keys).open_document(sealed.sealed_document)
    except SealBrokenError:
        raise ProblemError(ProblemKind.SEAL, "the document does not open", fields=("sealed_document",)) from None


def _read_document(sealed: SealedEntry, content: bytes) -> Document:
    model = DOCUMENTS.get(sealed.kind)
    if model is None:
        raise ProblemError(ProblemKind.SCHEMA, "this kind is not taken yet", fields=("kind",))
    try:
        document = model.model_validate_json(content)
    except ValidationError as error:
        raise _schema_problem(error, "document") from None
    if document.entry_id != sealed.entry_id or document.terminal_id != sealed.terminal_id:
        raise ProblemError(ProblemKind.SCHEMA, "envelope and document differ", fields=("document.entry_id",))
    contents = document.attachments if isinstance(document, CaseDocument) else ()
    if not _same_files(sealed, contents):
        raise ProblemError(ProblemKind.SCHEMA, "manifest and document differ", fields=("document.attachments",))
    if isinstance(document, CaseDocument) and any(
        page >= len(contents) for material in document.materials for page in material.pages
    ):
        raise ProblemError(
            ProblemKind.SCHEMA, "a material names a page that is not there", fields=("document.materials",)
        )
    return document


def _same_files(sealed: SealedEntry, contents: tuple[AttachmentContent, ...]) -> bool:
    manifest = [(ref.attachment_id, ref.ordinal, ref.media_type, ref.sealed_size_bytes) for ref in sealed.attachments]
    return manifest == [
        (file.attachment_id, file.ordinal, file.media_type, sealed_size(file.size_bytes)) for file in contents
    ]


def _schema_problem(error: ValidationError, prefix: str | None = None) -> ProblemError:
    """Say where a document is not valid, never with what."""
    places = [
        ".".join(str(part) for part in (prefix, *fault["loc"]) if part is not None)
        for fault in error.errors(include_url=False, include_context=False, include_input=False)
    ]
    # An unknown field's name is the sender's text: only names of the contract's alphabet are repeated.
    fields = tuple(place if re.fullmatch(r"[A-Za-z0-9_.\[\]-]{0,120}", place) else "?" for place in places)
    return ProblemError(ProblemKind.SCHEMA, fields=fields[:20])


def _effect(connection: Connection, opened: OpenedEntry, now: datetime, settings: HallSettings) -> str | None:
    """Write what the entry is about; return the case number of a case."""
    document = opened.document
    if isinstance(document, CaseDocument):
        return _open_case(connection, opened, document, now, settings)
    if isinstance(document, RatingDocument):
        connection.execute(
            insert(ratings).values(
                entry_id=document.entry_id,
                scope=document.scope.value,
                level=document.level.value,
                item_id=document.item_id,
                receipt_number=document.receipt_number,
                received_at=now,
            )
        )
    else:
        connection.execute(
            insert(withdrawals).values(entry_id=document.entry_id, case_id=document.case_id, received_at=now)
        )
    return None


def _open_case(
    connection: Connection, opened: OpenedEntry, case: CaseDocument, now: datetime, settings: HallSettings
) -> str:
    case_number = _mint_case_number(connection, case, now, settings)
    fresh = connection.execute(
        _NEW_CASE,
        {
            "case_id": case.case_id,
            "entry_id": case.entry_id,
            "receipt_number": case.receipt_number,
            "lookup_digest": opened.lookup_digest,
            "case_number": case_number,
            "item_id": case.item.item_id,
            "item_name": case.item.name,
            "receiving_office": case.item.receiving_office,
        },
    ).rowcount
    if not fresh:
        raise ProblemError(ProblemKind.RECEIPT_TAKEN)
    connection.execute(_NEW_TRANSITION, {"case_id": case.case_id, "state": CaseState.DELIVERED.value, "at": now})
    return case_number


_NEXT_SERIAL = text(
    "INSERT INTO case_serials (prefix, day, last) VALUES (:prefix, :day, 1)"
    " ON CONFLICT (prefix, day) DO UPDATE SET last = case_serials.last + 1 RETURNING last"
)


def _mint_case_number(connection: Connection, case: CaseDocument, now: datetime, settings: HallSettings) -> str:
    """Return implementation code (or region and local code), day and serial; at most 50 characters."""
    local = re.sub(r"[^0-9A-Z]", "", (case.item.local_code or case.item.item_id).upper())
    prefix = case.item.implementation_code or f"{settings.region_code}{local}"[:36]
    day = now.astimezone(settings.zone).strftime("%Y%m%d")
    serial = connection.scalar(_NEXT_SERIAL, {"prefix": prefix, "day": day})
    return f"{prefix}{day}{serial:04d}"


def _expect_attachments(connection: Connection, opened: OpenedEntry, now: datetime) -> None:
    if not isinstance(opened.document, CaseDocument):  # pragma: no cover - the manifest was checked
        raise TypeError("only cases have attachments")
    rows = [
        {
            "attachment_id": ref.attachment_id,
            "entry_id": opened.sealed.entry_id,
            "ordinal": ref.ordinal,
            "media_type": ref.media_type,
            "sealed_size_bytes": ref.sealed_size_bytes,
            "digest": ref.digest,
            "size_bytes": file.size_bytes,
            "content_sha256": file.content_sha256,
            "offset_bytes": 0,
            "state": "open",
            "updated_at": now,
        }
        for ref, file in zip(opened.sealed.attachments, opened.document.attachments, strict=True)
    ]
    try:
        connection.execute(insert(attachments), rows)
    except IntegrityError:
        raise ProblemError(ProblemKind.RECEIPT_TAKEN, "an attachment id of another entry") from None
