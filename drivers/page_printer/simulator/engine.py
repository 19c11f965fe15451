"""What the simulated printer is and does, without a socket: a message in, a message out.

A job prints one page each time somebody looks at it, so that nothing here waits. It is as strict as a printer may be: a
request without charset, language or target in their places is refused (RFC 8011, 4.1.4 and 4.1.5).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from drivers.page_printer.ipp import Attribute, AttributeGroup, Group, IppFormatError, Message, Tag, decode, encode
from drivers.page_printer.operations import A4, IppStatus, JobState, Operation
from drivers.page_printer.status import PrinterState

_PAGE = re.compile(rb"/Type\s*/Page\b")
_OPENING = ("attributes-charset", "attributes-natural-language", "printer-uri")
_PDF_START = b"%PDF-"


@dataclass(slots=True)
class SimulatedJob:
    """A document that was sent."""

    job_id: int
    pdf: bytes = field(repr=False)
    pages: int
    state: JobState = JobState.PENDING
    sheets: int = 0


@dataclass(slots=True)
class PageFaults:
    """What is wrong, to be set at any time."""

    reasons: tuple[str, ...] = ()
    """``printer-state-reasons``; one that counts as an error stops the printer and its jobs."""
    stopped: bool = False
    """Stopped, without a word why."""
    rejecting: bool = False
    held: bool = False
    """Jobs are taken and stay where they are: a slow printer, or one whose service waits for it."""
    stop_after_sheets: int | None = None
    """The tray has so many sheets left."""
    uncounted: bool = False
    """The printer does not count sheets, as most queues do not."""
    aborting: bool = False
    """Documents are taken and given up."""
    forgetful: bool = False
    """Jobs are forgotten as soon as they are over."""
    uncancellable: bool = False
    garbled: bool = False
    """Answers are no IPP."""


class PrintEngine:
    """Answers requests to one printer. From any thread."""

    def __init__(self, path: str, on_printed: Callable[[SimulatedJob], None] | None = None) -> None:
        """Prepare; ``path`` is that of the printer's address."""
        self.path = path
        self.faults = PageFaults()
        self.jobs: list[SimulatedJob] = []
        self.refused: list[str] = []
        """Why requests were refused as wrong: a driver that speaks the protocol leaves this empty."""
        self._on_printed = on_printed
        self._lock = threading.Lock()

    def answer(self, data: bytes) -> bytes:
        """The answer to one request."""
        with self._lock:
            if self.faults.garbled:
                return b"<html>hello</html>"
            try:
                request = decode(data)
            except IppFormatError as error:
                self.refused.append(str(error))
                return encode(self._plain(IppStatus.BAD_REQUEST, 1))
            fault = self._fault_of(request)
            if fault:
                self.refused.append(fault)
                return encode(self._plain(IppStatus.BAD_REQUEST, request.request_id))
            return encode(self._act(request))

    def refill(self) -> None:
        """Everything is as it should be; what stood still goes on."""
        with self._lock:
            self.faults = PageFaults()
            for job in self.jobs:
                if job.state is JobState.STOPPED:
                    job.state = JobState.PENDING

    # ---- requests ----------------------------------------------------------------------------------------------------

    def _fault_of(self, request: Message) -> str:
        names = tuple(one.name for one in request.of(Group.OPERATION).attributes)
        if names[:3] != _OPENING:
            return f"{names[:3]} come first"
        (uri,) = request.of(Group.OPERATION).values("printer-uri")
        return "" if isinstance(uri, str) and uri.endswith(self.path) else f"no printer {uri!r}"

    def _act(self, request: Message) -> Message:
        match request.code:
            case Operation.GET_PRINTER_ATTRIBUTES:
                return self._plain(IppStatus.OK, request.request_id, self._printer())
            case Operation.PRINT_JOB:
                return self._take(request)
            case Operation.GET_JOB_ATTRIBUTES | Operation.CANCEL_JOB:
                job = self._job(request)
                if job is None:
                    return self._plain(IppStatus.NOT_FOUND, request.request_id)
                if request.code == Operation.CANCEL_JOB:
                    return self._cancel(request, job)
                self._advance(job)
                return self._plain(IppStatus.OK, request.request_id, self._described(job))
            case _:
                return self._plain(IppStatus.OPERATION_NOT_SUPPORTED, request.request_id)

    def _take(self, request: Message) -> Message:
        if self.faults.rejecting:
            return self._plain(IppStatus.NOT_ACCEPTING, request.request_id)
        if request.of(Group.JOB).values("media") != (A4,) or not request.data.startswith(_PDF_START):
            return self._plain(IppStatus.DOCUMENT_FORMAT, request.request_id)
        job = SimulatedJob(len(self.jobs) + 1, request.data, max(1, len(_PAGE.findall(request.data))))
        self.jobs.append(job)
        return self._plain(IppStatus.OK, request.request_id, self._described(job))

    def _cancel(self, request: Message, job: SimulatedJob) -> Message:
        if job.state.over or self.faults.uncancellable:
            return self._plain(IppStatus.NOT_POSSIBLE, request.request_id)
        job.state = JobState.CANCELLED
        return self._plain(IppStatus.OK, request.request_id)

    def _job(self, request: Message) -> SimulatedJob | None:
        (number,) = request.of(Group.OPERATION).values("job-id")
        found = next((job for job in self.jobs if job.job_id == number), None)
        return None if found is not None and found.state.over and self.faults.forgetful else found

    # ---- printing ----------------------------------------------------------------------------------------------------

    @property
    def _standing(self) -> bool:
        faults = self.faults
        return faults.stopped or any(not reason.endswith(("-report", "-warning")) for reason in faults.reasons)

    def _advance(self, job: SimulatedJob) -> None:
        """One page on, unless something keeps it."""
        faults = self.faults
        if job.state.over or faults.held:
            return
        if faults.aborting:
            job.state = JobState.ABORTED
            return
        if faults.stop_after_sheets is not None and job.sheets >= faults.stop_after_sheets:
            faults.reasons = ("media-empty-error", "media-needed-error")
        if self._standing:
            job.state = JobState.STOPPED
            return
        job.sheets += 1
        job.state = JobState.COMPLETED if job.sheets >= job.pages else JobState.PROCESSING
        if job.state is JobState.COMPLETED and self._on_printed is not None:
            self._on_printed(job)

    # ---- answers -----------------------------------------------------------------------------------------------------

    def _plain(self, status: int, request_id: int, *groups: AttributeGroup) -> Message:
        opening = AttributeGroup(
            Group.OPERATION,
            (
                Attribute("attributes-charset", Tag.CHARSET, ("utf-8",)),
                Attribute("attributes-natural-language", Tag.LANGUAGE, ("en",)),
            ),
        )
        return Message(status, request_id, (opening, *groups))

    def _printer(self) -> AttributeGroup:
        busy = any(not job.state.over for job in self.jobs)
        state = PrinterState.PROCESSING if busy else PrinterState.IDLE
        reasons = self.faults.reasons or ("none",)
        return AttributeGroup(
            Group.PRINTER,
            (
                Attribute("printer-state", Tag.ENUM, (PrinterState.STOPPED if self._standing else state,)),
                Attribute("printer-state-reasons", Tag.KEYWORD, reasons),
                Attribute("printer-is-accepting-jobs", Tag.BOOLEAN, (not self.faults.rejecting,)),
            ),
        )

    def _described(self, job: SimulatedJob) -> AttributeGroup:
        attributes = [
            Attribute("job-id", Tag.INTEGER, (job.job_id,)),
            Attribute("job-state", Tag.ENUM, (job.state,)),
            Attribute("job-state-reasons", Tag.KEYWORD, ("none",)),
        ]
        if not self.faults.uncounted:
            attributes.append(Attribute("job-media-sheets-completed", Tag.INTEGER, (job.sheets,)))
        return AttributeGroup(Group.JOB, tuple(attributes))
