"""The journal of what was asked of the card terminal: one row for each payment, on disk before the terminal is asked.

Rows have order, amount, states, times, and the terminal's own numbers; nothing about a person or a card. The database
itself refuses a second payment of an order unless the first is known not to have happened. What nobody can tell by data
is ``unknown`` and stays so until a person has looked.

The file is SQLite in WAL mode with ``synchronous=FULL``; every method is one transaction.

Source: payments sheet, sections 1 and 10. Errors: ``CardJournalError``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from drivers.card_terminal.errors import CardJournalError
from drivers.card_terminal.model import CardOrderId, CardReceipt, NotPaidReason, UnresolvedCause
from drivers.record_file import RecordFile, stamp_of

SCHEMA_VERSION = 1

_SCHEMA = f"""
CREATE TABLE card_payment (
    payment_id INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL CHECK (order_id <> ''),
    amount_fen INTEGER NOT NULL CHECK (amount_fen > 0),
    terminal_id TEXT NOT NULL,
    before_mark TEXT,
    state TEXT NOT NULL CHECK (state IN ('started', 'approved', 'declined', 'unknown')),
    cause TEXT NOT NULL,
    code TEXT NOT NULL,
    reference TEXT NOT NULL,
    receipt_no INTEGER NOT NULL,
    trace_no INTEGER NOT NULL,
    void TEXT NOT NULL CHECK (void IN ('', 'started', 'voided', 'refused', 'unknown')),
    started_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    CHECK (state <> 'approved' OR reference <> ''),
    CHECK (void = '' OR state = 'approved')
) STRICT;
CREATE UNIQUE INDEX card_payment_once ON card_payment (order_id) WHERE state <> 'declined';
CREATE INDEX card_payment_order ON card_payment (order_id);
CREATE TABLE card_day (
    day_id INTEGER PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('started', 'closed', 'refused')),
    code TEXT NOT NULL,
    started_at TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
