"""Lookup codes: six digits, kept as a slow salted hash; and what the terminal itself knows of a case."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from config.domain.identifiers import LookupCode, ReceiptNumber
from offline_queue import lookup
from offline_queue.model import EntryState
from offline_queue.outbox import Outbox
from offline_queue.wire.entries import EntryKind
from tests.offline_queue.build import ManualClock, case_draft, opened, page, rating_draft
from tests.offline_queue.test_kinds import amendment_draft, withdrawal_draft


def entropy(size: int) -> bytes:
    return bytes(range(size))


def test_a_code_is_six_digits_and_fits_itself_only() -> None:
    minted = lookup.mint_code(entropy)
    assert len(minted.code) == 6
    assert minted.code.isdigit()
    assert lookup.fits(minted.code, minted.kept)
    assert not lookup.fits(LookupCode("000000"), minted.kept)
    assert not lookup.fits(minted.code, None)
    assert minted.code not in repr(minted)


def test_the_hash_is_slow_on_purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen mebibytes for each try; and a hash of an old ledger must fit for ever."""
    monkeypatch.undo()
    assert 128 * lookup.SCRYPT_N * lookup.SCRYPT_R == 16 * 1024 * 1024
    assert lookup.slow_hash(LookupCode("123456"), bytes(16)).hex().startswith("e64adbc11f9d2916")


def test_progress_follows_the_states(outbox: Outbox, clock: ManualClock) -> None:
    receipt = outbox.enqueue(case_draft())
    clock.move(10)
    queued = outbox.progress(receipt.receipt_number, receipt.lookup_code)
    assert queued is not None
    assert (queued.state, queued.item_id, queued.case_number) == (EntryState.READY, "senior_allowance", None)
    outbox.begin_attempt(receipt.entry_id)
    outbox.settle(receipt.entry_id, "C1", [])
    done = outbox.progress(receipt.receipt_number, receipt.lookup_code)
    assert done is not None
    assert (done.state, done.case_number, done.attempts) == (EntryState.DELIVERED, "C1", 1)
    assert done.stored_at_s + 10 == done.sent_at_s == done.registered_at_s == done.settled_at_s


def test_what_was_handed_in_about_a_case_is_told_with_it(outbox: Outbox) -> None:
    """As what it is, oldest first; a rating of another case is none of it."""
    receipt, other = outbox.enqueue(case_draft()), outbox.enqueue(case_draft())
    amendment = outbox.enqueue_amendment(amendment_draft(receipt, 1), [page()])
    outbox.enqueue_rating(rating_draft(other.receipt_number))
    outbox.enqueue_withdrawal(withdrawal_draft(receipt))
    outbox.settle(amendment.entry_id)
    found = outbox.progress(receipt.receipt_number, receipt.lookup_code)
    assert found is not None
    assert found.kind is EntryKind.CASE
    told = [(one.kind, one.state) for one in found.follow_ups]
    assert told == [(EntryKind.AMENDMENT, EntryState.DELIVERED), (EntryKind.WITHDRAWAL, EntryState.READY)]
    assert outbox.follow_ups(receipt.receipt_number) == found.follow_ups
    assert [one.kind for one in outbox.follow_ups(other.receipt_number)] == [EntryKind.RATING]
    assert outbox.follow_ups(ReceiptNumber("LS01-261124-19999-0")) == ()


def test_a_wrong_code_and_an_unknown_number_get_the_same_answer(outbox: Outbox) -> None:
    receipt = outbox.enqueue(case_draft())
    wrong = LookupCode("000000" if receipt.lookup_code != "000000" else "000001")
    assert outbox.progress(receipt.receipt_number, wrong) is None
    assert outbox.progress(ReceiptNumber("LS01-261124-19999-0"), receipt.lookup_code) is None


def test_the_ledger_holds_no_code(data_dir: Path) -> None:
    with opened(data_dir) as outbox:
        code = outbox.enqueue(case_draft()).lookup_code
    database = sqlite3.connect(data_dir / "queue.db")
    rows = database.execute("SELECT code_salt, code_hash FROM entry").fetchone()
    assert [len(value) for value in rows] == [16, 32]
    assert code.encode() not in b"".join(rows)
    database.close()
