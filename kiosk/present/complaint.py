"""What the progress page says of a complaint, a suggestion or an enquiry. Wording: domain guide 13."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from config.texts import Texts
from kiosk.present.progress import ProgressStepView
from offline_queue.wire.progress import ComplaintAnswer

_RECEIVED = "received"
_ANSWERED = "answered"
_NAMES: Mapping[str, str] = {
    "complaint": "progress.complaint.complaint",
    "suggestion": "progress.complaint.suggestion",
    "enquiry": "progress.complaint.enquiry",
}


def complaint_name(texts: Texts, answer: ComplaintAnswer) -> str:
    """What it is in words; a category that this program does not know is told as a message."""
    return texts(_NAMES.get(answer.category, "progress.complaint.message"))


def describe_complaint(texts: Texts, answer: ComplaintAnswer, now: datetime) -> tuple[ProgressStepView, ...]:
    """The steps in words, oldest first: received, then answered, or what comes next.

    Args:
        texts: in the language of the visit.
        answer: what the hall said.
        now: the present moment with the terminal's zone, in which times are told.

    A state that this program does not know is told as a change of state without a name, and nothing is promised then.
    """
    when = _time(texts, answer.received_at, now)
    done = ProgressStepView(texts("progress.complaint.received.done"), "", when, "done")
    if answer.state == _ANSWERED:
        answered_at = "" if answer.answered_at is None else _time(texts, answer.answered_at, now)
        key = "progress.complaint.answered.shown" if answer.answer else "progress.complaint.answered.detail"
        label, detail = texts("progress.complaint.answered"), texts(key)
        return done, ProgressStepView(label, detail, answered_at, "done")
    if answer.state != _RECEIVED:
        return done, ProgressStepView(texts("progress.complaint.unnamed"), "", "", "now")
    detail = texts("progress.complaint.received.detail" if answer.complete else "progress.incomplete")
    later = texts("progress.later")
    return (
        ProgressStepView(texts("progress.complaint.received"), detail, when, "now"),
        ProgressStepView(texts("progress.complaint.next"), "", later, "to_come"),
    )


def _time(texts: Texts, moment: datetime, now: datetime) -> str:
    at = moment.astimezone(now.tzinfo)
    return texts("progress.time", month=at.month, day=at.day, clock=f"{at:%H:%M}")
