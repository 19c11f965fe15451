"""What an entry does at the hall, by its kind; written in the entry's own transaction, so once for ever.

A case opens, an amendment is attached to its case, a withdrawal stops a case that no department has taken, a
complaint gets a number and a state, an outcome counts once per order, a device's newest figures replace the older
ones. An amendment or a withdrawal may arrive before its case (by hand-over on a stick): it then waits for it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, update

from config.domain.case_state import CaseState
from hall.bulk import BulkInsert, BulkSelect, mark_of, run_sql
from hall.errors import ProblemError
from hall.payments.till import attach_outcome
from hall.settings import HallSettings
from hall.tables import (
    amendments,
    cases,
    complaints,
    device_reports,
    payment_outcomes,
    payments,
    ratings,
    transitions,
    withdrawals,
)
from hall.upserts import insert_or
from offline_queue.wire.documents import (
    AmendmentDocument,
    CaseDocument,
    ComplaintCategory,
    ComplaintDocument,
    DeviceFigures,
    DeviceReportDocument,
    Document,
    PaymentOutcome,
    PaymentOutcomeDocument,
    RatingDocument,
    WithdrawalDocument,
)
from offline_queue.wire.entries import ProblemKind, SealedEntry


class LinkState(StrEnum):
    """What became of an amendment or a withdrawal."""

    WAITING = "waiting"
    """The hall does not hold the case yet."""
    ATTACHED = "attached"
    WITHDRAWN = "withdrawn"
    """The case is stopped."""
    TOO_LATE = "too_late"
    """A department had taken the case; only it can stop it."""


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    ANSWERED = "answered"
    """Staff have answered whoever made it, by the way that it names."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the hall has minted: ``case_number`` for a case, ``reference_number`` for a complaint."""

    case_number: str | None = None
    reference_number: str | None = None


# Statements are made once and get their values beside them: making one anew costs more than running it.
_NEW_CASES = BulkInsert(
    cases,
    (
        "case_id",
        "entry_id",
        "receipt_number",
        "lookup_digest",
        "case_number",
        "item_id",
        "item_name",
        "receiving_office",
    ),
    "DO NOTHING",
)
_NEW_COMPLAINT = insert_or(complaints).on_conflict_do_nothing()
_NEW_TRANSITIONS = BulkInsert(transitions, ("case_id", "state", "at"))
_NEW_RATING = insert(ratings)
_NEW_AMENDMENT = insert(amendments)
_NEW_WITHDRAWAL = insert(withdrawals)
_NEW_OUTCOME = insert(payment_outcomes)
_NEXT_SERIALS = (
    "INSERT INTO case_serials (prefix, day, last) VALUES ({mark}, {mark}, {mark})"
    " ON CONFLICT (prefix, day) DO UPDATE SET last = case_serials.last + excluded.last RETURNING last"
)
_OF_CASES: BindParameter[str] = bindparam("case_ids", expanding=True)
_ATTACH_AMENDMENTS = (
    update(amendments).where(amendments.c.case_id.in_(_OF_CASES)).values(state=LinkState.ATTACHED.value)
)
_WAITING = BulkSelect(
    f"SELECT case_id, 0 FROM amendments WHERE case_id IN ({{ids}}) AND state = '{LinkState.WAITING.value}'"  # noqa: S608
    f" UNION ALL SELECT case_id, 1 FROM withdrawals WHERE case_id IN ({{ids}}) AND state = '{LinkState.WAITING.value}'"
)
"""Which of these cases something waits for; 1 where it stops the case."""
_COMPLAINT_PREFIX: Mapping[ComplaintCategory, str] = {
    ComplaintCategory.COMPLAINT: "TS",
    ComplaintCategory.SUGGESTION: "JY",
    ComplaintCategory.ENQUIRY: "ZX",
}
_RANK: Mapping[PaymentOutcome, int] = {outcome: rank for rank, outcome in enumerate(PaymentOutcome)}
"""What is known of an order never becomes less: unknown, failed, paid, refunded."""


class MixedGroupError(Exception):
    """Not all entries of a group are new and without fault: each has to be looked at by itself."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What an entry that is new is about."""

    sealed: SealedEntry
    document: Document
    lookup_digest: str | None


def write_effects(
    connection: Connection, effects: Sequence[Effect], *, now: datetime, settings: HallSettings
) -> list[Numbers]:
    """Write what new entries are about: the cases together, then the others in their order.

    Raises:
        ProblemError: receipt-taken; schema when one names a case and another receipt number than that case has.
        MixedGroupError: there are several, and one of them would be refused.
    """
    opened = [one for one in effects if isinstance(one.document, CaseDocument)]
    case_numbers = iter(_open_cases(connection, opened, now, settings) if opened else ())
    try:
        return [
            next(case_numbers)
            if isinstance(one.document, CaseDocument)
            else _write_effect(connection, one, now=now, settings=settings)
            for one in effects
        ]
    except ProblemError:
        if len(effects) > 1:
            raise MixedGroupError from None
        raise


