"""When an order is looked at again. Pure; times are aware (payments sheet, section 2, "our values")."""

from __future__ import annotations

from datetime import datetime, timedelta

SHOWN_FOR = timedelta(seconds=180)
"""How long a code is on the screen."""
CODE_READ_FOR = timedelta(seconds=45)
"""How long a payment code that was read is waited for."""
ORDER_LIFE = timedelta(minutes=5)
"""After this the provider closes the order by itself."""
FIRST = timedelta(seconds=2)
LATER = timedelta(seconds=5)
OFTEN_FOR = timedelta(seconds=60)
LEASE = timedelta(seconds=60)
"""Who looks at an order has it for itself for so long; a call is bounded by less."""
CLOSING_FOR = timedelta(minutes=6)
"""So long closing is tried in quick succession; then the answer is "unknown"."""
CERTAIN_AFTER = timedelta(seconds=90)
"""So long after an order's end "there is none" or "it waits" is nothing that can still be paid."""
LOOKS_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
"""Looks at a closed or unknown order, counted from when it became so."""
SERVE_AGAIN = (timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""Between tries to settle a bill, or to give money back; the last for ever."""


def show_until(created_at: datetime, *, by_code: bool) -> datetime:
    """Return until when the payer is waited for."""
    return created_at + (CODE_READ_FOR if by_code else SHOWN_FOR)


def next_query(created_at: datetime, now: datetime, *, by_code: bool) -> datetime:
    """Return when to ask about an order that waits for its payer."""
    if by_code:
        return now + LATER
    return now + (FIRST if now - created_at < OFTEN_FOR else LATER)


def next_look(since: datetime, now: datetime) -> datetime | None:
    """Return when to look again at an order that is closed or unknown since ``since``; None after the last look."""
    return next((since + after for after in LOOKS_AFTER if since + after > now), None)


def try_again(attempts: int, now: datetime) -> datetime:
    """Return when to do again what did not work for the ``attempts``-th time."""
    return now + SERVE_AGAIN[min(max(attempts, 1), len(SERVE_AGAIN)) - 1]
