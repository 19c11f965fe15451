"""How the terminal is while it runs, in the findings of ``kiosk doctor``: live devices, queue, disk, clock, line.

The doctor opens devices and the queue itself; here they are open already. What blocks is called on a worker.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kiosk.health.devices import CHECKS, judge
from kiosk.health.files import check_disk
from kiosk.health.findings import Check, Finding, State
from kiosk.health.line import ask_time, check_clock, check_hall
from kiosk.health.outbox import judge_queue

if TYPE_CHECKING:
    from config.settings import Settings
    from kiosk.devices import DeviceDesk
    from offline_queue.outbox import Outbox


def devices_now(devices: DeviceDesk) -> tuple[Finding, ...]:
    """Every configured device by its live status; one that rests until it is needed is told as that."""
    findings = []
    for kind, check in CHECKS.items():
        if not devices.has(kind):
            continue
        status = devices.status(kind)
        resting = Finding(check, State.READY, "staff.device.resting")
        findings.append(resting if status is None else judge(check, status))
    return tuple(findings)


def look_at_machine(settings: Settings, outbox: Outbox | None) -> Sequence[Finding]:
    """Queue and disk. Blocks for as long as the queue takes."""
    queue = settings.queue
    disk = check_disk(settings.data_dir, reserve_bytes=queue.reserve_bytes, worst_case_bytes=queue.worst_case_bytes)
    if outbox is None:
        return Finding(Check.QUEUE, State.BROKEN, "staff.queue.closed", {}, "device.action.call_service"), disk
    return judge_queue(outbox.status()), disk


def look_at_line(settings: Settings) -> Sequence[Finding]:
    """The line to the hall and the clock. Blocks for as long as the hall takes to answer, or not to."""
    from offline_queue.clock import SystemClock

    clock = SystemClock()
    answer = ask_time(settings.hall, clock)
    return check_hall(answer, settings.hall.url), check_clock(synchronised=clock.synchronised(), answer=answer)
