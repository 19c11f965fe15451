"""Every kind of entry: sealed as the hall reads it, sent in its turn, refused when the hall would refuse it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from config.domain.identifiers import EntryId
from offline_queue import commands
from offline_queue.errors import DraftFault, DraftRefusedError
from offline_queue.model import Receipt, Stored
from offline_queue.outbox import Outbox
from offline_queue.wire.documents import (
    DOCUMENTS,
    AmendmentDocument,
    AmendmentDraft,
    ComplaintCategory,
    ComplaintDocument,
    ComplaintDraft,
    DeviceFigures,
    DeviceReportDraft,
    Document,
    MaterialOrigin,
    MaterialRecord,
    PaymentOutcome,
    PaymentOutcomeDraft,
    WithdrawalDraft,
)
from offline_queue.wire.entries import EntryKind, SealedEntry
from offline_queue.wire.sealing import EntryOpener
from tests.offline_queue.build import MOMENT, HallSide, case_draft, page, rating_draft


def amendment_draft(receipt: Receipt, pages: int = 0) -> AmendmentDraft:
    material = MaterialRecord(
        ref="household_register",
        name="户口簿",
        necessity="required",
        original_check="at_window",
        origin=MaterialOrigin.SCAN,
        pages=tuple(range(pages)),
    )
    return AmendmentDraft(
        case_id=receipt.case_id, receipt_number=receipt.receipt_number, materials=(material,), captured_at=MOMENT
    )


def complaint_draft() -> ComplaintDraft:
    return ComplaintDraft(
        category=ComplaintCategory.COMPLAINT,
        title="等候太久",
        text="张桂兰 029-00001234",
        language="zh_CN",
        captured_at=MOMENT,
    )


def outcome_draft(outcome: PaymentOutcome = PaymentOutcome.PAID, *, order_id: str = "P-1") -> PaymentOutcomeDraft:
    return PaymentOutcomeDraft(
        order_id=order_id,
        outcome=outcome,
        amount_fen=2000,
        method="wechat",
        occurred_at=MOMENT,
        captured_at=MOMENT,
    )


def device_draft() -> DeviceReportDraft:
    figures = DeviceFigures(device="printer", model="T-80", state="paper_low", counters={"pages": 7})
    return DeviceReportDraft(devices=(figures,), captured_at=MOMENT)


def withdrawal_draft(receipt: Receipt) -> WithdrawalDraft:
    return WithdrawalDraft(case_id=receipt.case_id, receipt_number=receipt.receipt_number, captured_at=MOMENT)


def opened_document(outbox: Outbox, hall: HallSide, entry_id: EntryId) -> Document:
    """What the hall would read."""
    sealed = SealedEntry.from_body(outbox.begin_attempt(entry_id).body)
    opener = EntryOpener(
        hall.sealing,
        suite=sealed.suite,
        entry_id=sealed.entry_id,
        kind=sealed.kind,
        wrapped_key=sealed.wrapped_key,
    )
    return DOCUMENTS[sealed.kind].model_validate_json(opener.open_document(sealed.sealed_document))


def test_an_amendment_carries_its_files_to_the_hall(outbox: Outbox, hall_side: HallSide) -> None:
    receipt = outbox.enqueue(case_draft())
    stored = outbox.enqueue_amendment(amendment_draft(receipt, 2), [page(), page(9)])
    document = opened_document(outbox, hall_side, stored.entry_id)
    assert isinstance(document, AmendmentDocument)
    assert (document.case_id, [file.size_bytes for file in document.attachments]) == (receipt.case_id, [1000, 9])
    with pytest.raises(DraftRefusedError) as caught:
        outbox.enqueue_amendment(amendment_draft(receipt, 2), [page()])
    assert caught.value.fault is DraftFault.PAGE_WITHOUT_ATTACHMENT


def test_a_complaint_has_its_number_at_once_and_can_be_asked_for(outbox: Outbox, hall_side: HallSide) -> None:
    receipt = outbox.enqueue_complaint(complaint_draft(), [page()])
    document = opened_document(outbox, hall_side, receipt.entry_id)
    assert isinstance(document, ComplaintDocument)
    assert document.receipt_number == receipt.receipt_number
    assert document.lookup_code == receipt.lookup_code
    found = outbox.progress(receipt.receipt_number, receipt.lookup_code)
    assert found is not None
    assert (found.entry_id, found.kind) == (receipt.entry_id, EntryKind.COMPLAINT)
    assert outbox.enqueue(case_draft()).receipt_number != receipt.receipt_number


def test_an_anonymous_complaint_names_nobody() -> None:
    raw = complaint_draft().model_dump()
    with pytest.raises(ValidationError):
        ComplaintDraft.model_validate({**raw, "mobile": "029-00001234"})
    assert ComplaintDraft.model_validate({**raw, "anonymous": False, "mobile": "029-00001234"}).mobile
    assert "029-00001234" not in repr(complaint_draft())


@pytest.mark.parametrize("amount_fen", [0, -1, 10**9 + 1])
def test_an_order_without_a_sound_amount_is_refused(amount_fen: int) -> None:
    raw = outcome_draft().model_dump()
    with pytest.raises(ValidationError):
        PaymentOutcomeDraft.model_validate({**raw, "amount_fen": amount_fen})


def test_a_kind_without_files_takes_none(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text(device_draft().model_dump_json(), encoding="utf-8")
    (tmp_path / "page.jpg").write_bytes(b"page")
    with pytest.raises(DraftRefusedError) as caught:
        commands.put(data_dir, tmp_path / "report.json", EntryKind.DEVICE_REPORT, [tmp_path / "page.jpg"])
    assert caught.value.fault is DraftFault.TOO_MANY_ATTACHMENTS


def test_the_command_line_takes_every_kind(data_dir: Path, tmp_path: Path) -> None:
    def put(kind: EntryKind, draft: object, *files: Path) -> dict[str, object]:
        (tmp_path / "draft.json").write_text(draft.model_dump_json(), encoding="utf-8")  # type: ignore[attr-defined]
        return commands.put(data_dir, tmp_path / "draft.json", kind, files)

    file = tmp_path / "page.jpg"
    file.write_bytes(b"page")
    case = put(EntryKind.CASE, case_draft(1), file)
    receipt = json.loads(json.dumps(case))
    of_case = {"case_id": receipt["case_id"], "receipt_number": receipt["receipt_number"], "captured_at": MOMENT}
    assert set(put(EntryKind.AMENDMENT, AmendmentDraft.model_validate(of_case), file)) == {"entry_id", "stored_at"}
    assert set(put(EntryKind.WITHDRAWAL, WithdrawalDraft.model_validate(of_case))) == {"entry_id", "stored_at"}
    assert "receipt_number" in put(EntryKind.COMPLAINT, complaint_draft(), file)
    put(EntryKind.RATING, rating_draft())
    put(EntryKind.PAYMENT_OUTCOME, outcome_draft())
    put(EntryKind.DEVICE_REPORT, device_draft())
    assert {entry["kind"] for entry in commands.entries(data_dir)} == {kind.value for kind in EntryKind}


def test_the_same_id_again_is_stored_once(outbox: Outbox) -> None:
    entry_id = EntryId("d057bc0f-ac13-4fe8-855a-0be6e291d45d")
    stored = outbox.enqueue_payment_outcome(outcome_draft(), entry_id=entry_id)
    assert isinstance(stored, Stored)
    assert outbox.status().depth == 1
