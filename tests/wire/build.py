"""Documents and sealed entries for tests; every person in them is invented."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from config.domain.identifiers import StationCode
from config.domain.receipt_number import ReceiptParts, mint_receipt_number
from offline_queue.wire.documents import (
    DOCUMENTS,
    AttachmentContent,
    CardType,
    CaseDocument,
    ClockState,
    Consent,
    Document,
    FormValue,
    MaterialOrigin,
    MaterialRecord,
    Person,
    PersonSource,
    RatingDocument,
    RatingLevel,
    RatingScope,
    ServiceItem,
    WithdrawalDocument,
)
from offline_queue.wire.entries import AttachmentRef, EntryKind, SealedEntry, digest_of
from offline_queue.wire.sealing import SUITE, EntrySealer, key_id_of

MOMENT = datetime(2026, 11, 24, 4, 30, tzinfo=UTC)
EPOCH = "0b6d9c1e-3f7a-4b52-9a55-0d1f8c2e7a10"
CANARIES = ("610198194503120016", "张桂兰", "029-00001234", "138****5678", "9999000012345678901")
"""Personal values that every case below holds; none may appear in a log, a problem or a file in clear."""


def uuid_of(text: str) -> str:
    """A UUID that is always the same for the same text."""
    raw = hashlib.sha256(text.encode()).hexdigest()
    return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-8{raw[17:20]}-{raw[20:32]}"


def receipt_number(serial: int, *, terminal_no: int = 1, generation: int = 1) -> str:
    """A receipt number of station LS on the day of `MOMENT`."""
    return mint_receipt_number(ReceiptParts(StationCode("LS"), terminal_no, date(2026, 11, 24), generation, serial))


CLOCK = ClockState(synchronised=True, hall_offset_s=0.5, boot_id="boot-1", monotonic_s=12.5)


def case_document(
    name: str = "one",
    *,
    serial: int = 1,
    terminal_id: str = "LS01",
    files: tuple[AttachmentContent, ...] = (),
    implementation_code: str | None = None,
) -> CaseDocument:
    """A case about an allowance for the old; ``name`` decides its ids."""
    return CaseDocument(
        entry_id=uuid_of(f"entry {name}"),
        case_id=uuid_of(f"case {name}"),
        terminal_id=terminal_id,
        station_code="LS",
        receipt_number=receipt_number(serial),
        lookup_code="482913",
        queued_at=MOMENT,
        captured_at=MOMENT,
        clock=CLOCK,
        language="zh_CN",
        item=ServiceItem(
            item_id="senior_allowance",
            name="高龄老人补贴申领",
            catalogue_version="sample-2025.1",
            receiving_office="区民政局",
            local_code="LTS-MZ-003",
            implementation_code=implementation_code,
        ),
        applicant=Person(
            card_type=CardType.RESIDENT_ID,
            source=PersonSource.CHIP,
            name="张桂兰",
            number="610198194503120016",
            birth_date=date(1945, 3, 12),
            mobile="029-00001234",
        ),
        form=(
            FormValue(key="payee_account", label="收款账号", type="bank_account", value="9999000012345678901"),
            FormValue(key="contact", label="联系电话", type="phone", value="138****5678"),
        ),
        materials=(
            MaterialRecord(
                ref="household_register",
                name="户口簿",
                necessity="required",
                original_check="at_window",
                origin=MaterialOrigin.SCAN,
                pages=tuple(file.ordinal for file in files),
            ),
        ),
        consents=(Consent(kind="privacy_notice", text_version="1", given_at=MOMENT),),
        attachments=files,
    )


def rating_document(name: str = "rating", *, terminal_id: str = "LS01") -> RatingDocument:
    """A rating of one visit."""
    return RatingDocument(
        entry_id=uuid_of(f"entry {name}"),
        terminal_id=terminal_id,
        station_code="LS",
        queued_at=MOMENT,
        captured_at=MOMENT,
        clock=CLOCK,
        scope=RatingScope.PER_VISIT,
        level=RatingLevel.SATISFIED,
        comment="张桂兰",
        item_id="senior_allowance",
    )


def withdrawal_document(of: CaseDocument, name: str = "withdrawal") -> WithdrawalDocument:
    """The withdrawal of a case."""
    return WithdrawalDocument(
        entry_id=uuid_of(f"entry {name}"),
        terminal_id=of.terminal_id,
        station_code="LS",
        queued_at=MOMENT,
        captured_at=MOMENT,
        clock=CLOCK,
        case_id=of.case_id,
        receipt_number=of.receipt_number,
    )


@dataclass(frozen=True, slots=True)
class Made:
    """A sealed entry with its bytes and those of its attachments by id."""

    document: Document
    sealed: SealedEntry
    body: bytes
    files: dict[str, bytes]
    content_sha256: str

    @property
    def entry_id(self) -> str:
        return self.sealed.entry_id

    @property
    def digest(self) -> str:
        return digest_of(self.body)


def kind_of(document: Document) -> EntryKind:
    """The kind of entry that holds this document."""
    return next(kind for kind, model in DOCUMENTS.items() if type(document) is model)


def make_case(
    hall_key: X25519PublicKey, *contents: bytes, name: str = "one", files_of: str = "", **fields: object
) -> Made:
    """Seal a case with attached files of these contents; ``files_of`` names another case whose file ids it takes."""

    def document(files: tuple[AttachmentContent, ...]) -> Document:
        return case_document(name, files=files, **fields)  # type: ignore[arg-type]  # passed through

    return make_filed(hall_key, EntryKind.CASE, document, *contents, name=name, files_of=files_of)


def make_filed(
    hall_key: X25519PublicKey,
    kind: EntryKind,
    make: Callable[[tuple[AttachmentContent, ...]], Document],
    *contents: bytes,
    name: str,
    files_of: str = "",
) -> Made:
    """Seal a document of a kind that files can be attached to; ``make`` gets what it says of them."""
    entry_id = uuid_of(f"entry {name}")
    sealer = EntrySealer(hall_key, entry_id, kind)
    files, refs, sealed_files = [], [], {}
    for ordinal, content in enumerate(contents):
        attachment_id = uuid_of(f"attachment {files_of or name} {ordinal}")
        stream = sealer.seal_attachment(attachment_id, ordinal, [content])
        sealed_files[attachment_id] = b"".join(stream)
        refs.append(
            AttachmentRef(
                attachment_id=attachment_id,
                ordinal=ordinal,
                media_type="image/jpeg",
                sealed_size_bytes=stream.sealed_size_bytes,
                digest=stream.digest,
            )
        )
        files.append(
            AttachmentContent(
                attachment_id=attachment_id,
                ordinal=ordinal,
                media_type="image/jpeg",
                size_bytes=stream.size_bytes,
                content_sha256=stream.content_sha256,
            )
        )
    return seal(hall_key, make(tuple(files)), sealer=sealer, refs=tuple(refs), files=sealed_files)


def seal(
    hall_key: X25519PublicKey,
    document: Document,
    *,
    sealer: EntrySealer | None = None,
    refs: tuple[AttachmentRef, ...] = (),
    files: dict[str, bytes] | None = None,
    content: bytes | None = None,
    sequence: int = 1,
) -> Made:
    """Seal a document; ``content`` replaces its bytes for tests of what is not valid."""
    kind = kind_of(document)
    sealer = sealer or EntrySealer(hall_key, document.entry_id, kind)
    closed = sealer.seal_document(document.model_dump_json().encode() if content is None else content)
    sealed = SealedEntry(
        entry_id=document.entry_id,
        kind=kind,
        terminal_id=document.terminal_id,
        epoch=EPOCH,
        sequence=sequence,
        suite=SUITE,
        key_id=key_id_of(hall_key.public_bytes_raw()),
        wrapped_key=closed.wrapped_key,
        sealed_document=closed.sealed_document,
        attachments=refs,
    )
    return Made(document, sealed, sealed.to_body(), files or {}, closed.content_sha256)