PRAGMA user_version = {SCHEMA_VERSION};
"""

_ROW = (
    "payment_id, order_id, amount_fen, terminal_id, before_mark, state, cause, code,"
    " reference, receipt_no, trace_no, void"
)


class PaymentState(StrEnum):
    """What is known of a payment."""

    STARTED = "started"
    APPROVED = "approved"
    DECLINED = "declined"
    UNKNOWN = "unknown"


class VoidState(StrEnum):
    """What is known of taking a payment back."""

    NONE = ""
    STARTED = "started"
    VOIDED = "voided"
    REFUSED = "refused"
    UNKNOWN = "unknown"


NOTHING_BEFORE = ""
"""The mark of a terminal that had no payment before this one."""


@dataclass(frozen=True, slots=True)
class Payment:
    """One row.

    Attributes:
        payment_id: the row.
        order: what was paid.
        amount_fen: how much.
        terminal_id: which terminal; empty where it did not say.
        before: the mark of the terminal's last payment before this one; None where it could not tell.
        state: what is known.
        cause: why it is declined or unknown: a ``NotPaidReason`` or an ``UnresolvedCause``.
        code: the terminal's code, or the fault's.
        reference: the terminal's number of it, once it is approved.
        receipt_no: the number on its receipt.
        trace_no: the number of its transaction.
        void: what is known of taking it back.
    """

    payment_id: int
    order: CardOrderId
    amount_fen: int
    terminal_id: str
    before: str | None
    state: PaymentState
    cause: str
    code: str
    reference: str
    receipt_no: int
    trace_no: int
    void: VoidState

    @property
    def open(self) -> bool:
        """Whether the terminal has still to be asked for it."""
        return self.state is PaymentState.STARTED or (
            self.state is PaymentState.UNKNOWN and self.cause == UnresolvedCause.NOT_ASKED_YET
        )

    @property
    def receipt(self) -> CardReceipt:
        """What was approved, without anything of the card."""
        return CardReceipt(self.amount_fen, self.reference, self.receipt_no, self.trace_no, self.terminal_id)


class CardJournal:
    """The journal in one SQLite file. From any thread.

    Raises:
        CardJournalError: from every method, when the file cannot be read or written; nothing is changed then.
    """

    def __init__(self, path: Path, *, now: Callable[[], datetime]) -> None:
        """Prepare; ``open`` reads the file.

        Args:
            path: the SQLite file; its folder exists.
            now: the wall clock, with a zone.
        """
        self._file = RecordFile(path, schema=_SCHEMA, version=SCHEMA_VERSION, fault=CardJournalError)
        self._now = now

    def open(self) -> None:
        """Open or make the file. Does nothing when it is open."""
        self._file.open()

    def close(self) -> None:
        """Close the file. Does nothing when it is closed."""
        self._file.close()

    # ---- what the driver writes ----

    def started(self, order: CardOrderId, amount_fen: int, terminal_id: str, before: str | None) -> int:
        """Note, before the terminal is asked, that an order is charged; gives the row. On disk when this returns."""
        stamp = stamp_of(self._now())
        with self._file.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO card_payment (order_id, amount_fen, terminal_id, before_mark, state, cause, code,"
                " reference, receipt_no, trace_no, void, started_at, changed_at)"
                " VALUES (?, ?, ?, ?, 'started', '', '', '', 0, 0, '', ?, ?)",
                (order, amount_fen, terminal_id, before, stamp, stamp),
            )
            return int(cursor.lastrowid or 0)

    def approved(self, payment_id: int, receipt: CardReceipt) -> None:
        """Note that it is charged, with the terminal's numbers of it."""
        self._change(
            "state = 'approved', cause = '', code = '', reference = ?, receipt_no = ?, trace_no = ?",
            (receipt.reference, receipt.receipt_no, receipt.trace_no),
            payment_id,
            "state IN ('started', 'unknown')",
        )

    def declined(self, payment_id: int, reason: NotPaidReason, code: str) -> None:
        """Note that it is certainly not charged."""
        self._change(
            "state = 'declined', cause = ?, code = ?", (reason, code), payment_id, "state IN ('started', 'unknown')"
        )

    def unknown(self, payment_id: int, cause: UnresolvedCause, code: str) -> None:
        """Note that nobody knows."""
        self._change(
            "state = 'unknown', cause = ?, code = ?", (cause, code), payment_id, "state IN ('started', 'unknown')"
        )

    def void(self, payment_id: int, state: VoidState) -> None:
        """Note how taking it back went; ``STARTED`` before the terminal is asked."""
        self._change("void = ?", (state,), payment_id, "state = 'approved' AND void <> 'voided'")

    def day_started(self) -> int:
        """Note, before the terminal is asked, that its day is closed; gives the row."""
        stamp = stamp_of(self._now())
        with self._file.writing() as connection:
            cursor = connection.execute(
                "INSERT INTO card_day (state, code, started_at, changed_at) VALUES ('started', '', ?, ?)",
                (stamp, stamp),
            )
            return int(cursor.lastrowid or 0)

    def day_ended(self, day_id: int, code: str) -> None:
        """Note how that went: ``code`` is empty when it is closed."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE card_day SET state = ?, code = ?, changed_at = ? WHERE day_id = ?",
                ("refused" if code else "closed", code, stamp_of(self._now()), day_id),
            )

    # ---- what others ask ----

    def latest(self, order: CardOrderId) -> Payment | None:
        """The newest payment of an order: the only one that can be other than declined. None: never asked."""
        rows = self._rows("order_id = ? ORDER BY payment_id DESC LIMIT 1", (order,))
        return rows[0] if rows else None

    def open_payments(self) -> tuple[Payment, ...]:
        """Those for which the terminal has still to be asked, oldest first."""
        return self._rows(
            "state = 'started' OR (state = 'unknown' AND cause = ?) ORDER BY payment_id",
            (UnresolvedCause.NOT_ASKED_YET,),
        )

    def listed(self) -> tuple[Payment, ...]:
        """What a person has to look up at the terminal: payments and voids that nobody can tell by data."""
        return self._rows("state = 'unknown' OR void IN ('started', 'unknown') ORDER BY payment_id", ())

    # ---- the file ----

    def _change(self, change: str, values: tuple[object, ...], payment_id: int, before: str) -> None:
        statement = f"UPDATE card_payment SET {change}, changed_at = ? WHERE payment_id = ? AND {before}"  # noqa: S608 - fixed words
        with self._file.writing() as connection:
            changed = connection.execute(statement, (*values, stamp_of(self._now()), payment_id)).rowcount
            if changed != 1:
                raise CardJournalError("no such row")

    def _rows(self, condition: str, values: tuple[object, ...]) -> tuple[Payment, ...]:
        statement = f"SELECT {_ROW} FROM card_payment WHERE {condition}"  # noqa: S608 - fixed conditions
        with self._file.reading() as connection:
            return tuple(_payment(row) for row in connection.execute(statement, values).fetchall())


def _payment(row: tuple[Any, ...]) -> Payment:
    payment_id, order, amount_fen, terminal_id, before, state, cause, code, reference, receipt_no, trace_no, void = row
    return Payment(
        *(payment_id, CardOrderId(order), amount_fen, terminal_id, before, PaymentState(state), cause, code),
        *(reference, receipt_no, trace_no, VoidState(void)),
    )
