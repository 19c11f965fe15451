"""``python -m hall reconcile | settle | resolve``: a day's bills and its report, and what a person decides by hand.

The same day again is harmless: what was settled stays so. Run it by hand when a provider's file came late, or when a
difference was put right at the provider. The same decision again is harmless too; it says what was decided first.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TypeVar

from pydantic import ValidationError
from sqlalchemy import Connection

from hall.clocks import utc_now
from hall.database import Database
from hall.errors import HallError, ProblemError
from hall.migrations import ready
from hall.payments.decisions import (
    DecisionAnswer,
    DifferenceDecision,
    OrderDecision,
    Outcome,
    decide_order,
    resolve_difference,
)
from hall.payments.gateway import Gateway, parts_of
from hall.payments.reports import as_csv, as_page, report_of
from hall.settings import HallSettings
from offline_queue.wire.times import format_utc

T = TypeVar("T")


def reconcile(parsed: argparse.Namespace) -> int:
    """Run the command; 0 when every bill was there and fits or was looked into, 1 when not."""
    settings = HallSettings(parsed.data, parsed.database)
    now = utc_now()
    day = _day(parsed.date) if parsed.date else now.astimezone(settings.zone).date() - timedelta(days=1)
    parts = parts_of(settings, utc_now)
    ready(parsed.data, parsed.database)
    database = Database(parsed.data, parsed.database)
    try:
        gateway = Gateway(parts, database, utc_now)
        outcomes = {name: gateway.reconcile(name, day) for name in gateway.provider_names}
        report = database.read(lambda connection: report_of(connection, day, settings.zone, now))
    finally:
        database.close()
    for name, outcome in outcomes.items():
        told = (
            "the bill is not there yet"
            if outcome is None
            else f"{outcome.rows} rows, {outcome.settled} orders settled, {outcome.differences} differences"
        )
        sys.stderr.write(f"{name}: {told}\n")
    sys.stdout.write(as_page(report) if parsed.html else as_csv(report))
    late = any(outcome is None for outcome in outcomes.values())
    return 1 if late or report.open_differences else 0


def settle(parsed: argparse.Namespace) -> int:
    """Decide what became of an order that waits for a person; 0, or 1 with why not."""
    return _decide(
        parsed,
        lambda: OrderDecision(
            outcome=Outcome(parsed.outcome.replace("-", "_")),
            decided_by=parsed.by,
            reason=parsed.reason,
            reference=parsed.reference,
        ),
        lambda connection, decision, now: decide_order(connection, parsed.order, decision, now),
    )


def resolve(parsed: argparse.Namespace) -> int:
    """Mark a difference of a day's bill as looked into; 0, or 1 with why not."""
    return _decide(
        parsed,
        lambda: DifferenceDecision(
            provider=parsed.provider,
            day=_day(parsed.date).isoformat(),
            order_number=parsed.order,
            kind=parsed.kind,
            decided_by=parsed.by,
            reason=parsed.reason,
        ),
        resolve_difference,
    )


def _decide(
    parsed: argparse.Namespace,
    make: Callable[[], T],
    work: Callable[[Connection, T, datetime], DecisionAnswer],
) -> int:
    try:
        decision = make()
    except ValidationError as error:
        places = {str(fault["loc"][0]) for fault in error.errors(include_input=False) if fault["loc"]}
        raise HallError(f"not valid: {', '.join(sorted(places))}") from None
    ready(parsed.data, parsed.database)
    database = Database(parsed.data, parsed.database)
    now = utc_now()
    try:
        told = database.write(lambda connection: work(connection, decision, now)).result()
    except ProblemError as error:
        sys.stderr.write(f"hall: {error.title}{f': {error.detail}' if error.detail else ''}\n")
        return 1
    finally:
        database.close()
    state = "" if told.state is None else f", the order is {told.state}"
    again = "" if told.is_new else " already"
    sys.stdout.write(
        f"{told.order_number}: {told.outcome}{again}, by {told.decided_by} at {format_utc(told.decided_at)}{state}\n"
    )
    return 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HallError("a date is YYYY-MM-DD") from None
