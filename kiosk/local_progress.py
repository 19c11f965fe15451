"""What this terminal itself may say of a case or a complaint that the hall cannot be asked about. Pure.

Wording: domain guide 6.4. What was handed in about a case afterwards is told as what it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from config.texts import Texts
from kiosk.present.progress import ProgressStepView
from offline_queue.model import EntryState, FollowUp, LocalProgress
from offline_queue.wire.entries import EntryKind

_DELIVERED = frozenset({EntryState.DELIVERED, EntryState.PURGED})
_WITH_STAFF = frozenset({EntryState.HELD, EntryState.REFUSED})
_FOLLOW_UPS = frozenset({EntryKind.WITHDRAWAL, EntryKind.AMENDMENT, EntryKind.RATING})


def describe_local(texts: Texts, local: LocalProgress, now: datetime) -> tuple[ProgressStepView, ...]:
    """The steps that this terminal knows: sealed here, sent, delivered, and what followed. No reserved word in them."""
    sealed = "progress.complaint.local.sealed" if local.kind is EntryKind.COMPLAINT else "progress.local.sealed"
    steps = [ProgressStepView(texts(sealed), "", _time(texts, local.stored_at_s, now), "done")]
    if local.state in _WITH_STAFF:
        steps.append(ProgressStepView(texts("progress.local.held"), texts("progress.local.held.detail"), "", "now"))
    elif local.state in _DELIVERED:
        settled = _time(texts, local.settled_at_s, now) if local.settled_at_s is not None else ""
        steps.append(ProgressStepView(texts("progress.local.delivered"), local.case_number or "", settled, "done"))
    else:
        steps.append(
            ProgressStepView(texts("progress.local.waiting"), texts("progress.local.waiting.detail"), "", "now")
        )
    return (*steps, *(_follow_up(texts, one, now) for one in local.follow_ups))


def describe_waiting(texts: Texts, follow_ups: Iterable[FollowUp], now: datetime) -> tuple[ProgressStepView, ...]:
    """What was handed in here about a case and that the hall does not know yet; the hall itself tells the rest."""
    return tuple(_follow_up(texts, one, now) for one in follow_ups if one.state not in _DELIVERED)


def _follow_up(texts: Texts, one: FollowUp, now: datetime) -> ProgressStepView:
    kind = one.kind.value if one.kind in _FOLLOW_UPS else "other"
    outcome = "delivered" if one.state in _DELIVERED else "held" if one.state in _WITH_STAFF else "waiting"
    label, detail = texts(f"progress.follow_up.{kind}"), texts(f"progress.follow_up.{outcome}")
    state: Literal["done", "now"] = "done" if outcome == "delivered" else "now"
    return ProgressStepView(
        label, detail, _time(texts, one.stored_at_s, now), state, aside=one.kind is EntryKind.RATING
    )


def _time(texts: Texts, moment_s: float, now: datetime) -> str:
    at = datetime.fromtimestamp(moment_s, tz=now.tzinfo)
    return texts("progress.time", month=at.month, day=at.day, clock=f"{at:%H:%M}")
