"""All checks of one machine, in the order in which they are worth reading."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from config.settings import Settings
from kiosk.device_builders import DriverNeeds
from kiosk.health.devices import CHECKS, check_configured
from kiosk.health.files import check_catalogue, check_disk, check_fonts, check_settings, check_texts
from kiosk.health.findings import Finding
from kiosk.health.line import ask_time, check_clock, check_hall
from kiosk.health.outbox import check_queue
from kiosk.queue_limits import limits_of
from offline_queue.clock import Clock

QUEUE_FOLDER = "queue"
"""Under the data directory; the terminal opens its outbox there."""


def examine(read_settings: Callable[[], Settings], *, today: Callable[[], date], clock: Clock) -> Iterator[Finding]:
    """Run the checks one after the other. Without usable settings only those that need none."""
    yield check_texts()
    finding, settings = check_settings(read_settings)
    yield finding
    if settings is None:
        return
    yield check_catalogue(settings.catalogue.path, today())
    yield check_fonts(settings)
    for kind in CHECKS:
        yield check_configured(kind, settings, DriverNeeds(today))
    queue = settings.queue
    yield check_queue(settings.data_dir / QUEUE_FOLDER, limits_of(queue))
    answer = ask_time(settings.hall, clock)
    yield check_hall(answer, settings.hall.url)
    yield check_clock(synchronised=clock.synchronised(), answer=answer)
    yield check_disk(settings.data_dir, reserve_bytes=queue.reserve_bytes, worst_case_bytes=queue.worst_case_bytes)
