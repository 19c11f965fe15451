"""What can go wrong with pages and their printer, as typed causes.

::

    DeviceError
    └── PagePrinterError
        ├── ServiceSilentError         the print service does not answer
        ├── QueueMissingError          the service has no queue of that name
        ├── PagePrinterOfflineError    the service cannot reach the printer
        ├── PagesOutOfPaperError       no paper, or not the paper that is asked for
        ├── PagesJamError              paper is stuck
        ├── PageDoorOpenError          a door or a tray is open
        ├── PageTonerOutError          toner or ink is at its end
        ├── PageOutputFullError        the output tray is full
        ├── PagePrinterStoppedError    stopped, and it does not say why
        ├── PagesRefusedError          the service does not take the document
        ├── PagesAbortedError          the service gave the document up
        ├── PagesLateError             the pages did not come out in time, and nothing says why
        ├── IppAnswerError             the answer is no IPP, or not what was asked for
        └── PagesFileUnreadableError   the bench tool's file is no PDF
"""

from __future__ import annotations

from typing import assert_never

from drivers.page_printer import status as st
from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class PagePrinterError(DeviceError):
    """A fault of the page printer.

    Attributes:
        may_have_printed: whether pages may have come out.
        may_still_print: the job could not be taken back, so that pages may come out later.
    """

    def __init__(
        self, code: str, error_class: ErrorClass, *, temporary: bool, action: StaffAction, detail: str = ""
    ) -> None:
        super().__init__(code, error_class, temporary=temporary, action=action, detail=detail)
        self.may_have_printed = False
        self.may_still_print = False


class ServiceSilentError(PagePrinterError):
    """The print service does not answer: it does not run, or the address is wrong."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "print_service_silent", ErrorClass.LINK, temporary=True, action=StaffAction.CHECK_SETTINGS, detail=detail
        )


class QueueMissingError(PagePrinterError):
    """The print service has no queue of that name."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "print_queue_missing",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class PagePrinterOfflineError(PagePrinterError):
    """The print service cannot reach the printer."""

    def __init__(self) -> None:
        super().__init__("page_printer_offline", ErrorClass.LINK, temporary=True, action=StaffAction.CHECK_CABLE)


class PagesOutOfPaperError(PagePrinterError):
    """There is no paper."""

    def __init__(self) -> None:
        super().__init__("pages_out_of_paper", ErrorClass.SUPPLY, temporary=False, action=StaffAction.REFILL_SHEETS)


class PagesJamError(PagePrinterError):
    """Paper is stuck."""

    def __init__(self) -> None:
        super().__init__("pages_jam", ErrorClass.HARDWARE, temporary=False, action=StaffAction.CLEAR_JAM)


class PageDoorOpenError(PagePrinterError):
    """A door, a cover or a tray is open."""

    def __init__(self) -> None:
        super().__init__("page_door_open", ErrorClass.SUPPLY, temporary=False, action=StaffAction.CLOSE_COVER)


class PageTonerOutError(PagePrinterError):
    """Toner or ink is at its end."""

    def __init__(self) -> None:
        super().__init__("page_toner_out", ErrorClass.SUPPLY, temporary=False, action=StaffAction.CHANGE_TONER)


class PageOutputFullError(PagePrinterError):
    """The output tray is full."""

    def __init__(self) -> None:
        super().__init__("page_output_full", ErrorClass.SUPPLY, temporary=False, action=StaffAction.EMPTY_TRAY)


class PagePrinterStoppedError(PagePrinterError):
    """The printer has stopped and does not say why."""

    def __init__(self) -> None:
        super().__init__("page_printer_stopped", ErrorClass.HARDWARE, temporary=False, action=StaffAction.POWER_CYCLE)


class PagesRefusedError(PagePrinterError):
    """The print service does not take the document; the detail is its status code."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "pages_refused", ErrorClass.CONFIGURATION, temporary=False, action=StaffAction.CHECK_SETTINGS, detail=detail
        )


class PagesAbortedError(PagePrinterError):
    """The print service or somebody at it gave the document up; the detail is the job's state."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "pages_aborted", ErrorClass.HARDWARE, temporary=True, action=StaffAction.POWER_CYCLE, detail=detail
        )


class PagesLateError(PagePrinterError):
    """The pages did not come out in time, and nothing says why; the detail is the job's state."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "pages_late", ErrorClass.HARDWARE, temporary=True, action=StaffAction.POWER_CYCLE, detail=detail
        )


class IppAnswerError(PagePrinterError):
    """The answer is no IPP, or lacks what was asked for."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "ipp_answer_wrong", ErrorClass.PROTOCOL, temporary=True, action=StaffAction.CHECK_SETTINGS, detail=detail
        )


class PagesFileUnreadableError(PagePrinterError):
    """The file given to the bench tool is no PDF."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            "pages_file_unreadable",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=file_name,
        )


def fault_of(status: st.PagePrinterStatus) -> PagePrinterError | None:
    """Why this status keeps pages from coming out; None when it does not."""
    match status:
        case st.Ready() | st.NeedsLook():
            return None
        case st.PaperOut():
            return PagesOutOfPaperError()
        case st.Jam():
            return PagesJamError()
        case st.DoorOpen():
            return PageDoorOpenError()
        case st.TonerOut():
            return PageTonerOutError()
        case st.OutputFull():
            return PageOutputFullError()
        case st.Stopped() | st.Unknown():
            return PagePrinterStoppedError()
        case st.Offline(reason):
            return _unreached(reason)
        case _:
            assert_never(status)


def _unreached(reason: st.OfflineReason) -> PagePrinterError:
    match reason:
        case st.OfflineReason.SERVICE:
            return ServiceSilentError()
        case st.OfflineReason.NO_QUEUE:
            return QueueMissingError()
        case st.OfflineReason.PRINTER:
            return PagePrinterOfflineError()
        case _:
            assert_never(reason)
