"""The receipt printer's driver, for the device supervisor.

A slip goes out once. Before it the printer has to say that it is fine; while it goes out the printer is watched; after
it the printer has to prove that it printed. A write that returned proves nothing. After a slip that broke off, the rest
of it is thrown away before the next one. Source: receipt printer sheet, sections 7 to 9.
"""

from __future__ import annotations

import logging
import zlib
from typing import assert_never

from drivers.commands import CommandContext, CommandStoppedError
from drivers.printer import status as st
from drivers.printer.conversation import Conversation
from drivers.printer.errors import (
    JobNotRecordedError,
    LinkLostDuringError,
    PrinterError,
    PrinterOfflineError,
    PrinterStalledError,
    SlipTooWideError,
    StatusUnknownError,
)
from drivers.printer.escpos import (
    AUTOMATIC_STATUS_OFF,
    AUTOMATIC_STATUS_ON,
    CLEAR_BUFFERS,
    END_OF_BROKEN_COMMAND,
    FEED_AND_CUT,
    INITIALISE,
    EncodedJob,
    encode_job,
)
from drivers.printer.jobs import JobState, PrintJobId, PrintJobLedger
from drivers.printer.outcome import (
    Confirmed,
    Printing,
    PrintOutcome,
    PrintSlip,
    Probable,
    QueryStatus,
    UnknownOutcome,
)
from drivers.printer.printer_link import PrinterLink
from drivers.printer.profile import PrinterProfile
from drivers.printer.sending import Limits, Sending, fault_before
from drivers.timebase import SystemTime, Timebase
from drivers.transport.errors import LinkError, NoReplyError
from drivers.vocabulary import DeviceError, DeviceKind

_log = logging.getLogger(__name__)

_HANDSHAKE_ROUNDS = 3
_CANCELLED = "cancelled"


