"""A4 sheets on their way to paper: made as PDF off the GUI thread, sent once, and told honestly what became of them.

Nothing personal goes to a print service (``drivers.page_printer``): a paper about a person is printed only where the
settings name a printer of its own for it. The document is kept in memory only.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceError,
    DeviceEvent,
    DeviceKind,
)
from kiosk.background import Background, Lane

if TYPE_CHECKING:  # what lays pages out and what prints them come with the first sheet
    from config.settings import Settings
    from kiosk.devices import DeviceDesk
    from kiosk.notice_pages import Pages

_log = logging.getLogger(__name__)


class SheetProgress(StrEnum):
    """Where a sheet is."""

    MAKING = "making"
    PRINTING = "printing"
    PAUSED = "paused"
    """The printer stands still; it goes on by itself when somebody has cured it in time."""
    PRINTED = "printed"
    UNKNOWN = "unknown"
    """It may have come out, or may still do; ask the resident."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class SheetState:
    """What is known of the sheet that was asked for last."""

    progress: SheetProgress
    error: DeviceError | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.progress in {SheetProgress.PRINTED, SheetProgress.UNKNOWN, SheetProgress.FAILED}


OnSheet = Callable[[SheetState], None]


class SheetDesk:
    """Makes and prints one sheet at a time for the running visit. On the GUI thread."""

    def __init__(self, devices: DeviceDesk, background: Background, settings: Settings) -> None:
        """Prepare; nothing is made."""
        self._devices = devices
        self._background = background
        self._limit_s = settings.devices.page_printer.timeout_s
        self._command: CommandId | None = None
        self._on_change: OnSheet | None = None

    def print_pages(self, make: Callable[[], Pages], on_change: OnSheet) -> None:
        """Make the document on a worker and send it once; every change of what is known goes to ``on_change``."""
        self.forget()
        self._on_change = on_change
        on_change(SheetState(SheetProgress.MAKING))
        self._background.run(Lane.PAPER, make, self._send, self._not_made)

    def forget(self) -> None:
        """Nobody waits for the sheet any longer; a running print goes on."""
        self._command = None
        self._on_change = None

    def on_device(self, event: DeviceEvent) -> None:
        """Take an event of the page printer."""
        match event:
            case CommandProgressed(_, command, progress) if command == self._command:
                self._tell(_progress_of(progress))
            case CommandDone(_, command, result) if command == self._command:
                self._command = None
                self._tell(_outcome_of(result))
            case CommandFailed(_, command, error) if command == self._command:
                self._command = None
                self._tell(fate_of(error), error)
            case CommandCancelled(_, command) if command == self._command:
                self._command = None
                self._tell(SheetProgress.UNKNOWN)
            case _:
                pass

    def _send(self, pages: Pages) -> None:
        from drivers.page_printer.outcome import PrintPages

        if self._devices.status(DeviceKind.PAGE_PRINTER) is None:
            self._tell(SheetProgress.FAILED)
            return
        self._tell(SheetProgress.PRINTING)
        command = PrintPages(pages.pdf, pages.count)
        self._command = self._devices.submit(DeviceKind.PAGE_PRINTER, command, self._limit_s)

    def _not_made(self, error: Exception) -> None:
        _log.error("sheet_not_made error=%s", type(error).__name__)
        self._tell(SheetProgress.FAILED)

    def _tell(self, progress: SheetProgress, error: DeviceError | None = None) -> None:
        if self._on_change is not None:
            self._on_change(SheetState(progress, error))


def _progress_of(progress: object) -> SheetProgress:
    from drivers.page_printer.outcome import Paused

    return SheetProgress.PAUSED if isinstance(progress, Paused) else SheetProgress.PRINTING


def _outcome_of(result: object) -> SheetProgress:
    from drivers.page_printer.outcome import UnknownOutcome

    return SheetProgress.UNKNOWN if isinstance(result, UnknownOutcome) else SheetProgress.PRINTED


def fate_of(error: DeviceError) -> SheetProgress:
    """What a fault means for the sheet: unknown where it may still come out, else failed."""
    from drivers.page_printer.errors import PagePrinterError

    still = isinstance(error, PagePrinterError) and error.may_still_print
    return SheetProgress.UNKNOWN if still else SheetProgress.FAILED
