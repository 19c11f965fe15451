"""The driver's commands, progress values and results."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from drivers.printer.jobs import PrintJobId
from drivers.printer.profile import ProofMethod
from drivers.printer.slip_image import SlipImage
from drivers.printer.status import PrinterStatus


@dataclass(frozen=True, slots=True)
class PrintSlip:
    """Print a slip once. A second attempt is a new job with a new id, and says on the slip that it is a reprint.

    Attributes:
        image: the slip.
        job_id: names this attempt in the ledger.
        receipt_number: the receipt number on the slip; empty for slips without one.
    """

    image: SlipImage = field(repr=False)
    job_id: PrintJobId
    receipt_number: str = ""


@dataclass(frozen=True, slots=True)
class QueryStatus:
    """Ask the printer how it is. The result is a ``PrinterStatus``."""


PrinterCommand = PrintSlip | QueryStatus


@dataclass(frozen=True, slots=True)
class Printing:
    """How much of the slip has gone to the printer, from 0 to 1."""

    fraction: float


@dataclass(frozen=True, slots=True)
class AwaitingProof:
    """All of the slip has gone out; the printer has not yet said that it is on paper."""


@dataclass(frozen=True, slots=True)
class PrinterPaused:
    """The printer has stopped and goes on by itself: its head cools down, or it is busy."""

    status: PrinterStatus


PrinterProgress = Printing | AwaitingProof | PrinterPaused


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The printer said that the slip is on paper.

    Attributes:
        proof: how it said so.
        cut: True when it also said that the slip is cut, False when the cutter is stuck, None when that is not known
            or there is no cutter.
        status: how the printer was afterwards.
    """

    proof: ProofMethod
    cut: bool | None
    status: PrinterStatus


@dataclass(frozen=True, slots=True)
class Probable:
    """A printer that gives no proof was fine before and after, and had the time that the slip takes."""

    status: PrinterStatus


class UnknownReason(StrEnum):
    """Why nobody can say whether the slip came out."""

    NO_PROOF = "no_proof"
    """The printer gave no proof, though it does not look silent."""
    NO_REPLY = "no_reply"
    """The printer fell silent after the last byte."""


@dataclass(frozen=True, slots=True)
class UnknownOutcome:
    """Everything went out, and nothing says that it was printed. Ask the resident; never print again unasked."""

    reason: UnknownReason
    status: PrinterStatus


PrintOutcome = Confirmed | Probable | UnknownOutcome
