"""Rows of the ledger as values, and the statements that are longer than a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from config.domain.identifiers import CaseId, EntryId, ItemId, ReceiptNumber
from offline_queue.model import Entry, EntryState
from offline_queue.wire.entries import EntryKind

COLUMNS = (
    "sequence, entry_id, case_id, kind, state, receipt_number, item_id, digest, suite, key_id, size_bytes, attempts, "
    "faults, retry_at, cause, hall_ref, captured_at, stored_at, sent_at, registered_at, settled_at, clock_synchronised"
)
_DUE = "(retry_at <= :now OR retry_at > :now + :horizon)"
_FIRST_OF_CASE = """NOT EXISTS (
        SELECT 1 FROM entry AS first WHERE first.entry_id = mine.case_id AND first.case_id = mine.case_id
        AND first.sequence < mine.sequence AND first.state IN ('ready', 'held')
    ) AND NOT EXISTS (
        SELECT 1 FROM entry AS later WHERE later.case_id = mine.case_id AND later.case_id <> later.entry_id
        AND later.sequence < mine.sequence AND later.state IN ('ready', 'held')
    )"""
DUE_RECORDS = f"""
    SELECT {COLUMNS} FROM entry AS mine WHERE state = 'ready' AND {_DUE} AND {_FIRST_OF_CASE}
    ORDER BY priority, sequence LIMIT :limit"""  # noqa: S608 - built from constants of this file only
_UNDEFERRED = "SELECT retry_at FROM entry AS mine WHERE state = '{state}' AND retry_at <= 0 AND {also} LIMIT 1"
_DEFERRED = """
    SELECT retry_at FROM entry AS mine INDEXED BY entry_deferred
    WHERE state = '{state}' AND (state = 'ready' OR state = 'registered') AND retry_at > 0 AND {also}
    ORDER BY retry_at LIMIT 1"""
NEXT_RETRY = tuple(
    tuple(sql.format(state=state, also=also) for state, also in (("ready", _FIRST_OF_CASE), ("registered", "TRUE")))
    for sql in (_UNDEFERRED, _DEFERRED)
)
"""When the next record and the next bytes may be sent: first those that nobody has deferred, then by time. What waits
behind another entry of its case does not count."""
DUE_BYTES = f"""
    SELECT {COLUMNS} FROM entry WHERE state = 'registered' AND {_DUE}
    ORDER BY priority, sequence LIMIT :limit"""  # noqa: S608 - built from constants of this file only
_OLDEST = """
    WITH RECURSIVE kind (priority) AS (
        SELECT min(priority) FROM entry WHERE state = '{state}'
        UNION ALL
        SELECT (SELECT min(priority) FROM entry WHERE state = '{state}' AND priority > kind.priority)
        FROM kind WHERE kind.priority IS NOT NULL
    )
    SELECT min((SELECT min(sequence) FROM entry WHERE state = '{state}' AND priority = kind.priority)) FROM kind"""
OLDEST = tuple(_OLDEST.format(state=state) for state in ("ready", "registered"))
"""The oldest entry of each open state, by one look into its index for each priority, however many entries wait."""
_WAITING = """
    SELECT min(sequence) FROM entry WHERE state = '{state}'
    AND NOT EXISTS (SELECT 1 FROM handover WHERE handover.sequence = entry.sequence)"""
WAITING = tuple(_WAITING.format(state=state) for state in ("ready", "registered", "held"))
"""The oldest entry of each state that is not settled, but for those that staff have carried to the hall."""
SETTLED = f"""
    SELECT {COLUMNS} FROM entry
    WHERE state IN ('delivered', 'refused') AND (settled_at < :before OR settled_at > :after)
    ORDER BY settled_at LIMIT :limit"""  # noqa: S608 - built from constants of this file only
LATER = f"SELECT {COLUMNS} FROM entry WHERE case_id = ? AND case_id <> entry_id ORDER BY sequence"  # noqa: S608 - constants
DATE_PURGED = """
    UPDATE entry SET purged_at = :hall WHERE sequence IN
    (SELECT sequence FROM entry WHERE state = 'purged' AND purged_at IS NULL LIMIT :limit)"""
PURGED = """
    SELECT sequence FROM entry WHERE state = 'purged' AND purged_at < :hall
    AND sequence < (SELECT max(sequence) FROM entry) ORDER BY purged_at LIMIT :limit"""
HAND_OVER = """
    INSERT INTO handover (sequence, first_at, last_at) VALUES (:sequence, :now, :now)
    ON CONFLICT (sequence) DO UPDATE SET last_at = :now, times = times + 1"""
LAST_NUMBERS = "SELECT sequence, serial FROM entry ORDER BY sequence DESC LIMIT 1"
INSERT_ENTRY = """
    INSERT INTO entry (sequence, serial, entry_id, case_id, kind, priority, receipt_number, item_id, code_salt,
        code_hash, digest, suite, key_id, size_bytes, captured_at, stored_at, clock_synchronised, boot_id, monotonic_s,
        state)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'ready')"""
INSERT_BODY = "INSERT INTO body (sequence, sealed) VALUES (?, ?)"


# Looking a member up by its value costs a call of the class each time, and every change of an entry returns its row.
_KINDS: dict[object, EntryKind] = {kind.value: kind for kind in EntryKind}
_STATES: dict[object, EntryState] = {state.value: state for state in EntryState}


class NewEntry(NamedTuple):
    """Everything of a new row that never changes again, in the order of `INSERT_ENTRY`; times in Unix seconds.

    ``serial`` counts receipt numbers up to this entry, ``size_bytes`` is that of the sealed body, ``boot_id`` and
    ``monotonic_s`` say by the steady clock when it was stored.
    """

    sequence: int
    serial: int
    entry_id: EntryId
    case_id: CaseId
    kind: EntryKind
    priority: int
    receipt_number: ReceiptNumber | None
    item_id: ItemId | None
    code_salt: bytes | None
    code_hash: bytes | None
    digest: str
    suite: str
    key_id: str
    size_bytes: int
    captured_at_s: float
    stored_at_s: float
    clock_synchronised: bool
    boot_id: str
    monotonic_s: float


class Moment(NamedTuple):
    """One moment by both clocks, as the audit keeps it."""

    wall_s: float
    monotonic_s: float
    boot_id: str


class CodeHash(NamedTuple):
    """The slow hash of a lookup code and its salt."""

    salt: bytes
    hash: bytes


def entry_from(row: Sequence[object]) -> Entry:
    """Return the entry of a row of `COLUMNS`."""
    values = list(row)
    values[3] = _KINDS[row[3]]
    values[4] = _STATES[row[4]]
    values[21] = bool(row[21])
    return Entry(*values)  # type: ignore[arg-type]
