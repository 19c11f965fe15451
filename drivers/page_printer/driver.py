"""The page printer's driver, for the device supervisor.

A document goes out once. Before it the printer has to be fit; afterwards its job is asked for until the print service
is done with it. A document that cannot come out in time is taken back, so that it does not come out later for somebody
else. Source: RFC 8011, 4.2.1, 4.3.3 and 4.3.4.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import assert_never

from drivers.commands import CommandContext, CommandStoppedError, TimeLimitError
from drivers.page_printer import status as st
from drivers.page_printer.errors import (
    IppAnswerError,
    PagePrinterError,
    PagesAbortedError,
    PagesLateError,
    QueueMissingError,
    ServiceSilentError,
    fault_of,
)
from drivers.page_printer.ipp import Message, encode
from drivers.page_printer.ipp_link import IppLink
from drivers.page_printer.operations import (
    Address,
    JobReport,
    JobState,
    answer_of,
    ask_job,
    ask_printer,
    cancel_job,
    job_report,
    print_pages,
    printer_status,
)
from drivers.page_printer.outcome import (
    Confirmed,
    PagesOutcome,
    Paused,
    Printing,
    PrintPages,
    Probable,
    QueryStatus,
    Sending,
    UnknownOutcome,
    UnknownReason,
)
from drivers.timebase import SystemTime, Timebase
from drivers.vocabulary import DeviceError, DeviceKind


@dataclass(frozen=True, slots=True)
class Limits:
    """How long what may take, in seconds."""

    poll_s: float = 1.0
    """Between two questions about a job."""
    paused_s: float = 45.0
    """How long a printer that stands still inside a document is waited for before the document is taken back."""
    silent_s: float = 10.0
    """How long a print service that has taken a document may be silent."""


class PagePrinter:
    """A ``Driver`` for one queue of a print service, or one printer that speaks IPP itself."""

    def __init__(
        self, address: Address, link: IppLink, *, timebase: Timebase | None = None, limits: Limits | None = None
    ) -> None:
        """Prepare; nothing is asked.

        Args:
            address: the printer's.
            link: carries requests to it.
            timebase: the clock.
            limits: the time limits.
        """
        self._address = address
        self._link = link
        self._timebase = timebase if timebase is not None else SystemTime()
        self._limits = limits if limits is not None else Limits()
        self._numbers = itertools.count(1)

    @property
    def kind(self) -> DeviceKind:
        """A page printer."""
        return DeviceKind.PAGE_PRINTER

    def open(self) -> None:
        """Nothing stays open between two requests."""

    def close(self) -> None:
        """Nothing to close."""

    def poll(self) -> st.PagePrinterStatus:
        """Ask the printer how it is; answers that make no sense are ``Unknown``. Raises ``PagePrinterError``."""
        try:
            return printer_status(self._ask(ask_printer(self._address, next(self._numbers))))
        except IppAnswerError:
            return st.Unknown()
        except QueueMissingError:
            return st.Offline(st.OfflineReason.NO_QUEUE)

    def unreached(self, error: DeviceError | None) -> st.PagePrinterStatus:
        """The status while nobody answers."""
        return st.Unknown() if error is None else st.Offline(st.OfflineReason.SERVICE)

    def run(self, command: object, context: CommandContext) -> object:
        """Run a ``PrintPages`` (result: a ``PagesOutcome``) or a ``QueryStatus`` (result: a ``PagePrinterStatus``).

        Raises:
            PagePrinterError: the typed cause, with what is known of the pages; also when the time limit is over.
            CommandStoppedError: cancelled; the document was taken back.
        """
        match command:
            case QueryStatus():
                return self.poll()
            case PrintPages():
                return self._print(command, context)
            case _:
                raise TypeError(f"no command of a page printer: {type(command).__name__}")

    # ---- one document ------------------------------------------------------------------------------------------------

    def _print(self, command: PrintPages, context: CommandContext) -> PagesOutcome:
        fault = fault_of(self.poll())
        if fault is not None:
            raise fault
        context.check()
        context.progress(Sending())
        request = print_pages(self._address, next(self._numbers), command.pdf)
        data = encode(request)
        try:
            answer = answer_of(self._link.exchange(data), request.request_id)
        except ServiceSilentError as error:
            # It may have taken the document before it fell silent.
            error.may_have_printed = error.may_still_print = True
            raise
        watch = _Watch(self, job_report(answer), command.pages, context, self._timebase, self._limits)
        try:
            return watch.run()
        except CommandStoppedError:
            watch.take_back()
            raise
        except TimeLimitError:
            raise watch.given_up() from None

    def take_back(self, job_id: int) -> bool:
        """Cancel a job. Whether it is certain that nothing of it comes out from now on."""
        try:
            self._ask(cancel_job(self._address, next(self._numbers), job_id))
        except QueueMissingError:
            return True  # it is over and forgotten
        except PagePrinterError:
            return False
        return True

    def job(self, job_id: int) -> JobReport:
        """How a job stands. Raises ``PagePrinterError``."""
        return job_report(self._ask(ask_job(self._address, next(self._numbers), job_id)))

    def _ask(self, request: Message) -> Message:
        return answer_of(self._link.exchange(encode(request)), request.request_id)


class _Lasting:
    """How long something has lasted."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._since: float | None = None

    def goes_on(self, now: float) -> bool:
        """It is so at this moment; whether it has lasted for its limit."""
        if self._since is None:
            self._since = now
        return now - self._since >= self._limit_s

    def is_over(self) -> None:
        """It is not so at this moment."""
        self._since = None


