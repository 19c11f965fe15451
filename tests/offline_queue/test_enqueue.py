"""What a receipt promises."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from config.domain.iso7064 import mod_37_36
from config.domain.receipt_number import parse_receipt_number
from offline_queue.errors import (
    AlreadyStoredError,
    DraftFault,
    DraftRefusedError,
    EnrolmentFault,
    EntryUnknownError,
    NotEnrolledError,
    OutboxClosedError,
)
from offline_queue.filesystem import OsFs
from offline_queue.model import AttachmentDraft, EntryState, Level
from offline_queue.outbox import Outbox
from offline_queue.wire.documents import CaseDocument, WithdrawalDraft
from offline_queue.wire.entries import EntryKind, SealedEntry, digest_of
from offline_queue.wire.sealing import EntryOpener
from tests.offline_queue.build import (
    MOMENT,
    FaultyConnection,
    FaultyFs,
    HallSide,
    ManualClock,
    case_draft,
    enrol_directly,
    faulty_connect,
    opened,
    page,
    rating_draft,
    with_page,
)


def open_sealed(body: bytes, hall: HallSide) -> tuple[SealedEntry, EntryOpener]:
    sealed = SealedEntry.from_body(body)
    opener = EntryOpener(
        hall.sealing,
        suite=sealed.suite,
        entry_id=sealed.entry_id,
        kind=sealed.kind.value,
        wrapped_key=sealed.wrapped_key,
    )
    return sealed, opener


def test_receipt_number_and_code_are_inside_the_sealed_document(outbox: Outbox, hall_side: HallSide) -> None:
    receipt = outbox.enqueue(case_draft())

    sending = outbox.begin_attempt(receipt.entry_id)
    sealed, opener = open_sealed(sending.body, hall_side)
    document = CaseDocument.model_validate_json(opener.open_document(sealed.sealed_document))
    assert document.receipt_number == receipt.receipt_number
    assert document.lookup_code == receipt.lookup_code
    assert document.case_id == receipt.case_id
    assert document.applicant.name == "张桂兰"
    assert sealed.sequence == 1
    assert sending.entry.digest == digest_of(sending.body)


def test_attachments_open_at_the_hall_as_they_were(outbox: Outbox, hall_side: HallSide) -> None:
    pages = [page(300_000), page(10)]
    before = [bytes(p.content) for p in pages]

    receipt = outbox.enqueue(case_draft(2), pages)

    sending = outbox.begin_attempt(receipt.entry_id)
    _, opener = open_sealed(sending.body, hall_side)
    for attachment, clear in zip(sending.attachments, before, strict=True):
        raw = outbox.read_sealed(attachment.attachment_id, 0, attachment.sealed_size_bytes)
        assert digest_of(raw) == attachment.digest
        assert b"".join(opener.open_attachment(attachment.attachment_id, attachment.ordinal, [raw])) == clear


def test_pages_are_wiped_once_durable(outbox: Outbox) -> None:
    one, fixed = page(500), AttachmentDraft("image/jpeg", b"cannot be wiped")
    outbox.enqueue(case_draft(2), [one, fixed])
    assert bytes(one.content) == bytes(500)


def test_receipt_numbers_count_up_and_follow_the_stations_day(outbox: Outbox, clock: ManualClock) -> None:
    first = parse_receipt_number(outbox.enqueue(case_draft()).receipt_number)
    clock.wall_s = MOMENT.replace(hour=16, minute=30).timestamp()  # half past midnight in China
    second = parse_receipt_number(outbox.enqueue(case_draft()).receipt_number)
    assert (first.serial, second.serial) == (1, 2)
    assert (first.day.day, second.day.day) == (24, 25)
    assert first.terminal == "LS01"
    assert first.generation == 1


def test_serials_go_on_after_reopening(data_dir: Path) -> None:
    with opened(data_dir) as outbox:
        outbox.enqueue(case_draft())
    with opened(data_dir) as outbox:
        again = outbox.enqueue(case_draft())
        assert parse_receipt_number(again.receipt_number).serial == 2
        assert outbox.status().highest_sequence == 2


def test_ratings_use_no_receipt_number_and_wait_for_their_case(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    outbox.enqueue_rating(rating_draft(receipt.receipt_number))
    outbox.enqueue_rating(rating_draft())
    outbox.enqueue_rating(rating_draft("LS01-261124-10999-" + _check("LS01-261124-10999")))
    due = outbox.due(10)
    assert [entry.kind for entry in due] == [EntryKind.CASE, EntryKind.RATING, EntryKind.RATING]
    assert due[1].case_id != receipt.case_id
    assert due[0].receipt_number == receipt.receipt_number


def test_a_withdrawal_waits_for_its_case(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    withdrawal = WithdrawalDraft(case_id=receipt.case_id, receipt_number=receipt.receipt_number, captured_at=MOMENT)
    stored = outbox.enqueue_withdrawal(withdrawal)
    assert [entry.entry_id for entry in outbox.due(10)] == [receipt.entry_id]
    outbox.register(receipt.entry_id)
    assert [entry.entry_id for entry in outbox.due(10)] == [stored.entry_id, receipt.entry_id]


def test_one_commit_and_one_sync_per_file_and_folder(data_dir: Path) -> None:
    """n attachments cost n file syncs, one folder sync and one commit."""
    fs = FaultyFs()
    with opened(data_dir, fs=fs, connect=faulty_connect) as outbox:
        fs.fail_at(None)
        FaultyConnection.commits = 0
        outbox.enqueue(case_draft(3), [page(), page(), page()])
        assert fs.done.count("fsync") == 3
        assert fs.done.count("fsync_folder") == 1
        assert FaultyConnection.commits == 1
        assert FaultyConnection.commits + fs.done.count("fsync") + fs.done.count("fsync_folder") == 3 + 2


def test_without_enrolment_nothing_is_taken_in(tmp_path: Path) -> None:
    with opened(tmp_path / "fresh") as outbox:
        assert outbox.admit(1).level is Level.RED
        with pytest.raises(NotEnrolledError) as caught:
            outbox.enqueue(case_draft())
        assert caught.value.fault is EnrolmentFault.ABSENT
        assert outbox.status().depth == 0


def test_an_enrolment_counts_without_a_restart(tmp_path: Path, hall_side: HallSide) -> None:
    with opened(tmp_path / "fresh") as outbox:
        enrol_directly(tmp_path / "fresh", hall_side)
        outbox.reload_identity()
        outbox.enqueue(case_draft())
        assert outbox.status().ready == 1


def test_a_damaged_identity_is_named(data_dir: Path) -> None:
    (data_dir / "identity" / "enrolment.json").write_text("{}")
    with opened(data_dir) as outbox, pytest.raises(NotEnrolledError) as caught:
        outbox.enqueue(case_draft())
    assert caught.value.fault is EnrolmentFault.DAMAGED


@pytest.mark.parametrize(
    ("pages", "named", "fault"),
    [
        (65, 0, DraftFault.TOO_MANY_ATTACHMENTS),
        (1, 1, DraftFault.PAGE_WITHOUT_ATTACHMENT),
    ],
)
def test_what_the_hall_would_refuse_is_refused_here(outbox: Outbox, pages: int, named: int, fault: DraftFault) -> None:
    with pytest.raises(DraftRefusedError) as caught:
        outbox.enqueue(with_page(case_draft(), named), [page(10)] * pages)
    assert caught.value.fault is fault
    assert outbox.status().depth == 0


def test_a_page_too_large_is_refused(outbox: Outbox) -> None:
    with pytest.raises(DraftRefusedError) as caught:
        outbox.enqueue(case_draft(1), [AttachmentDraft("image/jpeg", bytes(33 * 1024 * 1024))])
    assert caught.value.fault is DraftFault.ATTACHMENT_TOO_LARGE


def test_a_document_too_large_is_refused_and_leaves_nothing(outbox: Outbox, data_dir: Path) -> None:
    many = case_draft(1).model_copy(update={"form": case_draft(extra="9" * 3900).form * 190})
    with pytest.raises(DraftRefusedError) as caught:
        outbox.enqueue(many, [page()])
    assert caught.value.fault is DraftFault.DOCUMENT_TOO_LARGE
    assert list(data_dir.glob("blobs/*/*")) == []


def test_an_invalid_media_type_names_its_place_only(outbox: Outbox) -> None:
    with pytest.raises(DraftRefusedError) as caught:
        outbox.enqueue(case_draft(1), [AttachmentDraft("张桂兰", b"x")])
    assert caught.value.fault is DraftFault.INVALID
    assert caught.value.fields == ("media_type",)
    assert "张桂兰" not in str(caught.value)


def test_an_entry_id_is_used_once(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    with pytest.raises(AlreadyStoredError):
        outbox.enqueue(case_draft(), entry_id=receipt.entry_id)
    assert outbox.status().depth == 1


def test_states_move_as_asked(outbox: Outbox) -> None:
    entry_id = outbox.enqueue(case_draft()).entry_id
    assert outbox.hold(entry_id).state is EntryState.HELD
    assert outbox.hold(entry_id).state is EntryState.HELD
    assert outbox.due(5) == ()
    assert outbox.release(entry_id).state is EntryState.READY
    assert outbox.refuse(entry_id, "not_accepted").state is EntryState.REFUSED
    status = outbox.status()
    assert (status.depth, status.refused, status.oldest_age_s) == (0, 1, 0.0)


def test_an_unknown_entry_is_a_typed_error(outbox: Outbox) -> None:
    entry_id = outbox.enqueue(case_draft()).entry_id
    with pytest.raises(EntryUnknownError):
        outbox.hold(type(entry_id)("no such entry"))


def test_purging_keeps_the_ledger_and_drops_the_bytes(outbox: Outbox, data_dir: Path, clock: ManualClock) -> None:
    receipt = outbox.enqueue(case_draft(1), [page()])
    outbox.settle(receipt.entry_id, "C1", [])
    assert outbox.settle(receipt.entry_id, "C1", []).state is EntryState.DELIVERED
    assert outbox.purge(60) == 0
    clock.move(61)
    assert outbox.purge(60) == 1
    assert list(data_dir.glob("blobs/*/*")) == []
    assert outbox.entry(receipt.entry_id).state is EntryState.PURGED
    with pytest.raises(EntryUnknownError):
        outbox.begin_attempt(receipt.entry_id)


def test_a_closed_outbox_says_so(data_dir: Path) -> None:
    with opened(data_dir) as outbox:
        pass
    outbox.close()
    with pytest.raises(OutboxClosedError):
        outbox.status()


def test_repr_of_a_receipt_and_a_page_shows_nothing_personal(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    assert receipt.lookup_code not in repr(receipt).replace(receipt.receipt_number, "")
    assert "canary" not in repr(page())


def test_identity_files_are_private(data_dir: Path) -> None:
    for path in (data_dir / "identity").iterdir():
        assert path.stat().st_mode & 0o077 == 0
    identity = enrol_directly(data_dir, HallSide())
    assert re.search("PrivateKey|private", repr(identity)) is None
    assert len(OsFs().names(data_dir / "identity")) == 3


def _check(head: str) -> str:
    return mod_37_36(head.replace("-", ""))
