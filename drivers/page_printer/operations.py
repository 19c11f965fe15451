"""The few operations that printing takes: requests made, answers read. Pure. Source: RFC 8011, section 4.

Names that go to the print service (user, job) are constants: a queue's listing says nothing about anybody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple
from urllib.parse import urlsplit

from drivers.page_printer.errors import IppAnswerError, PagesRefusedError, QueueMissingError
from drivers.page_printer.ipp import Attribute, AttributeGroup, Group, IppFormatError, Message, Tag, decode, words
from drivers.page_printer.status import PagePrinterStatus, status_of

IPP_PORT = 631
USER = "kiosk"
JOB_NAME = "kiosk-sheet"
A4 = "iso_a4_210x297mm"
CUPS_QUEUES = "/printers/"


class Operation(IntEnum):
    """Operation codes (RFC 8011, 5.4.15)."""

    PRINT_JOB = 0x0002
    VALIDATE_JOB = 0x0004
    CANCEL_JOB = 0x0008
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B


class IppStatus(IntEnum):
    """Status codes that are told apart here (RFC 8011, appendix B)."""

    OK = 0x0000
    BAD_REQUEST = 0x0400
    NOT_POSSIBLE = 0x0404
    NOT_FOUND = 0x0406
    GONE = 0x0407
    DOCUMENT_FORMAT = 0x040A
    OPERATION_NOT_SUPPORTED = 0x0501
    NOT_ACCEPTING = 0x0506


class JobState(IntEnum):
    """``job-state`` (RFC 8011, 5.3.7)."""

    PENDING = 3
    HELD = 4
    PROCESSING = 5
    STOPPED = 6
    CANCELLED = 7
    ABORTED = 8
    COMPLETED = 9

    @property
    def over(self) -> bool:
        """Whether nothing more happens to the job."""
        return self in {JobState.CANCELLED, JobState.ABORTED, JobState.COMPLETED}


class Address(NamedTuple):
    """Where a printer is: ``ipp://host:port/path``."""

    host: str
    port: int
    path: str

    @property
    def uri(self) -> str:
        """As ``printer-uri`` says it."""
        return f"ipp://{self.host}:{self.port}{self.path}"


@dataclass(frozen=True, slots=True)
class JobReport:
    """How a job stands. ``sheets`` counts what has come out; None where the printer does not count."""

    job_id: int
    state: JobState
    reasons: tuple[str, ...]
    sheets: int | None


def address_of(queue: str) -> Address:
    """The address behind a setting: the name of a queue of this machine's print service, or an ``ipp://`` URI.

    Raises:
        ValueError: it is neither.
    """
    if "://" not in queue:
        if not queue or not queue.isascii() or any(one in queue for one in " /#?%\\'\"") or not queue.isprintable():
            raise ValueError("the name of a queue, or ipp://host[:port]/path")
        return Address("localhost", IPP_PORT, CUPS_QUEUES + queue)
    parts = urlsplit(queue)
    if parts.scheme != "ipp" or not parts.hostname or len(parts.path) < 2 or parts.query or parts.username:
        raise ValueError("the form is ipp://host[:port]/path")
    return Address(parts.hostname, parts.port or IPP_PORT, parts.path)


# ---- requests --------------------------------------------------------------------------------------------------------

_PRINTER_WANTED = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs")
_JOB_WANTED = (
    "job-id",
    "job-state",
    "job-state-reasons",
    "job-media-sheets-completed",
    "job-impressions-completed",
)


def ask_printer(address: Address, request_id: int) -> Message:
    """How is the printer?"""
    wanted = Attribute("requested-attributes", Tag.KEYWORD, _PRINTER_WANTED)
    return _request(Operation.GET_PRINTER_ATTRIBUTES, request_id, address, (wanted,))


