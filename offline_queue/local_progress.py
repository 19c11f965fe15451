"""What the ledger itself says of a receipt number: the entry, and what was handed in about it afterwards."""

from __future__ import annotations

from dataclasses import dataclass

from config.domain.identifiers import ReceiptNumber
from offline_queue.model import FollowUp, LocalProgress
from offline_queue.rows import CodeHash
from offline_queue.store import Store


@dataclass(frozen=True, slots=True)
class Found:
    """What is known, and the hash that the lookup code must fit before anybody is told."""

    progress: LocalProgress
    code: CodeHash


def look_up(store: Store, receipt_number: ReceiptNumber) -> Found | None:
    """Return what the ledger knows of a number; None when it knows nothing. On the store's thread."""
    found = store.by_receipt(receipt_number)
    if found is None:
        return None
    entry, code = found
    later = store.later_of(entry.case_id)
    progress = LocalProgress(
        kind=entry.kind,
        receipt_number=receipt_number,
        entry_id=entry.entry_id,
        case_id=entry.case_id,
        item_id=entry.item_id,
        state=entry.state,
        case_number=entry.hall_ref,
        captured_at_s=entry.captured_at_s,
        stored_at_s=entry.stored_at_s,
        sent_at_s=entry.sent_at_s,
        registered_at_s=entry.registered_at_s,
        settled_at_s=entry.settled_at_s,
        attempts=entry.attempts,
        follow_ups=tuple(FollowUp(one.kind, one.state, one.stored_at_s, one.settled_at_s) for one in later),
    )
    return Found(progress, code)
