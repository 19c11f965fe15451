"""Printing and asking from the bench, without a supervisor: the cores of ``kiosk device page-printer …``.

The results are plain dictionaries, ready for JSON.
"""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from drivers.commands import LiveContext
from drivers.page_printer.driver import PagePrinter
from drivers.page_printer.errors import PagesFileUnreadableError
from drivers.page_printer.ipp_link import HttpIppLink
from drivers.page_printer.operations import Address
from drivers.page_printer.outcome import Confirmed, PagesOutcome, PrintPages, Probable, QueryStatus, UnknownOutcome
from drivers.page_printer.status import Offline, PagePrinterStatus
from drivers.timebase import SystemTime

PDF_LIMIT_BYTES = 50_000_000
PDF_START = b"%PDF-"


def page_printer(address: Address) -> PagePrinter:
    """The driver for that address, over HTTP."""
    return PagePrinter(address, HttpIppLink(address))


def read_pdf(path: Path) -> bytes:
    """The bytes of a PDF file. Raises ``PagesFileUnreadableError``."""
    try:
        data = path.read_bytes() if path.stat().st_size <= PDF_LIMIT_BYTES else b""
    except OSError as fault:
        raise PagesFileUnreadableError(path.name) from fault
    if not data.startswith(PDF_START):
        raise PagesFileUnreadableError(path.name)
    return data


def print_pdf(address: Address, pdf: bytes, *, timeout_s: float) -> dict[str, object]:
    """Print a document once and say what is known of it.

    Args:
        address: the printer's.
        pdf: the document; how many pages it has is not looked at, so a count of the printer confirms any.
        timeout_s: for everything.

    Returns:
        ``outcome`` (``confirmed``, ``probable``, ``unknown``), ``sheets`` or ``reason`` with it, ``size_bytes``,
        ``seconds``.

    Raises:
        DeviceError: the typed cause.
    """
    time = SystemTime()
    start = time.now()
    outcome = page_printer(address).run(PrintPages(pdf, 1), LiveContext(timebase=time, timeout_s=timeout_s))
    if not isinstance(outcome, Confirmed | Probable | UnknownOutcome):
        raise TypeError("a print ends in an outcome")
    return {**describe_outcome(outcome), "size_bytes": len(pdf), "seconds": round(time.now() - start, 3)}


def printer_status(address: Address, *, timeout_s: float) -> dict[str, object]:
    """Ask the printer how it is: ``status``, ``usable``, and ``reason`` when it is offline. Raises ``DeviceError``."""
    status = page_printer(address).run(QueryStatus(), LiveContext(timebase=SystemTime(), timeout_s=timeout_s))
    return describe_status(status)  # type: ignore[arg-type]  # the result of QueryStatus is a status


def describe_status(status: PagePrinterStatus) -> dict[str, object]:
    """A status by name."""
    named: dict[str, object] = {"status": _snake(type(status).__name__), "usable": status.usable}
    return {**named, "reason": status.reason.value} if isinstance(status, Offline) else named


def describe_outcome(outcome: PagesOutcome) -> dict[str, object]:
    """An outcome by name."""
    match outcome:
        case Confirmed(sheets):
            return {"outcome": "confirmed", "sheets": sheets}
        case Probable():
            return {"outcome": "probable"}
        case UnknownOutcome(reason):
            return {"outcome": "unknown", "reason": reason.value}
        case _:
            assert_never(outcome)


def _snake(name: str) -> str:
    """``PaperOut`` as ``paper_out``."""
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name).lstrip("_")
