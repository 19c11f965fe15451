"""What state and reasons of a page printer mean."""

from __future__ import annotations

import pytest

from drivers.page_printer.errors import PagePrinterError, fault_of
from drivers.page_printer.status import (
    DoorOpen,
    Jam,
    NeedsLook,
    Offline,
    OfflineReason,
    OutputFull,
    PagePrinterStatus,
    PaperOut,
    Ready,
    Stopped,
    TonerOut,
    Unknown,
    status_of,
)

IDLE, BUSY, STOPPED = 3, 4, 5
GONE = Offline(OfflineReason.PRINTER)


@pytest.mark.parametrize(
    ("state", "reasons", "status"),
    [
        (IDLE, "none", Ready()),
        (BUSY, "none", Ready()),
        (BUSY, "connecting-to-device", NeedsLook()),
        (BUSY, "cups-waiting-for-job-completed", Ready()),
        (IDLE, "media-low-warning", NeedsLook()),
        (IDLE, "toner-low-report", NeedsLook()),
        (IDLE, "media-empty-report", NeedsLook()),
        (IDLE, "media-empty-warning", NeedsLook()),
        (BUSY, "media-empty-warning media-needed-warning", PaperOut()),
        (IDLE, "media-empty-error", NeedsLook()),
        (IDLE, "media-empty-warning media-needed-warning", NeedsLook()),
        (BUSY, "media-empty-error", PaperOut()),
        (BUSY, "media-empty", PaperOut()),
        (STOPPED, "media-empty-warning", PaperOut()),
        (STOPPED, "media-jam-error media-empty-error", Jam()),
        (STOPPED, "door-open-error", DoorOpen()),
        (STOPPED, "cover-open", DoorOpen()),
        (STOPPED, "input-tray-missing", DoorOpen()),
        (STOPPED, "toner-empty-error", TonerOut()),
        (STOPPED, "marker-waste-full-error", TonerOut()),
        (STOPPED, "output-area-full-error", OutputFull()),
        (STOPPED, "paused", Stopped()),
        (STOPPED, "cups-missing-filter-warning", Stopped()),
        (STOPPED, "connecting-to-device", GONE),
        (IDLE, "offline-report", NeedsLook()),
        (BUSY, "offline-report", GONE),
        (BUSY, "offline", GONE),
        (0, "none", Unknown()),
        (0, "media-jam-error", Jam()),
    ],
)
def test_state_and_reasons(state: int, reasons: str, status: PagePrinterStatus) -> None:
    """A severity behind a reason decides whether it stops the printer; none counts as an error."""
    assert status_of(state, reasons.split(), accepting=True) == status


def test_a_queue_that_takes_no_jobs_is_stopped() -> None:
    assert status_of(IDLE, ["none"], accepting=False) == Stopped()


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (Ready(), None),
        (NeedsLook(), None),
        (PaperOut(), "pages_out_of_paper"),
        (Jam(), "pages_jam"),
        (DoorOpen(), "page_door_open"),
        (TonerOut(), "page_toner_out"),
        (OutputFull(), "page_output_full"),
        (Stopped(), "page_printer_stopped"),
        (Unknown(), "page_printer_stopped"),
        (Offline(OfflineReason.SERVICE), "print_service_silent"),
        (Offline(OfflineReason.NO_QUEUE), "print_queue_missing"),
        (GONE, "page_printer_offline"),
    ],
)
def test_a_status_that_keeps_pages_back_has_a_typed_cause(status: PagePrinterStatus, code: str | None) -> None:
    """Exactly the statuses that are not usable have one."""
    fault: PagePrinterError | None = fault_of(status)
    assert (fault.code if fault is not None else None) == code
    assert status.usable == (fault is None)