def print_pages(address: Address, request_id: int, pdf: bytes) -> Message:
    """Print this document once, on A4."""
    message = _request(
        Operation.PRINT_JOB,
        request_id,
        address,
        (
            Attribute("job-name", Tag.NAME, (JOB_NAME,)),
            Attribute("ipp-attribute-fidelity", Tag.BOOLEAN, (False,)),
            Attribute("document-format", Tag.MIME, ("application/pdf",)),
        ),
    )
    job = AttributeGroup(
        Group.JOB,
        (Attribute("copies", Tag.INTEGER, (1,)), Attribute("media", Tag.KEYWORD, (A4,))),
    )
    return Message(message.code, request_id, (*message.groups, job), pdf)


def ask_job(address: Address, request_id: int, job_id: int) -> Message:
    """How does the job stand?"""
    wanted = Attribute("requested-attributes", Tag.KEYWORD, _JOB_WANTED)
    number = Attribute("job-id", Tag.INTEGER, (job_id,))
    return _request(Operation.GET_JOB_ATTRIBUTES, request_id, address, (wanted,), number)


def cancel_job(address: Address, request_id: int, job_id: int) -> Message:
    """Take the job back."""
    return _request(Operation.CANCEL_JOB, request_id, address, (), Attribute("job-id", Tag.INTEGER, (job_id,)))


def _request(
    operation: Operation,
    request_id: int,
    address: Address,
    more: Sequence[Attribute],
    target: Attribute | None = None,
) -> Message:
    """Charset and language first, the target next: printers reject any other order (RFC 8011, 4.1.4 and 4.1.5)."""
    attributes = [
        Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
        Attribute("attributes-natural-language", Tag.LANGUAGE, ("en",)),
        Attribute("printer-uri", Tag.URI, (address.uri,)),
    ]
    if target is not None:
        attributes.append(target)
    attributes.append(Attribute("requesting-user-name", Tag.NAME, (USER,)))
    return Message(operation, request_id, (AttributeGroup(Group.OPERATION, (*attributes, *more)),))


# ---- answers ---------------------------------------------------------------------------------------------------------


def answer_of(data: bytes, request_id: int) -> Message:
    """The answer in these bytes.

    Raises:
        IppAnswerError: no IPP, or the answer to another request.
        QueueMissingError: there is no such queue or job.
        PagesRefusedError: any other refusal; the detail is its status code.
    """
    try:
        answer = decode(data)
    except IppFormatError as error:
        raise IppAnswerError(str(error)) from None
    if answer.request_id != request_id:
        raise IppAnswerError(f"answer {answer.request_id} to request {request_id}")
    if answer.code in {IppStatus.NOT_FOUND, IppStatus.GONE}:
        raise QueueMissingError(f"{answer.code:#06x}")
    if answer.code >= IppStatus.BAD_REQUEST:
        raise PagesRefusedError(f"{answer.code:#06x}")
    return answer


def printer_status(answer: Message) -> PagePrinterStatus:
    """How the printer is. Raises ``IppAnswerError`` when the answer does not say it."""
    group = answer.of(Group.PRINTER)
    accepting = group.values("printer-is-accepting-jobs")
    return status_of(
        _number(group, "printer-state"),
        words(group.values("printer-state-reasons")),
        accepting=accepting != (False,),
    )


def job_report(answer: Message) -> JobReport:
    """How the job stands. Raises ``IppAnswerError`` when the answer does not say it."""
    group = answer.of(Group.JOB)
    state = _number(group, "job-state")
    try:
        known = JobState(state)
    except ValueError:
        raise IppAnswerError(f"job-state {state}") from None
    counts = [
        value
        for name in ("job-media-sheets-completed", "job-impressions-completed")
        for value in group.values(name)
        if isinstance(value, int) and not isinstance(value, bool)
    ]
    return JobReport(
        _number(group, "job-id"), known, tuple(words(group.values("job-state-reasons"))), max(counts, default=None)
    )


def _number(group: AttributeGroup, name: str) -> int:
    for value in group.values(name):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    raise IppAnswerError(f"no {name}")
