"""The driver's commands, progress values and results."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from drivers.page_printer.status import PagePrinterStatus


@dataclass(frozen=True, slots=True)
class PrintPages:
    """Print a document once.

    A print service keeps it on its own disk meanwhile, so what is personal goes only to a printer's own address, and
    only where the settings say so.

    Attributes:
        pdf: the document.
        pages: how many pages it has, to be compared with what the printer counts.
    """

    pdf: bytes = field(repr=False)
    pages: int


@dataclass(frozen=True, slots=True)
class QueryStatus:
    """Ask the printer how it is. The result is a ``PagePrinterStatus``."""


PagePrinterCommand = PrintPages | QueryStatus


@dataclass(frozen=True, slots=True)
class Sending:
    """The document is going to the print service."""


@dataclass(frozen=True, slots=True)
class Printing:
    """The printer is at work; ``sheets`` have come out as far as it counts them."""

    sheets: int | None


@dataclass(frozen=True, slots=True)
class Paused:
    """The printer has stopped inside the document and goes on when somebody has cured this."""

    status: PagePrinterStatus


PagePrinterProgress = Sending | Printing | Paused


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The printer has counted every sheet out."""

    sheets: int


@dataclass(frozen=True, slots=True)
class Probable:
    """The print service is done with the document, and nobody has counted sheets."""


class UnknownReason(StrEnum):
    """Why nobody can say whether the pages came out."""

    SERVICE_LOST = "service_lost"
    """The print service fell silent after it had taken the document."""
    JOB_FORGOTTEN = "job_forgotten"
    """The print service no longer knows the job."""


@dataclass(frozen=True, slots=True)
class UnknownOutcome:
    """The document was handed over, and nothing says what became of it. Ask; never print again unasked."""

    reason: UnknownReason


PagesOutcome = Confirmed | Probable | UnknownOutcome
