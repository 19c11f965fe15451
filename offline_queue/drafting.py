"""From a draft to sealed bytes: adds what ``enqueue`` mints, seals attachments and document, builds the envelope.

Attachments are written while they are sealed, so a page is never in memory twice as a whole.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from pydantic import ValidationError

from config.domain.identifiers import AttachmentId, CaseId, EntryId, ItemId, LookupCode, ReceiptNumber
from config.domain.receipt_number import ReceiptParts, mint_receipt_number
from offline_queue.blobs import Blobs
from offline_queue.errors import DraftFault, DraftRefusedError
from offline_queue.identity import Identity
from offline_queue.model import PRIORITY, Attachment, AttachmentDraft, ClockReading
from offline_queue.rows import CodeHash, NewEntry
from offline_queue.wire.documents import (
    DOCUMENTS,
    DRAFTS,
    AmendmentDraft,
    AttachmentContent,
    CaseDraft,
    ClockState,
    ComplaintDraft,
    Document,
    Draft,
    FiledDraft,
    PaymentOutcomeDraft,
    RatingDraft,
    WithdrawalDraft,
)
from offline_queue.wire.entries import (
    MAX_ATTACHMENT_BYTES,
    MAX_ATTACHMENTS,
    MAX_ENTRY_BYTES,
    AttachmentRef,
    EntryKind,
    SealedEntry,
    digest_of,
)
from offline_queue.wire.sealing import SEGMENT_BYTES, EntrySealer, sealed_size
from offline_queue.wire.times import from_epoch

_KINDS = {draft: kind for kind, draft in DRAFTS.items()}
_ORDERS = uuid.UUID("7b0a43c5-5c0d-4d7e-9d0b-0c9b54a7f6de")
"""Makes an id of the chain from an order's id; fixed for ever."""


@dataclass(frozen=True, slots=True)
class Minted:
    """What ``enqueue`` has given to a draft; receipt number and code for what a slip is printed for."""

    entry_id: EntryId
    case_id: CaseId
    epoch: str
    sequence: int
    stored_at_s: float
    clock: ClockReading
    receipt_number: ReceiptNumber | None = None
    lookup_code: LookupCode | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as it is stored and sent."""

    body: bytes
    digest: str
    attachments: tuple[Attachment, ...]


def kind_of(draft: Draft) -> EntryKind:
    """Return the kind of entry that a draft makes."""
    return _KINDS[type(draft)]


def chain_of(draft: Draft) -> CaseId | None:
    """Return the id of the chain that a draft belongs to and is sent in order with, as far as the draft itself says.

    What is about a case is in the case's chain. Outcomes of one payment order are a chain of their own: money must
    not wait behind a case that waits for staff.
    """
    match draft:
        case WithdrawalDraft() | AmendmentDraft():
            return CaseId(draft.case_id)
        case PaymentOutcomeDraft():
            return CaseId(str(uuid.uuid5(_ORDERS, draft.order_id)))
        case _:
            return None


def check_draft(draft: Draft, attachments: Sequence[AttachmentDraft]) -> None:
    """Raise `DraftRefusedError` for what the hall would refuse and no retry could cure."""
    if len(attachments) > (MAX_ATTACHMENTS if isinstance(draft, FiledDraft) else 0):
        raise DraftRefusedError(DraftFault.TOO_MANY_ATTACHMENTS)
    for ordinal, attachment in enumerate(attachments):
        if sealed_size(len(attachment.content)) > MAX_ATTACHMENT_BYTES:
            raise DraftRefusedError(DraftFault.ATTACHMENT_TOO_LARGE, (f"attachments.{ordinal}",))
    if isinstance(draft, CaseDraft | AmendmentDraft):
        for number, material in enumerate(draft.materials):
            if any(page >= len(attachments) for page in material.pages):
                raise DraftRefusedError(DraftFault.PAGE_WITHOUT_ATTACHMENT, (f"materials.{number}.pages",))


def seal(
    draft: Draft,
    files: Sequence[AttachmentDraft],
    minted: Minted,
    identity: Identity,
    *,
    sealer: EntrySealer,
    blobs: Blobs,
    attachment_ids: Sequence[AttachmentId],
) -> Sealed:
    """Seal a draft; its attachments are written and synced, but not yet durable by name (`Blobs.commit`).

    ``sealer`` is one of this entry's id and kind, to the identity's hall, that has sealed nothing yet.

    Raises:
        DraftRefusedError: a value that the contract does not allow, or a sealed document larger than the hall
            takes.
        StorageError: an attachment could not be written.
    """
    try:
        return _seal(draft, files, minted, identity, sealer=sealer, blobs=blobs, attachment_ids=attachment_ids)
    except ValidationError as error:
        places = {".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False)}
        # "from None": the validation error would carry the document into every traceback.
        raise DraftRefusedError(DraftFault.INVALID, tuple(sorted(places))) from None


def _seal(
    draft: Draft,
    files: Sequence[AttachmentDraft],
    minted: Minted,
    identity: Identity,
    *,
    sealer: EntrySealer,
    blobs: Blobs,
    attachment_ids: Sequence[AttachmentId],
) -> Sealed:
    kind = kind_of(draft)
    contents: list[AttachmentContent] = []
    attachments: list[Attachment] = []
    for ordinal, (attachment_id, file) in enumerate(zip(attachment_ids, files, strict=True)):
        stream = sealer.seal_attachment(attachment_id, ordinal, _pieces(file.content))
        blobs.put(attachment_id, stream)
        contents.append(
            AttachmentContent(
                attachment_id=attachment_id,
                ordinal=ordinal,
                media_type=file.media_type,
                size_bytes=stream.size_bytes,
                content_sha256=stream.content_sha256,
            )
        )
        attachments.append(
            Attachment(
                attachment_id,
                minted.entry_id,
                ordinal,
                file.media_type,
                stream.sealed_size_bytes,
                stream.digest,
                acked_bytes=0,
            )
        )
    document = _document(draft, minted, identity, tuple(contents))
    closed = sealer.seal_document(document.model_dump_json().encode("utf-8"))
    body = SealedEntry(
        entry_id=minted.entry_id,
        kind=kind,
        terminal_id=identity.terminal_id,
        epoch=minted.epoch,
        sequence=minted.sequence,
        suite=identity.suite,
        key_id=identity.hall_sealing_key_id,
        wrapped_key=closed.wrapped_key,
        sealed_document=closed.sealed_document,
        attachments=tuple(map(_ref, attachments)),
    ).to_body()
    if len(body) > MAX_ENTRY_BYTES:
        raise DraftRefusedError(DraftFault.DOCUMENT_TOO_LARGE)
    return Sealed(body, digest_of(body), tuple(attachments))


def row_of(
    draft: Draft, minted: Minted, sealed: Sealed, identity: Identity, *, serial: int, kept: CodeHash | None
) -> NewEntry:
    """Return the ledger's row of a sealed draft; ``kept`` is what the ledger keeps of a case's lookup code."""
    kind = kind_of(draft)
    return NewEntry(
        sequence=minted.sequence,
        serial=serial,
        entry_id=minted.entry_id,
        case_id=minted.case_id,
        kind=kind,
        priority=PRIORITY[kind],
        receipt_number=minted.receipt_number,
        item_id=_item_of(draft),
        code_salt=None if kept is None else kept.salt,
        code_hash=None if kept is None else kept.hash,
        digest=sealed.digest,
        suite=identity.suite,
        key_id=identity.hall_sealing_key_id,
        size_bytes=len(sealed.body),
        captured_at_s=draft.captured_at.timestamp(),
        stored_at_s=minted.stored_at_s,
        clock_synchronised=minted.clock.synchronised,
        boot_id=minted.clock.boot_id,
        monotonic_s=minted.clock.monotonic_s,
    )


def _item_of(draft: Draft) -> ItemId | None:
    """Return the service item that the ledger shows to staff; what is about money or devices shows none."""
    match draft:
        case CaseDraft():
            return ItemId(draft.item.item_id)
        case ComplaintDraft() | RatingDraft() if draft.item_id is not None:
            return ItemId(draft.item_id)
        case _:
            return None


def manifest_ref(attachment: Attachment) -> AttachmentRef:
    """Return an attachment's line of the manifest."""
    return _ref(attachment)


