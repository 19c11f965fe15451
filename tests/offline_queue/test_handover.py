"""Hand-over on a stick: sealed, signed, whole or not at all, and to be repeated after a cut at any moment."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from config.domain.identifiers import EntryId
from offline_queue import commands
from offline_queue.errors import NotEnrolledError, TargetFailedError, TargetFullError
from offline_queue.handover import HandedOver, hand_over
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import digest_of
from offline_queue.wire.handover import (
    MANIFEST,
    SIGNATURE,
    SIGNED_METHOD,
    SIGNED_PATH,
    HandoverManifest,
    HandoverSignature,
    attachment_file,
    entry_file,
)
from offline_queue.wire.signatures import check_body, read_signature, verify_request
from tests.offline_queue.build import (
    CANARIES,
    FaultyFs,
    ManualClock,
    case_draft,
    files_under,
    opened,
    page,
    rating_draft,
)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def manifest_of(stick: Path, told: HandedOver) -> HandoverManifest:
    assert told.bundle is not None
    return HandoverManifest.model_validate_json((stick / told.bundle / MANIFEST).read_bytes())


def test_a_bundle_holds_what_the_line_would_carry(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    waiting = outbox.enqueue(case_draft(2), [page(400_000), page()])
    held = outbox.enqueue(case_draft())
    outbox.hold(held.entry_id)
    over = outbox.enqueue(case_draft())
    outbox.settle(over.entry_id)
    told = hand_over(outbox, stick, clock)
    manifest = manifest_of(stick, told)
    assert [entry.entry_id for entry in manifest.entries] == [waiting.entry_id, held.entry_id]
    assert told.entries == (waiting.entry_id, held.entry_id)
    for entry in manifest.entries:
        folder = stick / str(told.bundle)
        body = (folder / entry_file(entry.entry_id)).read_bytes()
        assert body == outbox.sealed(EntryId(entry.entry_id)).body
        assert digest_of(body) == entry.digest
        for file in entry.attachments:
            assert digest_of((folder / attachment_file(file.attachment_id)).read_bytes()) == file.digest


def test_manifest_and_entries_are_signed_by_the_terminal(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    outbox.enqueue(case_draft())
    outbox.set_hall_offset(30.0)
    told = hand_over(outbox, stick, clock)
    folder = stick / str(told.bundle)
    raw = (folder / MANIFEST).read_bytes()
    signed = HandoverSignature.model_validate_json((folder / SIGNATURE).read_bytes())
    signature = read_signature(
        {
            "content-digest": signed.content_digest,
            "signature-input": signed.signature_input,
            "signature": signed.signature,
        }
    )
    key: Ed25519PrivateKey = outbox.identity().key
    verify_request(signature, key.public_key(), method=SIGNED_METHOD, path=SIGNED_PATH, now=clock.now_s() + 30.0)
    check_body(signature, raw)


def test_nothing_personal_is_in_clear_on_the_stick(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    receipt = outbox.enqueue(case_draft(2), [page(400_000), page()])
    outbox.enqueue_rating(rating_draft(receipt.receipt_number))
    hand_over(outbox, stick, clock)
    files = files_under(stick)
    assert len(files) == 6
    for name, content in files.items():
        for canary in (*CANARIES, receipt.receipt_number, f'"{receipt.lookup_code}"'):
            assert canary.encode() not in content, f"{canary} in {name}"


def test_the_ledger_says_so_and_the_entry_is_still_sent_by_line(
    data_dir: Path, clock: ManualClock, stick: Path
) -> None:
    with opened(data_dir, clock=clock) as outbox:
        receipt = outbox.enqueue(case_draft())
        hand_over(outbox, stick, clock)
        hand_over(outbox, stick, clock)
        assert len(list(stick.iterdir())) == 2
        assert [entry.entry_id for entry in outbox.due_records(9)] == [receipt.entry_id]
        assert outbox.entry(receipt.entry_id).attempts == 0
    told = json.loads(json.dumps(commands.status(data_dir)))
    assert told["entries"][0]["handed_over_at"] == "2026-11-24T04:30:00Z"


def test_it_is_told_how_far_the_bundle_is(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    for _ in range(3):
        outbox.enqueue_rating(rating_draft())
    told: list[tuple[int, int]] = []
    hand_over(outbox, stick, clock, on_progress=lambda written, total: told.append((written, total)))
    assert told == [(0, 3), (1, 3), (2, 3)]


def test_a_bundle_that_is_not_confirmed_is_not_noted(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    """Whoever looks sees the whole bundle; what is not there is no hand-over, and it can be repeated."""
    outbox.enqueue_rating(rating_draft())

    def gone(bundle: Path) -> None:
        assert (bundle / MANIFEST).is_file()
        raise TargetFailedError("pulled")

    with pytest.raises(TargetFailedError):
        hand_over(outbox, stick, clock, confirm=gone)
    assert outbox.handed_over() == {}
    assert hand_over(outbox, stick, clock).entries
    assert len(outbox.handed_over()) == 1


def test_nothing_waits_and_nothing_is_written(outbox: Outbox, clock: ManualClock, stick: Path) -> None:
    assert hand_over(outbox, stick, clock) == HandedOver(None)
    assert list(stick.iterdir()) == []


def test_an_entry_whose_file_is_damaged_stays_behind_and_is_named(
    data_dir: Path, clock: ManualClock, stick: Path
) -> None:
    with opened(data_dir, clock=clock) as outbox:
        broken = outbox.enqueue(case_draft(1), [page()])
        file = outbox.sealed(broken.entry_id).attachments[0]
        next(data_dir.rglob(f"{file.attachment_id}.sealed")).unlink()
        only = hand_over(outbox, stick, clock)
        assert only == HandedOver(None, damaged=(broken.entry_id,))
        good = outbox.enqueue(case_draft())
        told = hand_over(outbox, stick, clock)
        assert (told.entries, told.damaged) == ((good.entry_id,), (broken.entry_id,))
        assert set(outbox.handed_over()) == {2}


@pytest.mark.parametrize(
    ("code", "fault"), [(errno.ENOSPC, TargetFullError), (errno.EIO, TargetFailedError)], ids=["full", "pulled"]
)
def test_a_stick_that_fails_at_any_step_leaves_a_bundle_that_is_whole_or_none(
    outbox: Outbox, clock: ManualClock, stick: Path, code: int, fault: type[Exception]
) -> None:
    receipt = outbox.enqueue(case_draft(1), [page(300_000)])
    fs, step, done = FaultyFs(), 0, False
    while not done:
        fs.fail_at(step, code)
        try:
            hand_over(outbox, stick, clock, fs=fs)
            done = True
        except fault:
            step += 1
        for folder in stick.iterdir():
            assert folder.name.endswith(".part") or (folder / MANIFEST).exists()
    assert step > 10
    assert outbox.handed_over()
    assert outbox.status().depth == 1
    fs.fail_at(None)
    told = hand_over(outbox, stick, clock, fs=fs)
    assert told.entries == (receipt.entry_id,)
    assert not [folder for folder in stick.iterdir() if folder.name.endswith(".part")]


def test_a_terminal_that_is_not_enrolled_has_nothing_to_sign_with(tmp_path: Path, stick: Path) -> None:
    with pytest.raises(NotEnrolledError):
        commands.export(tmp_path / "fresh", stick)
