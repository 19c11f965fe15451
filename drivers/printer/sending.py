"""One slip on its way: slices out, status in between, proof at the end.

Between slices the printer is asked why it might be offline, and no more than two such questions stay open, so at most
about two slices are ahead of the paper: a cover that opens is noticed within two slices, whatever the line buffers.
Source: receipt printer sheet, sections 8 and 9.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from drivers.commands import CommandContext
from drivers.printer import status as st
from drivers.printer.conversation import Conversation
from drivers.printer.errors import (
    CoverOpenBeforeError,
    CoverOpenedError,
    CutterJamError,
    PaperOutBeforeError,
    PaperOutDuringError,
    PrinterBrokenError,
    PrinterError,
    PrinterOfflineError,
    PrinterStalledError,
    PrintHeadHotError,
    StatusUnknownError,
)
from drivers.printer.escpos import EncodedJob
from drivers.printer.outcome import (
    AwaitingProof,
    Confirmed,
    PrinterPaused,
    Printing,
    PrintOutcome,
    Probable,
    UnknownOutcome,
    UnknownReason,
)
from drivers.printer.profile import PrinterProfile, ProofMethod
from drivers.timebase import Timebase
from drivers.transport.errors import LinkError, NoReplyError, UnpluggedError

CAUSE_QUESTION = 2
"""``DLE EOT 2``: cover, paper end, error."""
_COVER_BIT, _PAPER_BIT, _ERROR_BIT = 0x04, 0x20, 0x40
_QUESTIONS_AHEAD = 2
_BYTES_PER_QUESTION = 2048
_LISTEN_S = 0.05


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits in seconds; the defaults are those of the sheet.

    Attributes:
        reply_s: one answer to ``DLE EOT``.
        automatic_status_s: the first automatic status after it was asked for.
        stall_s: the printer takes no bytes, or cools, for so long.
        proof_s: the most that a proof is waited for after the last byte.
        proof_slack_s: added to the time that a slip needs on the wire and on paper.
        behind_slices_s: one answer while slices wait in the line's buffers.
        grace_s: a process id may come so much later than the answer to ``GS r`` behind it.
        ask_again_s: while waiting, the printer is asked so often.
    """

    reply_s: float = 0.2
    automatic_status_s: float = 2.0
    stall_s: float = 60.0
    proof_s: float = 60.0
    proof_slack_s: float = 5.0
    behind_slices_s: float = 3.0
    grace_s: float = 3.0
    ask_again_s: float = 1.0


def fault_before(status: st.PrinterStatus) -> PrinterError | None:
    """Why nothing may be sent to a printer in this state; None when it may."""
    match status:
        case st.Ready() | st.PaperLow():
            return None
        case st.PaperOut():
            return PaperOutBeforeError()
        case st.CoverOpen():
            return CoverOpenBeforeError()
        case st.CutterFault():
            return CutterJamError(may_have_printed=False)
        case st.HeadHot():
            return PrintHeadHotError(may_have_printed=False)
        case st.Unrecoverable():
            return PrinterBrokenError(may_have_printed=False)
        case st.Offline(reason):
            return PrinterOfflineError(reason)
        case st.Unknown():
            return StatusUnknownError()
        case _:
            assert_never(status)


def fault_during(status: st.PrinterStatus) -> PrinterError | None:
    """What ends a slip in this state; None when the printer prints, or has paused and goes on by itself."""
    match status:
        case st.Ready() | st.PaperLow() | st.HeadHot() | st.Offline() | st.Unknown():
            return None
        case st.PaperOut():
            return PaperOutDuringError()
        case st.CoverOpen():
            return CoverOpenedError()
        case st.CutterFault():
            return CutterJamError(may_have_printed=True)
        case st.Unrecoverable():
            return PrinterBrokenError(may_have_printed=True)
        case _:
            assert_never(status)