class ReceiptPrinter:
    """A ``Driver`` for one printer."""

    def __init__(
        self,
        link: PrinterLink,
        profile: PrinterProfile,
        *,
        digest_key: bytes,
        ledger: PrintJobLedger | None = None,
        timebase: Timebase | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            link: the line.
            profile: the model.
            digest_key: 16 to 64 random bytes that live in memory only; the ledger's digests are keyed with them.
            ledger: the open ledger of jobs; None for bench use, where nothing is kept.
            timebase: the clock.
            limits: the time limits.
        """
        self._link = link
        self._profile = profile
        self._digest_key = digest_key
        self._ledger = ledger
        self._timebase = timebase if timebase is not None else SystemTime()
        self._limits = limits if limits is not None else Limits()
        self._talk = Conversation(
            link, timebase=self._timebase, strict=profile.strict_status, reply_limit_s=self._limits.reply_s
        )
        self._broken_off = False

    @property
    def kind(self) -> DeviceKind:
        """A printer."""
        return DeviceKind.PRINTER

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""
        self._link.open()
        self._talk.forget()

    def close(self) -> None:
        """Close the port. Never raises."""
        self._link.close()

    def poll(self) -> st.PrinterStatus:
        """Ask the printer how it is; answers that make no sense are ``Unknown``. Raises ``LinkError``.

        A cutter fault is left on request only (receipt printer sheet, section 9), so the request goes out each time.
        """
        try:
            status = self._talk.ask_all()
        except StatusUnknownError:
            return st.Unknown()
        if isinstance(status, st.CutterFault):
            self._try_to_send(CLEAR_BUFFERS)
        return status

    def unreached(self, error: DeviceError | None) -> st.PrinterStatus:
        """The status while the printer cannot be asked."""
        if error is None:
            return st.Unknown()
        silent = isinstance(error, NoReplyError)
        return st.Offline(st.OfflineReason.NO_REPLY if silent else st.OfflineReason.PORT)

    def run(self, command: object, context: CommandContext) -> object:
        """Run a ``PrintSlip`` (result: a ``PrintOutcome``) or a ``QueryStatus`` (result: a ``PrinterStatus``).

        Raises:
            PrinterError: the typed cause; ``may_have_printed`` says whether paper may have come out.
            LinkError: the port could not be used, before anything of a slip went out.
            CommandStoppedError: cancelled.
        """
        match command:
            case QueryStatus():
                return self.poll()
            case PrintSlip():
                return self._print(command, context)
            case _:
                raise TypeError(f"no command of a printer: {type(command).__name__}")

    # ---- one slip ------------------------------------------------------------------------------

    def _print(self, command: PrintSlip, context: CommandContext) -> PrintOutcome:
        """Enter the job, send it once, enter what became of it."""
        if command.image.width > self._profile.width_dots:
            raise SlipTooWideError(command.image.width, self._profile.width_dots)
        if self._ledger is not None:
            digest = command.image.digest(self._digest_key)
            self._ledger.queue(command.job_id, command.receipt_number, digest)
        try:
            context.check()
            job = encode_job(command.image, self._profile, process_ids_of(command.job_id))
            context.progress(Printing(0.0))
            self._prepare()
            context.check()
        except CommandStoppedError:
            self._settle(command.job_id, JobState.FAILED, _CANCELLED)
            raise
        except DeviceError as error:
            self._settle(command.job_id, JobState.FAILED, error.code)
            raise
        if self._ledger is not None:
            self._ledger.sent(command.job_id)
        outcome = self._send(command, job, context)
        match outcome:
            case Confirmed():
                self._settle(command.job_id, JobState.CONFIRMED)
            case Probable():
                self._settle(command.job_id, JobState.PROBABLE)
            case UnknownOutcome(reason):
                self._settle(command.job_id, JobState.UNKNOWN, reason)
            case _:
                assert_never(outcome)
        return outcome

    def _send(self, command: PrintSlip, job: EncodedJob, context: CommandContext) -> PrintOutcome:
        """Send the bytes. From here on paper may have come out, whatever happens."""
        sending = Sending(self._talk, job, self._profile, context, timebase=self._timebase, limits=self._limits)
        self._broken_off = True
        try:
            outcome = sending.run()
            self._broken_off = not _is_clean(outcome)
        except CommandStoppedError:
            self._try_to_send(CLEAR_BUFFERS)
            self._settle(command.job_id, JobState.UNKNOWN, _CANCELLED)
            raise
        except LinkError as error:
            self._settle(command.job_id, JobState.UNKNOWN, error.code)
            raise LinkLostDuringError(error.code) from None
        except PrinterError as error:
            self._try_to_send(CLEAR_BUFFERS)
            self._settle(command.job_id, JobState.UNKNOWN, error.code)
            raise
        if self._profile.automatic_status and not self._broken_off:
            self._try_to_send(AUTOMATIC_STATUS_OFF)
        return outcome

    def _settle(self, job_id: PrintJobId, state: JobState, cause: str = "") -> None:
        """Write what became of the job. When that fails the job stays open on disk and is settled at the next start."""
        if self._ledger is None:
            return
        try:
            self._ledger.settled(job_id, state, cause)
        except JobNotRecordedError as error:
            _log.warning("print_job_not_settled job=%s cause=%s", job_id, error.detail)

    def _prepare(self) -> None:
        """Bring the printer to the start of a slip.

        Raises:
            PrinterError: it is not fit to print.
            LinkError: the port cannot be used.
        """
        try:
            fault = fault_before(self._talk.ask_all())
            if fault is not None:
                raise fault
            self._start_clean()
        except (NoReplyError, PrinterStalledError):
            raise PrinterOfflineError(st.OfflineReason.NO_REPLY) from None

    def _start_clean(self) -> None:
        """Drop what an earlier slip left behind, and have the status come by itself."""
        if self._broken_off:
            self._talk.send(CLEAR_BUFFERS, self._limits.stall_s)
            if not self._profile.automatic_status:
                self._talk.send(END_OF_BROKEN_COMMAND * 2, self._limits.stall_s)
        self._talk.forget()
        if self._profile.automatic_status:
            self._start_automatic_status()
        if self._broken_off:
            # What the printer had kept of the broken slip is cut off, so that it is no part of the next one.
            cut = FEED_AND_CUT if self._profile.cutter else b""
            self._talk.send(INITIALISE + cut, self._limits.stall_s)
            # The answer to the wish for automatic status came after every answer that the broken slip still brought:
            # none of those may be taken for a proof of the next one.
            self._talk.forget()

    def _start_automatic_status(self) -> None:
        """Ask for automatic status. No answer may mean a raster command without its end: end it with zeros.

        A printer that still sends none prints all the same: it is asked between the slices.
        """
        for _ in range(_HANDSHAKE_ROUNDS):
            self._talk.send(INITIALISE + AUTOMATIC_STATUS_ON, self._limits.stall_s)
            deadline = self._timebase.now() + self._limits.automatic_status_s
            while self._talk.automatic is None and self._timebase.now() < deadline:
                self._talk.listen(min(0.05, self._limits.automatic_status_s))
            if self._talk.automatic is not None:
                return
            self._talk.send(END_OF_BROKEN_COMMAND, self._limits.stall_s)

    def _try_to_send(self, command: bytes) -> None:
        """Send a command that must not fail anything: the slip's outcome is known already.

        After a slip that broke off it is ``CLEAR_BUFFERS``, so that the rest does not come out for the next resident.
        """
        try:
            self._talk.send(command, self._limits.reply_s)
        except DeviceError:
            return


def _is_clean(outcome: PrintOutcome) -> bool:
    """Whether the next slip can start right here: nothing of this one is in the printer or before the knife."""
    match outcome:
        case Confirmed(cut=cut):
            return cut is not False
        case Probable():
            return True
        case UnknownOutcome():
            return False
        case _:
            assert_never(outcome)


def process_ids_of(job_id: PrintJobId) -> tuple[bytes, bytes]:
    """The two process ids of a job: three digits of its checksum, then P for the print or C for the cut.

    A late number of an earlier job must not fit this one; the checksum sees to that.
    """
    alphabet = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"
    number = zlib.crc32(job_id.encode())
    digits = bytes(alphabet[number >> shift & 63] for shift in (0, 6, 12))
    return digits + b"P", digits + b"C"