class _Watch:
    """Watches one job until its end."""

    def __init__(
        self,
        printer: PagePrinter,
        report: JobReport,
        pages: int,
        context: CommandContext,
        timebase: Timebase,
        limits: Limits,
    ) -> None:
        self._printer = printer
        self._report = report
        self._pages = pages
        self._context = context
        self._timebase = timebase
        self._poll_s = limits.poll_s
        self._fault: PagePrinterError | None = None
        self._paused = _Lasting(limits.paused_s)
        self._silent = _Lasting(limits.silent_s)

    def run(self) -> PagesOutcome:
        """Until the print service is done with the job, or it has to be taken back."""
        while not self._report.state.over:
            self._look_at_printer()
            self._context.wait(self._poll_s)
            self._context.check()
            try:
                self._report = self._printer.job(self._report.job_id)
                self._silent.is_over()
            except QueueMissingError:
                return UnknownOutcome(UnknownReason.JOB_FORGOTTEN)
            except PagePrinterError:
                if self._silent.goes_on(self._timebase.now()):
                    return UnknownOutcome(UnknownReason.SERVICE_LOST)
        return self._settled()

    def _look_at_printer(self) -> None:
        """Tell what is seen of the printer; take the job back when it has stood still for too long."""
        try:
            status = self._printer.poll()
        except PagePrinterError:
            return  # the question about the job says it
        self._fault = fault_of(status)
        if self._fault is None and self._report.state not in {JobState.HELD, JobState.STOPPED}:
            self._paused.is_over()
            self._context.progress(Printing(self._report.sheets))
            return
        self._context.progress(Paused(status))
        if self._paused.goes_on(self._timebase.now()):
            raise self.given_up()

    def take_back(self) -> bool:
        """Cancel the job. Whether it is certain that nothing of it comes out from now on."""
        return self._printer.take_back(self._report.job_id)

    def given_up(self) -> PagePrinterError:
        """Take the job back; what to say of it: why the printer stands still, where it says it."""
        error = self._fault if self._fault is not None else PagesLateError(self._report.state.name.lower())
        error.may_have_printed = self._report.sheets != 0
        error.may_still_print = not self.take_back()
        return error

    def _settled(self) -> PagesOutcome:
        state, sheets = self._report.state, self._report.sheets
        match state:
            case JobState.COMPLETED if sheets is not None and sheets >= self._pages:
                return Confirmed(sheets)
            case JobState.COMPLETED:
                return Probable()
            case JobState.CANCELLED | JobState.ABORTED:
                error = PagesAbortedError(state.name.lower())
                error.may_have_printed = sheets != 0
                raise error
            case JobState.PENDING | JobState.HELD | JobState.PROCESSING | JobState.STOPPED:
                raise AssertionError(state)
            case _:
                assert_never(state)
