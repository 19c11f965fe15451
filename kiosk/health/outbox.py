"""The check of the queue. A running terminal has its folder open; then nothing is read."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from kiosk.health.findings import Check, Finding, State
from offline_queue.errors import AlreadyOpenError, EnrolmentFault, NotEnrolledError, QueueError
from offline_queue.filesystem import OsFs
from offline_queue.identity import load_identity
from offline_queue.model import AlarmLevel, Level, QueueLimits, QueueStatus
from offline_queue.opening import DATABASE
from offline_queue.outbox import Outbox

MIB = 1024 * 1024


def check_queue(folder: Path, limits: QueueLimits) -> Finding:
    """Open the queue as a terminal would at its start, read its figures, close it.

    A queue that was never opened is not made here: then only the enrolment is looked at.
    """
    if not (folder / DATABASE).exists():
        return _check_enrolment(folder)
    try:
        with Outbox.open(folder, limits=limits) as outbox:
            status = outbox.status()
    except AlreadyOpenError:
        return Finding(Check.QUEUE, State.READY, "doctor.queue.in_use")
    except QueueError as error:
        values = {"code": error.code}
        cure, detail = f"queue.cure.{error.code}", f"queue.error.{error.code}"
        return Finding(Check.QUEUE, State.BROKEN, "doctor.queue.error", values, cure, detail)
    return judge_queue(status)


def judge_queue(status: QueueStatus) -> Finding:
    """Say what the figures mean."""
    if status.enrolment_fault is not None:
        return _not_enrolled(status.enrolment_fault)
    values = {
        "depth": status.depth,
        "held": status.held,
        "oldest_min": round(status.oldest_age_s / 60),
        "free_mib": status.free_bytes // MIB,
        "level": status.level.value,
        "causes": ", ".join(cause.value for cause in status.causes),
    }
    if status.alarm is AlarmLevel.EXPORT:
        return Finding(Check.QUEUE, State.BROKEN, "doctor.queue.export", values, "doctor.cure.queue_export")
    match status.level:
        case Level.RED:
            return Finding(Check.QUEUE, State.BROKEN, "doctor.queue.red", values, "doctor.cure.queue")
        case Level.AMBER:
            return Finding(Check.QUEUE, State.ATTENTION, "doctor.queue.amber", values, "doctor.cure.queue")
        case Level.GREEN if status.alarm is not AlarmLevel.NONE:
            key = f"doctor.queue.{status.alarm.value}"
            return Finding(Check.QUEUE, State.ATTENTION, key, values, "doctor.cure.queue_waits")
        case Level.GREEN if status.held:
            return Finding(Check.QUEUE, State.ATTENTION, "doctor.queue.held", values, "doctor.cure.queue_held")
        case Level.GREEN:
            return Finding(Check.QUEUE, State.READY, "doctor.queue.ready", values)
        case _:
            assert_never(status.level)


def _check_enrolment(folder: Path) -> Finding:
    try:
        identity = load_identity(folder, OsFs())
    except NotEnrolledError as error:
        return _not_enrolled(error.fault)
    return Finding(Check.QUEUE, State.READY, "doctor.queue.fresh", {"terminal": identity.terminal_id})


def _not_enrolled(fault: EnrolmentFault) -> Finding:
    precise = "" if fault is EnrolmentFault.ABSENT else f".{fault.value}"
    key = f"queue.error.not_enrolled{precise}"
    return Finding(Check.QUEUE, State.BROKEN, key, {"fault": fault.value}, "queue.cure.not_enrolled")