def _write_effect(connection: Connection, effect: Effect, *, now: datetime, settings: HallSettings) -> Numbers:
    sealed, document, lookup_digest = effect.sealed, effect.document, effect.lookup_digest
    match document:
        case CaseDocument():  # pragma: no cover - opened with the others
            raise TypeError("cases are opened together")
        case AmendmentDocument():
            _amend(connection, document, now)
        case WithdrawalDocument():
            _withdraw(connection, document, now)
        case ComplaintDocument():
            return Numbers(reference_number=_complain(connection, document, lookup_digest, now, settings))
        case RatingDocument():
            _rate(connection, document, now)
        case PaymentOutcomeDocument():
            _count_outcome(connection, document, now)
            attach_outcome(connection, document, now)
        case DeviceReportDocument():
            for figures in document.devices:
                _keep_newest(connection, sealed, document, figures, now)
        case _:
            assert_never(document)
    return Numbers()


def latest_state(connection: Connection, case_id: str) -> CaseState | None:
    """Return the state that a case is in; None for a case that the hall does not hold."""
    state = connection.scalar(
        select(transitions.c.state)
        .where(transitions.c.case_id == case_id)
        .order_by(transitions.c.transition_id.desc())
        .limit(1)
    )
    return None if state is None else CaseState(state)


def _open_cases(
    connection: Connection, opened: Sequence[Effect], now: datetime, settings: HallSettings
) -> list[Numbers]:
    """Open the cases of several new entries with one statement a table.

    Raises:
        ProblemError: receipt-taken, when there is one case.
        MixedGroupError: one of several has a receipt number or an id that is taken.
    """
    documents = [(one.document, one.lookup_digest) for one in opened]
    prefixes = [_case_prefix(case, settings) for case, _ in documents if isinstance(case, CaseDocument)]
    numbers = _numbered_all(connection, prefixes, now, settings)
    rows = [
        (
            case.case_id,
            case.entry_id,
            case.receipt_number,
            lookup_digest,
            case_number,
            case.item.item_id,
            case.item.name,
            case.item.receiving_office,
        )
        for (case, lookup_digest), case_number in zip(documents, numbers, strict=True)
        if isinstance(case, CaseDocument)
    ]
    if _NEW_CASES(connection, rows) != len(rows):
        raise MixedGroupError if len(rows) > 1 else ProblemError(ProblemKind.RECEIPT_TAKEN)
    case_ids = [row[0] for row in rows]
    _NEW_TRANSITIONS(connection, [(case_id, CaseState.DELIVERED.value, now) for case_id in case_ids])
    _take_what_waited(connection, case_ids, now)
    return [Numbers(case_number=number) for number in numbers]


def _take_what_waited(connection: Connection, case_ids: Sequence[str], now: datetime) -> None:
    waiting = _WAITING(connection, case_ids)
    if not waiting:
        return
    connection.execute(_ATTACH_AMENDMENTS, {"case_ids": case_ids})
    withdrawn = sorted({case_id for case_id, stops in waiting if stops})
    if withdrawn:
        mine = withdrawals.c.case_id.in_(withdrawn) & (withdrawals.c.state == LinkState.WAITING.value)
        connection.execute(update(withdrawals).where(mine).values(state=LinkState.WITHDRAWN.value))
        _NEW_TRANSITIONS(connection, [(case_id, CaseState.WITHDRAWN.value, now) for case_id in withdrawn])


def _case_prefix(case: CaseDocument, settings: HallSettings) -> str:
    """Return what a case number begins with: implementation code, or region and local code."""
    local = re.sub(r"[^0-9A-Z]", "", (case.item.local_code or case.item.item_id).upper())
    return case.item.implementation_code or f"{settings.region_code}{local}"[:36]


def _numbered(connection: Connection, prefix: str, now: datetime, settings: HallSettings) -> str:
    return _numbered_all(connection, [prefix], now, settings)[0]


def _numbered_all(connection: Connection, prefixes: Sequence[str], now: datetime, settings: HallSettings) -> list[str]:
    """Return a number for each prefix: prefix, day and serial; at most 50 characters."""
    day = now.astimezone(settings.zone).strftime("%Y%m%d")
    last = {}
    statement = _NEXT_SERIALS.format(mark=mark_of(connection.dialect))
    # In order, so that two writers that number the same items wait for each other and not for ever.
    for prefix, count in sorted(Counter(prefixes).items()):
        [(newest,)] = run_sql(connection, statement, [prefix, day, count])[1]
        last[prefix] = newest - count
    numbers = []
    for prefix in prefixes:
        last[prefix] += 1
        numbers.append(f"{prefix}{day}{last[prefix]:04d}")
    return numbers


def _amend(connection: Connection, amendment: AmendmentDocument, now: datetime) -> None:
    there = _holds_case(connection, amendment)
    connection.execute(
        _NEW_AMENDMENT,
        {
            "entry_id": amendment.entry_id,
            "case_id": amendment.case_id,
            "state": (LinkState.ATTACHED if there else LinkState.WAITING).value,
            "received_at": now,
        },
    )


