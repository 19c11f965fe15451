"""What an entry of the queue needs from staff, in words: for the page and for the command line. Pure."""

from __future__ import annotations

from config.texts import Texts
from offline_queue.care import Care, hold_cause_of, reason_of


def care_words(texts: Texts, care: Care | str, cause: str | None) -> dict[str, str]:
    """``message``: how the entry is and why; ``action``: what helps. ``cause`` as the ledger has it."""
    needed = Care(care)
    known = hold_cause_of(cause)
    reason = reason_of(cause)
    message = texts(f"queue.care.{needed.value}")
    if needed is Care.TURNED_AWAY:
        message = texts("queue.care.turned_away.why", cause=texts(f"queue.cause.{known.value if known else 'other'}"))
    elif reason is not None:
        message = texts("queue.care.reason", message=message, reason=texts(f"queue.reason.{reason.value}"))
    return {"message": message, "action": texts(f"queue.care_cure.{needed.value}")}
