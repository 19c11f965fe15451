"""One slip on its way: slices out, status in between, proof at the end.

Between slices the printer is asked why it might be offline, and no more than two such questions stay open, so at most
about two slices are ahead of the paper: a cover that opens is noticed within two slices, whatever the line buffers.
Source: receipt printer sheet, sections 8 and 9.
"""

from __future__ import annotations

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
from drivers.printer.escpos import PROOF_REPLIES, EncodedJob
from drivers.printer.limits import Limits
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
        self._fell_silent = False

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
            self._wait_for_last_answers()
        except PrinterStalledError as error:
            fault = self._cause_of_stall(error)
        except (PrinterError, LinkError) as error:
            fault = error
        proof, cut = self._proof()
        if proof is None and fault is not None:
            raise fault
        status = self._status_after()
        if proof is not None and self._fell_silent:
            # Whether all of it was printed cannot be known: a printer that was off and on answers the last request too.
            return UnknownOutcome(UnknownReason.SILENT_INSIDE, status)
        if proof is not None:
            stuck = isinstance(fault or fault_during(status), CutterJamError)
            return Confirmed(proof, False if stuck else cut, status)
        return self._unproven(status)

    def _cause_of_stall(self, error: PrinterStalledError) -> PrinterError:
        """Why the printer takes no more, if it says so now that the slip is lost anyway."""
        if self._context.cancelled():
            return error
        return fault_during(self._status_after()) or error

    def _unproven(self, status: st.PrinterStatus) -> PrintOutcome:
        """What is known without a proof, from the status afterwards."""
        fault = fault_during(status)
        if fault is not None:
            raise fault
        if status == st.Offline(st.OfflineReason.PORT):
            raise UnpluggedError
        if status == st.Offline(st.OfflineReason.NO_REPLY):
            return UnknownOutcome(UnknownReason.NO_REPLY, status)
        if self._fell_silent:
            return UnknownOutcome(UnknownReason.SILENT_INSIDE, status)
        if self._profile.proof is ProofMethod.NONE and status.usable:
            return Probable(status)
        return UnknownOutcome(UnknownReason.NO_PROOF, status)

    def _send(self) -> None:
        """Send every slice, watching the printer."""
        unasked = 0
        first_proof = len(self._job.slices) - self._job.proofs
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
                self._ask()
                self._wait_for_answers()
                self._context.progress(Printing(part.rows_done / self._job.rows))
        self._context.progress(AwaitingProof())

    def _ask(self) -> None:
        """Send the question for the cause, between two slices, however long the line is held up."""
        self._send_slice(self._talk.question(CAUSE_QUESTION), real_time=True)

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

    def _send_slice(self, data: bytes, *, real_time: bool = False) -> None:
        """Send one slice, listening all the time."""
        last = self._timebase.now()
        while data:
            written = self._talk.write_some(data, real_time=real_time)
            data = data[written:]
            self._raise_on_fault(between_slices=not data)
            if written:
                last = self._timebase.now()
            self._raise_on_stall(last)

    def _wait_for_answers(self) -> None:
        """Wait until the printer has kept up.

        A question that gets no answer though the line takes bytes is asked again; from then on no proof is believed.
        """
        last = asked = self._timebase.now()
        while self._talk.questions_open >= _QUESTIONS_AHEAD:
            self._talk.listen(_LISTEN_S)
            self._raise_on_fault(between_slices=True)
            self._raise_on_stall(last)
            now = self._timebase.now()
            if self._talk.unsent or self._paused is not None:
                asked = now
            elif now - asked >= self._silence_limit_s():
                self._fell_silent = True
                self._talk.give_up_questions()
                self._ask()
                self._await_one_answer(last)
                asked = self._timebase.now()
        self._raise_on_fault(between_slices=True)

    def _await_one_answer(self, last: float) -> None:
        """After silence nothing goes out before the printer has answered once; asked again and again till the stall."""
        asked = self._timebase.now()
        while self._talk.questions_open:
            self._talk.listen(_LISTEN_S)
            self._raise_on_fault(between_slices=True)
            self._raise_on_stall(last)
            if self._timebase.now() - asked >= self._silence_limit_s():
                self._talk.give_up_questions()
                self._ask()
                asked = self._timebase.now()

    def _silence_limit_s(self) -> float:
        """How late an answer may be: what is ahead of it has to go over the wire first."""
        ahead = _QUESTIONS_AHEAD * (_BYTES_PER_QUESTION + self._profile.band_rows * self._profile.width_dots // 8)
        return self._limits.behind_slices_s + ahead * 10 / self._profile.baud

    def _wait_for_last_answers(self) -> None:
        """Every question was asked before the proof: one without an answer now means that the printer was silent."""
        if self._proof() == (None, None) and self._profile.proof is not ProofMethod.NONE:
            return
        deadline = self._timebase.now() + self._limits.behind_slices_s
        while self._talk.questions_open and self._timebase.now() < deadline:
            self._talk.listen(_LISTEN_S)
            self._raise_on_fault(between_slices=False)
        if self._talk.questions_open:
            self._fell_silent = True

    def _wait_for_proof(self) -> None:
        """Listen until everything that was asked for has come, or its time is over."""
        needed_s = self._job.rows / 24 * 0.03 + self._job.size_bytes * 10 / self._profile.baud
        if self._profile.proof is ProofMethod.NONE:
            size = min(self._job.size_bytes, 2 * _BYTES_PER_QUESTION + 128 * self._profile.width_dots // 8)
            wait_s = self._job.rows / 24 * 0.03 + size * 10 / self._profile.baud
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
        return 0 < self._job.short_replies == self._talk.short_replies

    def _complete(self) -> bool:
        """Whether no more can come. A printer that keeps the last process id only has said both with it."""
        if self._job.process_ids:
            return self._job.process_ids[-1] in self._talk.process_ids
        return self._short_replies_complete()

    def _proof(self) -> tuple[ProofMethod | None, bool | None]:
        """The strongest proof that came, and whether it covers the cut.

        Answers to ``GS r`` count only in the number that was asked for: one too few or too many is noise.
        """
        covers_cut = True if self._profile.cuts else None
        if self._talk.process_ids.intersection(self._job.process_ids):
            return ProofMethod.PROCESS_ID, covers_cut if self._complete() else None
        if self._short_replies_complete():
            return ProofMethod.BUFFERED_STATUS, covers_cut
        if self._job.proofs > 1 and self._talk.short_replies == PROOF_REPLIES:
            return ProofMethod.BUFFERED_STATUS, None
        return None, None

    def _raise_on_fault(self, *, between_slices: bool) -> None:
        """Raise the first fault that the printer has said since the last look; tell when it pauses."""
        told = list(self._talk.automatic)
        self._talk.automatic.clear()
        if not told:
            cause = self._cause(between_slices=between_slices)
            told = [] if cause is None else [cause]
        for status in told:
            fault = fault_during(status)
            if fault is not None:
                raise fault
            self._paused = None if status.usable else status
        if told and self._paused is not None:
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