def _withdraw(connection: Connection, withdrawal: WithdrawalDocument, now: datetime) -> None:
    if not _holds_case(connection, withdrawal):
        state = LinkState.WAITING
    elif latest_state(connection, withdrawal.case_id) in {CaseState.DELIVERED, CaseState.WITHDRAWN}:
        state = LinkState.WITHDRAWN
    else:
        state = LinkState.TOO_LATE
    if state is LinkState.WITHDRAWN and latest_state(connection, withdrawal.case_id) is CaseState.DELIVERED:
        _NEW_TRANSITIONS(connection, [(withdrawal.case_id, CaseState.WITHDRAWN.value, now)])
    connection.execute(
        _NEW_WITHDRAWAL,
        {
            "entry_id": withdrawal.entry_id,
            "case_id": withdrawal.case_id,
            "state": state.value,
            "received_at": now,
        },
    )


def _holds_case(connection: Connection, later: AmendmentDocument | WithdrawalDocument) -> bool:
    """Return whether the hall holds the case. Raises `ProblemError` (schema) when its receipt number is another."""
    receipt_number = connection.scalar(select(cases.c.receipt_number).where(cases.c.case_id == later.case_id))
    if receipt_number not in {None, later.receipt_number}:
        raise ProblemError(
            ProblemKind.SCHEMA, "not the receipt number of this case", fields=("document.receipt_number",)
        )
    return receipt_number is not None


def _complain(
    connection: Connection,
    complaint: ComplaintDocument,
    lookup_digest: str | None,
    now: datetime,
    settings: HallSettings,
) -> str:
    number = _numbered(connection, _COMPLAINT_PREFIX[complaint.category], now, settings)
    fresh = connection.execute(
        _NEW_COMPLAINT,
        {
            "entry_id": complaint.entry_id,
            "complaint_number": number,
            "receipt_number": complaint.receipt_number,
            "lookup_digest": lookup_digest,
            "category": complaint.category.value,
            "item_id": complaint.item_id,
            "about_receipt_number": complaint.about_receipt_number,
            "state": ComplaintState.RECEIVED.value,
            "received_at": now,
        },
    ).rowcount
    if not fresh:
        raise ProblemError(ProblemKind.RECEIPT_TAKEN)
    return number


def _rate(connection: Connection, rating: RatingDocument, now: datetime) -> None:
    connection.execute(
        _NEW_RATING,
        {
            "entry_id": rating.entry_id,
            "scope": rating.scope.value,
            "level": rating.level.value,
            "item_id": rating.item_id,
            "receipt_number": rating.receipt_number,
            "received_at": now,
        },
    )


def _count_outcome(connection: Connection, told: PaymentOutcomeDocument, now: datetime) -> None:
    """Keep every outcome; the order itself goes forward only, however often and in whatever order it is told."""
    key = {"terminal_id": told.terminal_id, "order_id": told.order_id}
    connection.execute(
        _NEW_OUTCOME,
        {
            **key,
            "entry_id": told.entry_id,
            "outcome": told.outcome.value,
            "amount_fen": told.amount_fen,
            "occurred_at": told.occurred_at,
            "received_at": now,
        },
    )
    order = (payments.c.terminal_id == told.terminal_id) & (payments.c.order_id == told.order_id)
    values = {
        "entry_id": told.entry_id,
        "outcome": told.outcome.value,
        "method": told.method,
        "item_id": told.item_id,
        "receipt_number": told.receipt_number,
        "occurred_at": told.occurred_at,
        "updated_at": now,
    }
    row = connection.execute(select(payments.c.outcome, payments.c.amount_fen).where(order)).one_or_none()
    if row is None:
        connection.execute(insert(payments), {**key, **values, "amount_fen": told.amount_fen, "disputed": False})
        return
    if row.amount_fen != told.amount_fen:
        connection.execute(update(payments).where(order).values(disputed=True))
    if _RANK[told.outcome] > _RANK[PaymentOutcome(row.outcome)]:
        connection.execute(update(payments).where(order).values(**values))


def _keep_newest(
    connection: Connection, sealed: SealedEntry, report: DeviceReportDocument, figures: DeviceFigures, now: datetime
) -> None:
    """Keep one device's figures, unless newer ones are there: by sequence, and by arrival over a change of epoch."""
    key = {"terminal_id": report.terminal_id, "device": figures.device}
    mine = (device_reports.c.terminal_id == report.terminal_id) & (device_reports.c.device == figures.device)
    values = {
        "epoch": sealed.epoch,
        "sequence": sealed.sequence,
        "model": figures.model,
        "state": figures.state,
        "counters": json.dumps(figures.counters, sort_keys=True),
        "captured_at": report.captured_at,
        "received_at": now,
    }
    row = connection.execute(select(device_reports.c.epoch, device_reports.c.sequence).where(mine)).one_or_none()
    if row is None:
        connection.execute(insert(device_reports), {**key, **values})
    elif row.epoch != sealed.epoch or row.sequence < sealed.sequence:
        connection.execute(update(device_reports).where(mine).values(**values))
