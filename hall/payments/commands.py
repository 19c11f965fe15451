"""``python -m hall reconcile``: fetch the providers' bills of a day, match them, and print the day's report.

The same day again is harmless: what was settled stays so. Run it by hand when a provider's file came late, or when a
difference was put right at the provider.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta

from hall.clocks import utc_now
from hall.database import Database
from hall.errors import HallError
from hall.migrations import ready
from hall.payments.gateway import Gateway, parts_of
from hall.payments.reports import as_csv, as_page, report_of
from hall.settings import HallSettings


def reconcile(parsed: argparse.Namespace) -> int:
    """Run the command; 0 when every bill was there and fits, 1 when not."""
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
    return 1 if late or report.differences else 0


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise HallError("a date is YYYY-MM-DD") from None
