"""The receipt printer's driver, for the device supervisor.

A slip goes out once. Before it the printer has to say that it is fine; while it goes out the printer is watched; after
it the printer has to prove that it printed. A write that returned proves nothing. After a slip that broke off, the rest
of it is thrown away before the next one. Source: receipt printer sheet, sections 7 to 9.
"""

from __future__ import annotations

import logging
import zlib
from dataclasses import replace
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
    INITIALISE,
    EncodedJob,
    cut_command,
    encode_job,
)
from drivers.printer.identify import identify
from drivers.printer.jobs import JobState, PrintJobId, PrintJobLedger
from drivers.printer.limits import Limits
from drivers.printer.outcome import (
    Confirmed,
    Identify,
    Printing,
    PrintOutcome,
    PrintSlip,
    Probable,
    QueryStatus,
    TestPrint,
    UnknownOutcome,
)
from drivers.printer.presenting import MouthWatch
from drivers.printer.printer_link import PrinterLink
from drivers.printer.profile import PrinterProfile
from drivers.printer.replies import PROCESS_ID_ALPHABET
from drivers.printer.sending import Sending, fault_before
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
        self._talk = Conversation(link, timebase=self._timebase, profile=profile, reply_limit_s=self._limits.reply_s)
        self._broken_off = False
        self._automatic_works = profile.automatic_status
        self._paper_was_out = False

    @property
    def kind(self) -> DeviceKind:
        """A printer."""
        return DeviceKind.PRINTER

    def open(self) -> None:
        """Open the port. Raises ``LinkError``."""
        self._link.open()
        self._talk.forget()
        self._automatic_works = self._profile.automatic_status

    def close(self) -> None:
        """Close the port. Never raises."""
        self._link.close()

    def poll(self) -> st.PrinterStatus:
        """Ask the printer how it is; answers that make no sense are ``Unknown``. Raises ``LinkError``.

        An error that the printer leaves on request only (receipt printer sheet, section 9) gets that request each time.
        """
        try:
            status = self._ask()
        except StatusUnknownError:
            return st.Unknown()
        if _ends_on_request(status):
            self._try_to_send(CLEAR_BUFFERS)
        return status

    def _ask(self) -> st.PrinterStatus:
        """The status with what the mechanism adds to it, and whether the roll was changed. Raises as ``ask_all``."""
        status = self._talk.ask_all()
        if self._profile.tells_taking and status.usable:
            full = self._talk.ask_full()
            status = status if full is None else self._talk.meaning(st.full_status(full))
        if isinstance(status, st.PaperOut):
            self._paper_was_out = True
        if self._paper_was_out and isinstance(status, st.Ready):
            return replace(status, refilled=True)
        return status

    def unreached(self, error: DeviceError | None) -> st.PrinterStatus:
        """The status while the printer cannot be asked."""
        if error is None:
            return st.Unknown()
        silent = isinstance(error, NoReplyError)
        return st.Offline(st.OfflineReason.NO_REPLY if silent else st.OfflineReason.PORT)

    def run(self, command: object, context: CommandContext) -> object:
        """Run a ``PrintSlip`` or ``TestPrint`` (result: a ``PrintOutcome``), ``QueryStatus`` or ``Identify``.

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
            case TestPrint(image, job_id):
                return self._print(PrintSlip(image, job_id), context)
            case Identify():
                return identify(self._talk, self._link, self._timebase, self._limits.reply_s)
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
                self._paper_was_out = False
                self._settle(command.job_id, JobState.CONFIRMED)
                outcome = self._presented(outcome, context)
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
        if self._automatic_works and not self._broken_off:
            self._try_to_send(AUTOMATIC_STATUS_OFF)
        return outcome

    def _presented(self, outcome: Confirmed, context: CommandContext) -> Confirmed:
        """Watch the mouth of a mechanism that tells about it. The slip is printed, and the ledger says so already."""
        if not self._profile.tells_taking or outcome.cut is False:
            return outcome
        watch = MouthWatch(
            self._talk, context, present_s=self._profile.present_s, timebase=self._timebase, limits=self._limits
        )
        return replace(outcome, presented=watch.run())

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
            status = self._ask()
            if _ends_on_request(status):
                # One attempt to leave the error (section 8, step 2); what it still is then counts.
                self._talk.send(CLEAR_BUFFERS, self._limits.reply_s, real_time=True)
                status = self._ask()
            fault = fault_before(status)
            if fault is not None:
                raise fault
            self._start_clean()
        except (NoReplyError, PrinterStalledError):
            raise PrinterOfflineError(st.OfflineReason.NO_REPLY) from None

    def _start_clean(self) -> None:
        """Drop what an earlier slip left behind, and have the status come by itself."""
        if self._broken_off:
            self._talk.send(CLEAR_BUFFERS, self._limits.stall_s, real_time=True)
            if not self._automatic_works:
                self._talk.send(END_OF_BROKEN_COMMAND * 2, self._limits.stall_s)
        self._talk.forget()
        if self._automatic_works:
            self._start_automatic_status()
        if self._broken_off:
            # What the printer had kept of the broken slip is cut off, so that it is no part of the next one.
            self._talk.send(
                INITIALISE + (cut_command(self._profile) if self._profile.cuts else b""), self._limits.stall_s
            )
            # The answer to the wish for automatic status came after every answer that the broken slip still brought:
            # none of those may be taken for a proof of the next one.
            self._talk.forget()

    def _start_automatic_status(self) -> None:
        """Ask for automatic status. No answer may mean a raster command without its end: end it with zeros.

        A printer that still sends none prints all the same: it is asked between the slices, and not tried again until
        the port is opened anew.
        """
        for _ in range(_HANDSHAKE_ROUNDS):
            self._talk.send(INITIALISE + AUTOMATIC_STATUS_ON, self._limits.stall_s)
            deadline = self._timebase.now() + self._limits.automatic_status_s
            while not self._talk.heard_automatic and self._timebase.now() < deadline:
                self._talk.listen(min(0.05, self._limits.automatic_status_s))
            if self._talk.heard_automatic:
                return
            self._talk.send(END_OF_BROKEN_COMMAND, self._limits.stall_s)
        self._automatic_works = False

    def _try_to_send(self, command: bytes) -> None:
        """Send a command that must not fail anything: the slip's outcome is known already.

        After a slip that broke off it is ``CLEAR_BUFFERS``, so that the rest does not come out for the next resident.
        """
        try:
            self._talk.send(command, self._limits.reply_s, real_time=command == CLEAR_BUFFERS)
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


def _ends_on_request(status: st.PrinterStatus) -> bool:
    """Whether the printer leaves this error when it is asked to, once its cause is gone."""
    match status:
        case st.CutterFault():
            return True
        case st.Offline(reason):
            return reason in {st.OfflineReason.MECHANICAL, st.OfflineReason.WAITING_FOR_RECOVERY}
        case _:
            return False


def process_ids_of(job_id: PrintJobId) -> tuple[bytes, bytes]:
    """The two process ids of a job, for the print and for the cut: digits of its checksum.

    A late number of an earlier job must not fit this one; the checksum sees to that. No byte of them can be taken for
    another reply.
    """
    number = zlib.crc32(job_id.encode())
    digits = bytes(PROCESS_ID_ALPHABET[number >> shift & 31] for shift in (0, 5, 10))
    last = number >> 15 & 15
    return digits + PROCESS_ID_ALPHABET[last : last + 1], digits + PROCESS_ID_ALPHABET[last + 16 : last + 17]
