"""What can go wrong with slips and the printer, as typed causes.

::

    DeviceError
    └── PrinterError
        ├── PrinterOfflineError        the printer says offline, or does not answer at all
        ├── PaperOutBeforeError        no paper; nothing was sent
        ├── PaperOutDuringError        the paper ended inside the slip; part of it may be printed
        ├── CoverOpenBeforeError       the cover is open; nothing was sent
        ├── CoverOpenedError           the cover was opened inside the slip
        ├── CutterJamError             the cutter says it is stuck
        ├── PrintHeadHotError          the head is too hot and has not cooled in time
        ├── PrinterBrokenError         an error that only a power cycle or the service can clear
        ├── LinkLostDuringError        the port went away inside the slip: nobody knows what was printed
        ├── PrinterStalledError        the printer takes no more bytes and gives no reason
        ├── StatusUnknownError         the answers to the status questions make no sense
        ├── SlipTooWideError           the picture is wider than the paper
        ├── JobAlreadyStartedError     this job id was sent before; a job is never sent twice
        ├── JobNotRecordedError        the ledger could not be written, so nothing was sent
        ├── FontUnusableError          a font file is missing or broken
        ├── ProfileUnusableError       the settings name a printer profile that does not exist or does not fit
        └── PrintFileUnreadableError   the bench tool's file is neither text nor a picture
"""

from __future__ import annotations

from drivers.vocabulary import DeviceError, ErrorClass, StaffAction


class PrinterError(DeviceError):
    """A fault of the printer or of a slip. ``may_have_printed`` says whether paper may have come out."""

    may_have_printed = False


class PrinterOfflineError(PrinterError):
    """The printer is offline or silent; nothing was sent."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "printer_offline",
            ErrorClass.LINK,
            temporary=True,
            action=StaffAction.CHECK_CABLE,
            detail=detail,
        )


class PaperOutBeforeError(PrinterError):
    """There is no paper; nothing was sent."""

    def __init__(self) -> None:
        super().__init__("paper_out_before", ErrorClass.SUPPLY, temporary=False, action=StaffAction.REFILL_PAPER)


class PaperOutDuringError(PrinterError):
    """The paper ended inside the slip. The slip is damaged and must be printed anew as a whole."""

    may_have_printed = True

    def __init__(self) -> None:
        super().__init__("paper_out_during", ErrorClass.SUPPLY, temporary=False, action=StaffAction.REFILL_PAPER)


class CoverOpenBeforeError(PrinterError):
    """The cover is open; nothing was sent."""

    def __init__(self) -> None:
        super().__init__("cover_open_before", ErrorClass.SUPPLY, temporary=False, action=StaffAction.CLOSE_COVER)


class CoverOpenedError(PrinterError):
    """The cover was opened inside the slip. The slip counts as damaged."""

    may_have_printed = True

    def __init__(self) -> None:
        super().__init__("cover_opened", ErrorClass.SUPPLY, temporary=False, action=StaffAction.CLOSE_COVER)


class CutterJamError(PrinterError):
    """The cutter is stuck, before or inside a slip."""

    def __init__(self, *, may_have_printed: bool) -> None:
        super().__init__("cutter_jam", ErrorClass.HARDWARE, temporary=False, action=StaffAction.CLEAR_CUTTER)
        self.may_have_printed = may_have_printed


class PrintHeadHotError(PrinterError):
    """The print head is too hot and has not cooled within the command's time."""

    def __init__(self, *, may_have_printed: bool) -> None:
        super().__init__("print_head_hot", ErrorClass.HARDWARE, temporary=True, action=StaffAction.WAIT)
        self.may_have_printed = may_have_printed


class PrinterBrokenError(PrinterError):
    """The printer reports an error that it cannot leave by itself."""

    def __init__(self, *, may_have_printed: bool) -> None:
        super().__init__("printer_broken", ErrorClass.HARDWARE, temporary=False, action=StaffAction.POWER_CYCLE)
        self.may_have_printed = may_have_printed


class LinkLostDuringError(PrinterError):
    """The port went away while a slip was being sent. What came out is not known."""

    may_have_printed = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(
            "printer_link_lost",
            ErrorClass.LINK,
            temporary=True,
            action=StaffAction.CHECK_CABLE,
            detail=detail,
        )


class PrinterStalledError(PrinterError):
    """The printer takes no more bytes, and its status names no cause."""

    may_have_printed = True

    def __init__(self) -> None:
        super().__init__("printer_stalled", ErrorClass.LINK, temporary=True, action=StaffAction.POWER_CYCLE)


class StatusUnknownError(PrinterError):
    """The printer's answers make no sense: wrong speed, wrong device, noise. Nothing was sent."""

    def __init__(self) -> None:
        super().__init__(
            "printer_status_unknown",
            ErrorClass.PROTOCOL,
            temporary=True,
            action=StaffAction.CHECK_SETTINGS,
        )


class SlipTooWideError(PrinterError):
    """The picture is wider than the paper of the profile."""

    def __init__(self, width_dots: int, paper_dots: int) -> None:
        super().__init__(
            "slip_too_wide",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=f"{width_dots} dots on paper of {paper_dots}",
        )


class JobAlreadyStartedError(PrinterError):
    """This job id is in the ledger already. A second print is a new job, marked as a reprint."""

    def __init__(self, job_id: str) -> None:
        super().__init__(
            "print_job_already_started",
            ErrorClass.PROTOCOL,
            temporary=False,
            action=StaffAction.NONE,
            detail=job_id,
        )


class JobNotRecordedError(PrinterError):
    """The ledger of print jobs could not be written, so nothing was sent."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "print_job_not_recorded",
            ErrorClass.CONFIGURATION,
            temporary=True,
            action=StaffAction.CALL_SERVICE,
            detail=detail,
        )


class FontUnusableError(PrinterError):
    """A font file is missing, broken or without a Unicode character map. The detail is the file's name."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            "font_unusable",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=file_name,
        )


class ProfileUnusableError(PrinterError):
    """No profile has this name, or the file of profiles is wrong. The detail is the name, or the place in the file."""

    def __init__(self, detail: str) -> None:
        super().__init__(
            "printer_profile_unusable",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=detail,
        )


class PrintFileUnreadableError(PrinterError):
    """The file given to the bench tool is neither UTF-8 text nor a picture that fits."""

    def __init__(self, file_name: str) -> None:
        super().__init__(
            "print_file_unreadable",
            ErrorClass.CONFIGURATION,
            temporary=False,
            action=StaffAction.CHECK_SETTINGS,
            detail=file_name,
        )
