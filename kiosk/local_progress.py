"""What this terminal itself may say of a case that the hall cannot be asked about (domain guide 6.4). Pure."""

from __future__ import annotations

from datetime import datetime

from config.texts import Texts
from kiosk.present.progress import ProgressStepView
from offline_queue.model import EntryState, LocalProgress

STEP_TIME = "%m-%d %H:%M"


def describe_local(texts: Texts, local: LocalProgress, now: datetime) -> tuple[ProgressStepView, ...]:
    """The steps that this terminal knows: sealed here, sent, delivered. No reserved word among them."""
    delivered = local.state in {EntryState.DELIVERED, EntryState.PURGED}
    held = local.state in {EntryState.HELD, EntryState.REFUSED}
    steps = [ProgressStepView(texts("progress.local.sealed"), "", _time(local.stored_at_s, now), "done")]
    if held:
        steps.append(ProgressStepView(texts("progress.local.held"), texts("progress.local.held.detail"), "", "now"))
        return tuple(steps)
    if delivered:
        settled = _time(local.settled_at_s, now) if local.settled_at_s is not None else ""
        steps.append(ProgressStepView(texts("progress.local.delivered"), local.case_number or "", settled, "done"))
    else:
        steps.append(
            ProgressStepView(texts("progress.local.waiting"), texts("progress.local.waiting.detail"), "", "now")
        )
    return tuple(steps)


def _time(moment_s: float, now: datetime) -> str:
    return datetime.fromtimestamp(moment_s, tz=now.tzinfo).strftime(STEP_TIME)