def receipt_number_for(identity: Identity, serial: int, day: date) -> ReceiptNumber:
    """Mint the receipt number of a serial; ``day`` is the day in the terminal's zone."""
    return mint_receipt_number(
        ReceiptParts(
            station=identity.station_code,
            terminal_no=identity.terminal_no,
            day=day,
            generation=identity.generation % 10,
            serial=serial,
        )
    )


def wipe(files: Sequence[AttachmentDraft]) -> None:
    """Overwrite what can be overwritten. Best effort: Python may hold copies that nobody can reach."""
    for file in files:
        if isinstance(file.content, bytearray):
            file.content[:] = bytes(len(file.content))


def _ref(attachment: Attachment) -> AttachmentRef:
    return AttachmentRef(
        attachment_id=attachment.attachment_id,
        ordinal=attachment.ordinal,
        media_type=attachment.media_type,
        sealed_size_bytes=attachment.sealed_size_bytes,
        digest=attachment.digest,
    )


def _pieces(content: bytes | bytearray) -> Iterator[bytes]:
    view = memoryview(content)
    for start in range(0, len(view), SEGMENT_BYTES):
        yield view[start : start + SEGMENT_BYTES]  # type: ignore[misc]  # a view adds to a bytearray without a copy


def _document(draft: Draft, minted: Minted, identity: Identity, contents: tuple[AttachmentContent, ...]) -> Document:
    values: dict[str, object] = {
        # Not dict(draft): a model without a method "keys" answers the question for it slowly.
        **vars(draft),
        "entry_id": minted.entry_id,
        "terminal_id": identity.terminal_id,
        "station_code": identity.station_code,
        "queued_at": from_epoch(minted.stored_at_s),
        "clock": ClockState(
            synchronised=minted.clock.synchronised,
            hall_offset_s=minted.clock.hall_offset_s,
            boot_id=minted.clock.boot_id,
            monotonic_s=minted.clock.monotonic_s,
        ),
    }
    match draft:
        case CaseDraft():
            values |= {"case_id": minted.case_id, **_slip_numbers(minted), "attachments": contents}
        case ComplaintDraft():
            values |= {**_slip_numbers(minted), "attachments": contents}
        case AmendmentDraft():
            values["attachments"] = contents
        case _:
            pass
    return DOCUMENTS[kind_of(draft)].model_validate(values)


def _slip_numbers(minted: Minted) -> dict[str, object]:
    return {"receipt_number": minted.receipt_number, "lookup_code": minted.lookup_code}
