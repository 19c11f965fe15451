"""Slips on their way to paper: drawn off the GUI thread, sent once, and told honestly what became of them.

A slip is drawn once (decisions 8): the same picture goes to the printer and to the screen. An unknown outcome is never
printed again by itself; a person asks for it.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from drivers.vocabulary import (
    CommandCancelled,
    CommandDone,
    CommandFailed,
    CommandId,
    CommandProgressed,
    DeviceError,
    DeviceEvent,
    DeviceKind,
    ErrorClass,
)
from kiosk.background import Background, Lane

if TYPE_CHECKING:  # what draws and prints comes with the first slip
    from config.settings import Settings
    from drivers.printer.document import Slip
    from drivers.printer.slip_image import SlipImage
    from kiosk.devices import DeviceDesk

_log = logging.getLogger(__name__)

PRINT_LIMIT_S = 90.0


class PaperProgress(StrEnum):
    """Where a slip is."""

    DRAWING = "drawing"
    PRINTING = "printing"
    TO_TAKE = "to_take"
    """A mechanism holds it out and takes it back when nobody takes it."""
    PRINTED = "printed"
    RETRACTED = "retracted"
    """Nobody took it: it is inside the terminal."""
    UNKNOWN = "unknown"
    """It may have come out; ask the resident."""
    OUT_OF_PAPER = "out_of_paper"
    FAILED = "failed"
    NO_PRINTER = "no_printer"


@dataclass(frozen=True, slots=True)
class PaperState:
    """What is known of the slip that was asked for last."""

    progress: PaperProgress
    image: SlipImage | None = field(default=None, repr=False)
    error: DeviceError | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.progress not in {PaperProgress.DRAWING, PaperProgress.PRINTING, PaperProgress.TO_TAKE}


OnPaper = Callable[[PaperState], None]


class PaperDesk(QObject):
    """Draws and prints one slip at a time for the running visit."""

    drawn = Signal(object, object)
    """The ``Slip`` and its ``SlipImage``, for whoever shows slips elsewhere."""

    def __init__(
        self,
        devices: DeviceDesk,
        background: Background,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        """Prepare; ``settings`` name the typefaces and the printer, whose paper gives the width."""
        super().__init__(parent)
        self._devices = devices
        self._background = background
        self._settings = settings
        self._command: CommandId | None = None
        self._on_change: OnPaper | None = None
        self._image: SlipImage | None = None
        self._receipt_number = ""
        self._test = False

    def print_slip(self, slip: Slip, on_change: OnPaper, *, receipt_number: str = "", test: bool = False) -> None:
        """Draw a slip and send it to the printer once; every change of what is known goes to ``on_change``.

        ``test`` marks the page after a change of the roll.
        """
        self.forget()
        self._test = test
        self._on_change = on_change
        self._receipt_number = receipt_number
        on_change(PaperState(PaperProgress.DRAWING))
        settings = self._settings

        def draw() -> SlipImage:
            from drivers.printer.raster import render_slip
            from kiosk.device_builders import font_files, printer_profile

            return render_slip(slip, font_files(settings), printer_profile(settings).width_dots)

        def done(image: SlipImage) -> None:
            self.drawn.emit(slip, image)
            self._image = image
            self._send()

        self._background.run(Lane.PAPER, draw, done, self._not_drawn)

    def print_again(self) -> bool:
        """Send the last slip again because a person asked for it; False when there is none or one is under way."""
        if self._image is None or self._on_change is None or self._command is not None:
            return False
        self._send()
        return True

    def forget(self) -> None:
        """Let go of the slip; a running print goes on, its outcome is only kept in the ledger."""
        self._image = None
        self._on_change = None
        self._command = None
        self._receipt_number = ""

    def on_device(self, event: DeviceEvent) -> bool:
        """Take an event of the printer; whether it was about our slip."""
        from drivers.printer.outcome import (
            Confirmed,
            Presented,
            Printing,
            Probable,
            UnknownOutcome,
            WaitingToBeTaken,
        )

        match event:
            case CommandProgressed(_, command, progress) if command == self._command:
                if isinstance(progress, Printing):
                    self._tell(PaperProgress.PRINTING)
                elif isinstance(progress, WaitingToBeTaken):
                    self._tell(PaperProgress.TO_TAKE)
            case CommandDone(_, command, result) if command == self._command:
                self._command = None
                match result:
                    case Confirmed(presented=Presented.RETRACTED):
                        self._tell(PaperProgress.RETRACTED)
                    case Confirmed() | Probable():
                        self._tell(PaperProgress.PRINTED)
                    case UnknownOutcome():
                        self._tell(PaperProgress.UNKNOWN)
            case CommandFailed(_, command, error) if command == self._command:
                self._command = None
                self._tell(progress_of(error), error)
            case CommandCancelled(_, command) if command == self._command:
                self._command = None
                self._tell(PaperProgress.UNKNOWN)
            case _:
                return False
        return True

    def _send(self) -> None:
        from drivers.printer.jobs import PrintJobId
        from drivers.printer.outcome import PrintSlip, TestPrint

        assert self._image is not None
        if self._devices.status(DeviceKind.PRINTER) is None:
            self._tell(PaperProgress.NO_PRINTER)
            return
        job = PrintJobId(uuid.uuid4().hex)
        self._tell(PaperProgress.PRINTING)
        slip = PrintSlip(self._image, job, self._receipt_number)
        command = TestPrint(self._image, job) if self._test else slip
        self._command = self._devices.submit(DeviceKind.PRINTER, command, PRINT_LIMIT_S)

    def _not_drawn(self, error: Exception) -> None:
        _log.error("slip_not_drawn error=%s", type(error).__name__)
        self._tell(PaperProgress.FAILED, error if isinstance(error, DeviceError) else None)

    def _tell(self, progress: PaperProgress, error: DeviceError | None = None) -> None:
        if self._on_change is not None:
            self._on_change(PaperState(progress, self._image, error))


def progress_of(error: DeviceError) -> PaperProgress:
    """What a printer's fault means for the slip. A slip that broke off is not a slip: it is offered again."""
    return PaperProgress.OUT_OF_PAPER if error.error_class is ErrorClass.SUPPLY else PaperProgress.FAILED
