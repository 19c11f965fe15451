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


@dataclass(frozen=True, slots=True)
class TestPrint:
    """Print a page after the roll was changed; printed, the change of the roll is done.

    It is a job as every other: ``bench_tool.page_for_test`` makes the page, ``render_slip`` the image.

    Attributes:
        image: the page.
        job_id: names this attempt in the ledger.
    """

    image: SlipImage = field(repr=False)
    job_id: PrintJobId


@dataclass(frozen=True, slots=True)
class Identify:
    """Ask the printer what it is. The result is an ``Identity``."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What the printer says it is (``GS I``); None and empty where it does not answer.

    Attributes:
        model_id: the maker's number of the model.
        chinese: whether it says that it prints double-byte characters.
        firmware_id: the firmware's number.
        names: firmware, maker, model, serial number and character set as text, by those names, where it tells them.
    """

    model_id: int | None
    chinese: bool | None
    firmware_id: int | None
    names: tuple[tuple[str, str], ...] = ()


PrinterCommand = PrintSlip | TestPrint | QueryStatus | Identify


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


@dataclass(frozen=True, slots=True)
class WaitingToBeTaken:
    """The slip is held out. After ``present_s`` seconds it is taken back; 0: never."""

    present_s: int


PrinterProgress = Printing | AwaitingProof | PrinterPaused | WaitingToBeTaken


class Presented(StrEnum):
    """What became of a slip that a mechanism held out."""

    TAKEN = "taken"
    RETRACTED = "retracted"
    """Nobody took it; it is inside the terminal. The resident has to be told where to ask."""
    HELD_OUT = "held_out"
    """It still lies in the mouth."""
    UNKNOWN = "unknown"
    """The mechanism did not say."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The printer said that the slip is on paper.

    Attributes:
        proof: how it said so.
        cut: True when it also said that the slip is cut, False when the cutter is stuck, None when that is not known
            or there is no cutter.
        status: how the printer was afterwards.
        presented: what became of it at the mouth; None for printers that do not present or do not tell.
    """

    proof: ProofMethod
    cut: bool | None
    status: PrinterStatus
    presented: Presented | None = None


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
    SILENT_INSIDE = "silent_inside"
    """The printer fell silent inside the slip and came back: it may have been switched off and on."""


@dataclass(frozen=True, slots=True)
class UnknownOutcome:
    """Everything went out, and nothing says that it was printed. Ask the resident; never print again unasked."""

    reason: UnknownReason
    status: PrinterStatus


PrintOutcome = Confirmed | Probable | UnknownOutcome