class Sending:
    """Sends one encoded job and waits for what the printer says. Used once."""

    def __init__(
        self,
        talk: Conversation,
        job: EncodedJob,
        profile: PrinterProfile,
        context: CommandContext,
        *,
        timebase: Timebase,
        limits: Limits,
    ) -> None:
        self._talk = talk
        self._job = job
        self._profile = profile
        self._context = context
        self._timebase = timebase
        self._limits = limits
        self._paused: st.PrinterStatus | None = None

    def run(self) -> PrintOutcome:
        """Send every slice, wait for the proof, say what is known.

        What goes wrong after a proof has come takes nothing back: the slip is on paper.

        Raises:
            PrinterError: the printer says what went wrong, and had not said that the slip is on paper;
                ``may_have_printed`` is set.
            CommandStoppedError: cancelled between two slices.
            LinkError: the port went away before a proof.
        """
        fault: PrinterError | LinkError | None = None
        try:
            self._send()
            self._wait_for_proof()
        except (PrinterError, LinkError) as error:
            fault = error
        proof, cut = self._proof()
        if proof is None and fault is not None:
            raise fault
        status = self._status_after()
        if proof is not None:
            stuck = isinstance(fault or fault_during(status), CutterJamError)
            return Confirmed(proof, False if stuck else cut, status)
        return self._unproven(status)

    def _unproven(self, status: st.PrinterStatus) -> PrintOutcome:
        """What is known without a proof, from the status afterwards."""
        fault = fault_during(status)
        if fault is not None:
            raise fault
        if status == st.Offline(st.OfflineReason.PORT):
            raise UnpluggedError
        if self._profile.proof is ProofMethod.NONE and status.usable:
            return Probable(status)
        silent = status == st.Offline(st.OfflineReason.NO_REPLY)
        return UnknownOutcome(UnknownReason.NO_REPLY if silent else UnknownReason.NO_PROOF, status)

    def _send(self) -> None:
        """Send every slice, watching the printer."""
        unasked = 0
        first_proof = len(self._job.slices) - self._job.short_replies
        for index, part in enumerate(self._job.slices):
            if self._context.cancelled():
                self._context.check()
            if index == first_proof:
                # Nothing was asked for yet: what looked like an answer was noise.
                self._talk.short_replies = 0
            self._send_slice(part.data)
            unasked += len(part.data)
            if unasked >= _BYTES_PER_QUESTION:
                unasked = 0
                self._talk.ask(CAUSE_QUESTION)
                self._wait_for_answers()
                self._context.progress(Printing(part.rows_done / self._job.rows))
        self._context.progress(AwaitingProof())

    def _status_after(self) -> st.PrinterStatus:
        """How the printer is now. A line that is gone is a status here: the proof may have come before."""
        try:
            return self._talk.ask_all()
        except NoReplyError:
            return st.Offline(st.OfflineReason.NO_REPLY)
        except LinkError:
            return st.Offline(st.OfflineReason.PORT)
        except StatusUnknownError:
            return st.Unknown()

    def _send_slice(self, data: bytes) -> None:
        """Send one slice, listening all the time."""
        last = self._timebase.now()
        while data:
            written = self._talk.write_some(data)
            data = data[written:]
            self._raise_on_fault(between_slices=not data)
            if written:
                last = self._timebase.now()
            self._raise_on_stall(last)

    def _wait_for_answers(self) -> None:
        """Wait until the printer has kept up."""
        last = self._timebase.now()
        while self._talk.questions_open >= _QUESTIONS_AHEAD:
            self._talk.listen(_LISTEN_S)
            self._raise_on_fault(between_slices=True)
            self._raise_on_stall(last)
        self._raise_on_fault(between_slices=True)

    def _wait_for_proof(self) -> None:
        """Listen until everything that was asked for has come, or its time is over."""
        size = min(self._job.size_bytes, 2 * _BYTES_PER_QUESTION + 128 * self._profile.width_dots // 8)
        needed_s = self._job.rows / 24 * 0.03 + size * 10 / self._profile.baud
        if self._profile.proof is ProofMethod.NONE:
            wait_s = needed_s
        else:
            wait_s = min(needed_s + self._limits.proof_slack_s, self._limits.proof_s)
        now = self._timebase.now()
        deadline = min(now + wait_s, self._context.deadline)
        grace: float | None = None
        next_question = now + self._limits.ask_again_s
        while not self._complete() and now < deadline and (grace is None or now < grace):
            self._talk.listen(min(_LISTEN_S, deadline - now))
            self._raise_on_fault(between_slices=True)
            now = self._timebase.now()
            if self._profile.proof is ProofMethod.PROCESS_ID and grace is None and self._short_replies_complete():
                grace = now + self._limits.grace_s
            if now >= next_question and not self._complete():
                self._talk.ask(CAUSE_QUESTION)
                next_question = now + self._limits.ask_again_s

    def _short_replies_complete(self) -> bool:
        return 0 < self._job.short_replies <= self._talk.short_replies

    def _complete(self) -> bool:
        """Whether no more can come. A printer that keeps the last process id only has said both with it."""
        if self._job.process_ids:
            return self._job.process_ids[-1] in self._talk.process_ids
        return self._short_replies_complete()

    def _proof(self) -> tuple[ProofMethod | None, bool | None]:
        """The strongest proof that came, and whether it covers the cut."""
        covers_cut = True if self._profile.cutter else None
        if self._talk.process_ids.intersection(self._job.process_ids):
            return ProofMethod.PROCESS_ID, covers_cut if self._complete() else None
        if self._job.short_replies and self._talk.short_replies:
            return ProofMethod.BUFFERED_STATUS, covers_cut if self._short_replies_complete() else None
        return None, None

    def _raise_on_fault(self, *, between_slices: bool) -> None:
        """Raise what the printer has said since the last look; tell when it pauses."""
        status, self._talk.automatic = self._talk.automatic, None
        if status is None:
            status = self._cause(between_slices=between_slices)
        if status is None:
            return
        fault = fault_during(status)
        if fault is not None:
            raise fault
        self._paused = None if status.usable else status
        if self._paused is not None:
            self._context.progress(PrinterPaused(self._paused))

    def _cause(self, *, between_slices: bool) -> st.PrinterStatus | None:
        """What the last answer to ``DLE EOT 2`` says. For an error without a name the rest is asked, between slices."""
        cause = self._talk.answer(CAUSE_QUESTION)
        if cause is None:
            return None
        if cause & _COVER_BIT:
            return st.CoverOpen()
        if cause & _PAPER_BIT:
            return st.PaperOut()
        if not cause & _ERROR_BIT or not between_slices:
            return None
        try:
            # The questions wait behind what is still in the line's buffers.
            return self._talk.ask_all(self._limits.behind_slices_s)
        except (NoReplyError, StatusUnknownError):
            return None

    def _raise_on_stall(self, last: float) -> None:
        """Give up when nothing has moved for too long, or the command's time is over."""
        now = self._timebase.now()
        if now - last < self._limits.stall_s and now < self._context.deadline:
            return
        if isinstance(self._paused, st.HeadHot):
            raise PrintHeadHotError(may_have_printed=True)
        raise PrinterStalledError
