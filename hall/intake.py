"""Taking an entry in: open, check, then store it and its effect in one transaction.

`open_entry` works in memory. `store` is a database work: it finds the entry again (a replay), refuses another body
under the same id, or writes the entry with its effect. So an effect happens once however often the entry is sent, and
a crash between effect and reply is healed by the next replay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, select

from hall.bulk import BulkInsert, run_sql
from hall.effects import Effect, MixedGroupError, Numbers, write_effects
from hall.errors import ProblemError
from hall.keys import HallKeys
from hall.services.completion import CompleteCase, on_amendment_complete, on_complete, on_withdrawal_complete
from hall.services.tables import case_people
from hall.settings import HallSettings
from hall.tables import attachments, cases, complaints, entries
from offline_queue.wire.documents import (
    DOCUMENTS,
    AmendmentDocument,
    AttachmentContent,
    CaseDocument,
    ComplaintDocument,
    Document,
    FiledDocument,
    WithdrawalDocument,
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
_NEW_ENTRIES = BulkInsert(
    entries,
    (
        "entry_id",
        "kind",
        "terminal_id",
        "epoch",
        "sequence",
        "digest",
        "content_sha256",
        "body",
        "signature_input",
        "signature",
        "state",
        "received_at",
        "completed_at",
    ),
    "(entry_id) DO NOTHING",
)
_NEW_ATTACHMENTS = BulkInsert(
    attachments,
    (
        "attachment_id",
        "entry_id",
        "ordinal",
        "media_type",
        "sealed_size_bytes",
        "digest",
        "size_bytes",
        "content_sha256",
        "offset_bytes",
        "state",
        "updated_at",
    ),
    "(attachment_id) DO NOTHING",
)
_NEW_PEOPLE = BulkInsert(case_people, ("case_id", "person_digest"))


@dataclass(frozen=True, slots=True)
class OpenedEntry:
    """An entry that was opened and found valid; nothing of it is stored yet.

    Attributes:
        body: as sent; what is stored.
        digest: of the body.
        content_sha256: of the document before sealing.
        lookup_digest: for what has a slip: what the database keeps of the lookup code.
        person_digest: for cases: what the database keeps of whose it is.
    """

    sealed: SealedEntry
    document: Document
    body: bytes
    digest: str
    content_sha256: str
    lookup_digest: str | None
    person_digest: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """The signature under which an entry came; kept with it."""

    terminal_id: str
    signature_input: str
    signature: str


@dataclass(frozen=True, slots=True)
class Incoming:
    """An entry on its way into the database."""

    opened: OpenedEntry
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Stored:
    """What `store` found or did."""

    answer: EntryAnswer
    is_new: bool


def open_entry(body: bytes, entry_id: str | None, terminal_id: str, keys: HallKeys) -> OpenedEntry:
    """Open and check a body; ``entry_id`` is the path's, None where there is none.

    Raises:
        ProblemError: schema, seal, too-large; nothing of the content is in it.
    """
    try:
        sealed = SealedEntry.from_body(body)
    except ValidationError as error:
        raise _schema_problem(error) from None
    if entry_id not in {None, sealed.entry_id} or sealed.terminal_id != terminal_id:
        raise ProblemError(ProblemKind.SCHEMA, "not this path or not this terminal", fields=("entry_id", "terminal_id"))
    if any(ref.sealed_size_bytes > MAX_ATTACHMENT_BYTES for ref in sealed.attachments):
        raise ProblemError(ProblemKind.TOO_LARGE, "an attachment is too large", fields=("attachments",))
    content = _open_content(sealed, keys)
    document = _read_document(sealed, content)
    lookup_digest = (
        keys.lookup_digest(document.receipt_number, document.lookup_code)
        if isinstance(document, CaseDocument | ComplaintDocument)
        else None
    )
    person_digest = None
    if isinstance(document, CaseDocument):
        person_digest = keys.person_digest(document.applicant.card_type, document.applicant.number)
    return OpenedEntry(sealed, document, body, digest_of(body), digest_of(content), lookup_digest, person_digest)


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
    """Store one entry and its effect, or find what was stored. Raises `ProblemError` (entry-differs, receipt-taken)."""
    return _store_all(connection, [Incoming(opened, evidence)], now, settings)[0]


def store_group(
    connection: Connection, group: Sequence[Incoming], *, now: datetime, settings: HallSettings
) -> list[Stored | ProblemError]:
    """Store entries that came together, each with its effect; one that is refused leaves nothing and harms no other.

    All at once when all are new, which is the usual case; else one after the other.
    """
    run_sql(connection, "SAVEPOINT entry_group")
    try:
        stored = _store_all(connection, group, now, settings)
    except (ProblemError, MixedGroupError) as refusal:
        run_sql(connection, "ROLLBACK TO SAVEPOINT entry_group")
        run_sql(connection, "RELEASE SAVEPOINT entry_group")
        if isinstance(refusal, ProblemError):
            return [refusal]
        return [outcome for one in group for outcome in store_group(connection, [one], now=now, settings=settings)]
    run_sql(connection, "RELEASE SAVEPOINT entry_group")
    return [*stored]


def _store_all(
    connection: Connection, group: Sequence[Incoming], now: datetime, settings: HallSettings
) -> list[Stored]:
    """Store entries that are all new, or one that may be known.

    Raises:
        ProblemError: there is one, and it is refused.
        MixedGroupError: there are several, and not all are new and without fault.
    """
    fresh = _NEW_ENTRIES(connection, [_entry_row(one, now) for one in group])
    if fresh != len(group):
        if len(group) > 1:
            raise MixedGroupError
        return [Stored(_replay(connection, group[0].opened, group[0].evidence, now), is_new=False)]
    effects = [Effect(one.opened.sealed, one.opened.document, one.opened.lookup_digest) for one in group]
    numbers = write_effects(connection, effects, now=now, settings=settings)
    _expect_attachments(connection, [one.opened for one in group], now)
    people = [
        (one.opened.document.case_id, one.opened.person_digest)
        for one in group
        if isinstance(one.opened.document, CaseDocument)
    ]
    _NEW_PEOPLE(connection, people)
    documents = [one.opened.document for one in group if not one.opened.sealed.attachments]
    complete = [one for one in documents if isinstance(one, CaseDocument)]
    on_complete(connection, [CompleteCase(one.case_id, one.entry_id, one.receipt_number) for one in complete], now)
    for one in documents:
        if isinstance(one, AmendmentDocument):
            on_amendment_complete(connection, one.entry_id, one.case_id, now)
        elif isinstance(one, WithdrawalDocument):
            on_withdrawal_complete(connection, one.entry_id, one.case_id, now)
    return [
        Stored(_first_answer(one.opened, minted, now), is_new=True) for one, minted in zip(group, numbers, strict=True)
    ]


def _entry_row(incoming: Incoming, now: datetime) -> tuple[object, ...]:
    """Return the values of `_NEW_ENTRIES`."""
    opened, evidence = incoming.opened, incoming.evidence
    sealed = opened.sealed
    return (
        sealed.entry_id,
        sealed.kind.value,
        evidence.terminal_id,
        sealed.epoch,
        sealed.sequence,
        opened.digest,
        opened.content_sha256,
        opened.body,
        evidence.signature_input,
        evidence.signature,
        (EntryState.STORED if sealed.attachments else EntryState.COMPLETE).value,
        now,
        None if sealed.attachments else now,
    )


def _first_answer(opened: OpenedEntry, minted: Numbers, now: datetime) -> EntryAnswer:
    sealed = opened.sealed
    return EntryAnswer(
        entry_id=sealed.entry_id,
        digest=opened.digest,
        state=EntryState.STORED if sealed.attachments else EntryState.COMPLETE,
        received_at=now,
        completed_at=None if sealed.attachments else now,
        hall_time=now,
        case_number=minted.case_number,
        reference_number=minted.reference_number,
        attachments=tuple(
            AttachmentProgress(
                attachment_id=ref.attachment_id,
                offset_bytes=0,
                sealed_size_bytes=ref.sealed_size_bytes,
                complete=False,
            )
            for ref in sealed.attachments
        ),
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
    complaints.c.complaint_number,
).select_from(
    entries.outerjoin(cases, cases.c.entry_id == entries.c.entry_id).outerjoin(
        complaints, complaints.c.entry_id == entries.c.entry_id
    )
)


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
        reference_number=row.complaint_number,
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
    try:
        document = DOCUMENTS[sealed.kind].model_validate_json(content)
    except ValidationError as error:
        raise _schema_problem(error, "document") from None
    if document.entry_id != sealed.entry_id or document.terminal_id != sealed.terminal_id:
        raise ProblemError(ProblemKind.SCHEMA, "envelope and document differ", fields=("document.entry_id",))
    contents = document.attachments if isinstance(document, FiledDocument) else ()
    if not _same_files(sealed, contents):
        raise ProblemError(ProblemKind.SCHEMA, "manifest and document differ", fields=("document.attachments",))
    if isinstance(document, CaseDocument | AmendmentDocument) and any(
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


def _expect_attachments(connection: Connection, opened: Sequence[OpenedEntry], now: datetime) -> None:
    rows = [
        (
            ref.attachment_id,
            one.sealed.entry_id,
            ref.ordinal,
            ref.media_type,
            ref.sealed_size_bytes,
            ref.digest,
            file.size_bytes,
            file.content_sha256,
            0,
            "open",
            now,
        )
        for one in opened
        if isinstance(one.document, FiledDocument)
        for ref, file in zip(one.sealed.attachments, one.document.attachments, strict=True)
    ]
    if _NEW_ATTACHMENTS(connection, rows) != len(rows):
        if len(opened) > 1:
            raise MixedGroupError
        raise ProblemError(ProblemKind.RECEIPT_TAKEN, "an attachment id of another entry")
