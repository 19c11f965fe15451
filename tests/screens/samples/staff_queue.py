"""Samples of the staff's pages of the queue: what waits, what was turned away, one entry of each care."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from config.catalogue import Catalogue
from config.domain.identifiers import CaseId, EntryId, ReceiptNumber
from config.texts import Texts
from kiosk.present.staff_queue import present_entry, present_queue
from offline_queue.care import CareAct, StaffReason
from offline_queue.model import AlarmLevel, Entry, EntryState, HoldCause
from offline_queue.wire.entries import EntryKind
from screens.pages.staff_list import StaffListPage
from tests.screens.samples import Sample
from tests.screens.samples.sealed import RECEIPT

NOW = datetime(2026, 11, 24, 15, 42, tzinfo=timezone(timedelta(hours=8)))


def sample_entry(
    state: EntryState, cause: str | None = None, kind: EntryKind = EntryKind.CASE, number: int = 1
) -> Entry:
    """An entry as the ledger has it."""
    numbered = kind in {EntryKind.CASE, EntryKind.COMPLAINT}
    stored_at_s = NOW.timestamp() - 90_000 + 60 * number
    return Entry(
        sequence=number,
        entry_id=EntryId(f"{number:08x}-ac13-4fe8-855a-0be6e291d45d"),
        case_id=CaseId("case"),
        kind=kind,
        state=state,
        receipt_number=ReceiptNumber(RECEIPT) if numbered else None,
        item_id=None,
        digest="",
        suite="",
        key_id="",
        size_bytes=1,
        attempts=2,
        faults=0,
        retry_at_s=0.0,
        cause=cause,
        hall_ref="MZ-2026-118842" if state is EntryState.REGISTERED else None,
        captured_at_s=stored_at_s,
        stored_at_s=stored_at_s,
        sent_at_s=None,
        registered_at_s=None,
        settled_at_s=None,
        clock_synchronised=True,
    )


def samples(texts: Texts, _catalogue: Catalogue) -> dict[str, Sample]:
    """The list as it mostly is, full and failing; then an entry with an act, one without, one in work."""
    turned_away = sample_entry(EntryState.HELD, HoldCause.SCHEMA, EntryKind.AMENDMENT, 3)
    held = sample_entry(EntryState.HELD, "staff/content_in_doubt", number=4)
    refused = sample_entry(EntryState.REFUSED, "final", EntryKind.COMPLAINT, 5)
    damaged = sample_entry(EntryState.HELD, HoldCause.BLOB_DAMAGED, number=6)
    waiting = [sample_entry(EntryState.READY, None, kind, 10 + at) for at, kind in enumerate(EntryKind)]
    waiting.append(sample_entry(EntryState.REGISTERED, number=30))
    many = (AlarmLevel.EXPORT, 41, (turned_away, held, refused, damaged, *waiting))
    few = (AlarmLevel.NONE, 1, (turned_away, waiting[0]))

    def entry(one: Entry, reason: StaffReason | None = None, *, busy: bool = False) -> Sample:
        return StaffListPage, present_entry(texts, one, NOW, reason, busy=busy)

    return {
        "list": (StaffListPage, present_queue(texts, few, done=None, failed=False)),
        "many": (StaffListPage, present_queue(texts, many, done=CareAct.RESEND, failed=False)),
        "failed": (StaffListPage, present_queue(texts, None, done=None, failed=True)),
        "turned-away": entry(turned_away, StaffReason.HALL_MENDED),
        "refused": entry(refused),
        "waits": entry(waiting[-1], StaffReason.RESIDENT_ASKED, busy=True),
    }
