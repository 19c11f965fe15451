"""Asking the printer and listening to it, on an open line."""

from __future__ import annotations

from collections import deque
from typing import assert_never

from drivers.printer import replies as rp
from drivers.printer import status as st
from drivers.printer.errors import PrinterStalledError, StatusUnknownError
from drivers.printer.escpos import ASK_FULL_STATUS, STATUS_QUESTIONS, ask_status
from drivers.printer.printer_link import PrinterLink
from drivers.printer.profile import PrinterProfile
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError

TRIES = 3
"""The first question and two more (receipt printer sheet, section 7.1)."""
WRITE_BYTES = 256
"""At most so many bytes go out before the next look at what came in (section 3)."""

_LISTEN_S = 0.05
_PATIENCE_LIMIT_S = 2.0
"""The longest that one answer of a slow printer is waited for; what comes later is no answer."""
_HALF_REPLY_S = 0.3
"""A reply that has begun ends within this time, or its rest is lost."""
_NEAR_END_BITS = 0x03


class Conversation:
    """One line with one printer: questions sent, answers sorted. For one thread.

    Attributes:
        automatic: what the printer said of itself without being asked, in order, until somebody takes it.
        heard_automatic: whether it has ever done so since ``forget``.
        short_replies: answers to ``GS r`` since ``forget``.
        process_ids: process ids that came back since ``forget``.
        garbage_bytes: bytes that were no reply since ``forget``.
        held: the printer has said ``XOFF``.
    """

    def __init__(self, link: PrinterLink, *, timebase: Timebase, profile: PrinterProfile, reply_limit_s: float) -> None:
        self._link = link
        self._timebase = timebase
        self._profile = profile
        self._reply_limit_s = reply_limit_s
        self._parser = rp.ReplyParser(strict=profile.strict_status)
        self._asked: deque[int] = deque()
        self._answers: dict[int, int] = {}
        self._full: list[rp.FullStatus] = []
        self._bytes_heard = 0
        self._last_heard = 0.0
        self.automatic: deque[st.PrinterStatus] = deque()
        self.heard_automatic = False
        self.short_replies = 0
        self.process_ids: set[bytes] = set()
        self.garbage_bytes = 0
        self.held = False

    @property
    def questions_open(self) -> int:
        """How many ``DLE EOT`` have no answer yet."""
        return len(self._asked)

    @property
    def unsent(self) -> bool:
        """Whether bytes still wait in the port, so that an answer cannot be due yet."""
        return self.held or self._link.unsent() > 0

    def forget(self) -> None:
        """Throw away what came in and what it meant; open questions stay without an answer."""
        while self._link.read_waiting():
            pass
        self._parser.reset()
        self.give_up_questions()
        self._answers.clear()
        self.automatic.clear()
        self.heard_automatic = False
        self.short_replies = 0
        self.process_ids.clear()
        self.garbage_bytes = 0
        self.held = False

    def give_up_questions(self) -> None:
        """Wait no longer for the answers to open questions; one that comes all the same answers the next."""
        self._asked.clear()

    def listen(self, wait_s: float = 0.0) -> bool:
        """Take in what came; with ``wait_s`` wait so long for a first byte. Whether anything came."""
        data = self._link.read_waiting()
        if not data and wait_s > 0:
            try:
                data = self._link.read(1, self._timebase.now() + wait_s)
            except NoReplyError:
                data = b""
            else:
                data += self._link.read_waiting()
        if data:
            self._bytes_heard += len(data)
            self._last_heard = self._timebase.now()
            self._sort_all(self._parser.feed(data))
        elif self._parser.waiting and self._timebase.now() - self._last_heard > _HALF_REPLY_S:
            self._last_heard = self._timebase.now()
            self._sort_all(self._parser.give_up())
        return bool(data)

    def write_some(self, data: bytes, *, real_time: bool = False) -> int:
        """Offer bytes to the line, take in what came. How many bytes went out; none while the printer says XOFF.

        Real-time commands go out all the same: a printer keeps room for them.
        """
        if self.held and not real_time:
            self.listen(_LISTEN_S)
            return 0
        written = self._link.write_some(data[:WRITE_BYTES], _LISTEN_S)
        self.listen()
        return written

    def send(self, data: bytes, limit_s: float, *, real_time: bool = False) -> None:
        """Send all bytes.

        Raises:
            PrinterStalledError: the line took none of them for ``limit_s``.
        """
        last = self._timebase.now()
        while data:
            written = self.write_some(data, real_time=real_time)
            data = data[written:]
            if written:
                last = self._timebase.now()
            elif self._timebase.now() - last >= limit_s:
                raise PrinterStalledError

    def question(self, n: int) -> bytes:
        """The bytes of ``DLE EOT n``, which the caller sends. The answer will be ``answer(n)``."""
        self._answers.pop(n, None)
        self._asked.append(n)
        self._parser.expect_realtime()
        return ask_status(n)

    def ask(self, n: int) -> None:
        """Send ``DLE EOT n`` and do not wait."""
        self.send(self.question(n), self._reply_limit_s, real_time=True)

    def answer(self, n: int) -> int | None:
        """The answer to the last ``ask(n)``; None while it has not come."""
        return self._answers.get(n)

    def ask_full(self) -> rp.FullStatus | None:
        """Ask a Custom mechanism for its full status; None when it does not answer in time."""
        self._full.clear()
        self._parser.expect_full_status()
        try:
            self.send(ASK_FULL_STATUS, self._reply_limit_s, real_time=True)
        except PrinterStalledError:
            return None
        deadline = self._timebase.now() + self._reply_limit_s
        while not self._full and self._timebase.now() < deadline:
            self.listen(_LISTEN_S)
        return self._full[-1] if self._full else None

    def ask_all(self, reply_limit_s: float | None = None) -> st.PrinterStatus:
        """Ask the four questions and say what the answers mean. Between commands only.

        A printer that answers late gets more time at each try, and what comes late is let pass before the next try: an
        answer to one question must not be taken for the answer to another.

        Args:
            reply_limit_s: for one answer; more than usual when much still waits in the line's buffers.

        Raises:
            NoReplyError: three tries, and not one byte came.
            StatusUnknownError: bytes came, but no valid answers.
        """
        heard = 0
        limit_s = self._reply_limit_s if reply_limit_s is None else reply_limit_s
        for left in reversed(range(TRIES)):
            before = self._bytes_heard
            self._drain()
            answers = self._four_answers(limit_s)
            if answers is not None:
                if reply_limit_s is None:
                    self._reply_limit_s = limit_s  # what this printer needs
                return self.meaning(st.RealtimeAnswers(*answers).status())
            if left:
                self._wait_for_quiet(limit_s)
            heard += self._bytes_heard - before
            limit_s = max(limit_s, min(2.5 * limit_s, _PATIENCE_LIMIT_S))
        if heard:
            raise StatusUnknownError
        raise NoReplyError("DLE EOT")

    def meaning(self, status: st.PrinterStatus) -> st.PrinterStatus:
        """The status without what this model has no sensor for."""
        return st.Ready() if isinstance(status, st.PaperLow) and not self._profile.near_end else status

    def _four_answers(self, limit_s: float) -> list[int] | None:
        answers: list[int] = []
        for n in STATUS_QUESTIONS:
            try:
                self.ask(n)
            except PrinterStalledError:
                return None
            self._await_answer(n, limit_s)
            value = self.answer(n)
            if value is None:
                return None
            answers.append(value)
        return answers

    def _drain(self) -> None:
        """Take in what waits, so that it is not taken for an answer to what is asked next."""
        while self.listen():
            pass
        self.give_up_questions()
        self._answers.clear()
        self._parser.reset()

    def _wait_for_quiet(self, limit_s: float) -> None:
        """Let late answers come: until nothing has come for the time of one answer, at most for ten."""
        now = self._timebase.now()
        end, quiet_from = now + 10 * limit_s, now
        while now < end and now - quiet_from < limit_s:
            if self.listen(_LISTEN_S):
                quiet_from = self._timebase.now()
            now = self._timebase.now()

    def _await_answer(self, n: int, limit_s: float) -> None:
        """Wait for the answer to question ``n``, or until its time is over."""
        deadline = self._timebase.now() + limit_s
        while self.answer(n) is None and self._timebase.now() < deadline:
            self.listen(_LISTEN_S)

    def _sort_all(self, replies: list[rp.Reply]) -> None:
        for reply in replies:
            self._sort(reply)

    def _sort(self, reply: rp.Reply) -> None:
        match reply:
            case rp.RealtimeReply(value):
                if self._asked:
                    self._answers[self._asked.popleft()] = value
            case rp.AutomaticStatus():
                self.automatic.append(self.meaning(st.automatic_status(reply)))
                self.heard_automatic = True
            case rp.FullStatus():
                self._full.append(reply)
            case rp.ShortReply(value):
                # At paper end GS r is not executed: an answer that names it is noise, as is one with other bits.
                self.short_replies += not value & ~_NEAR_END_BITS
            case rp.ProcessIdReply(process_id):
                self.process_ids.add(process_id)
            case rp.Garbage(count):
                self.garbage_bytes += count
            case rp.FlowSignal(go):
                self.held = not go
            case rp.BlockReply():
                pass
            case _:
                assert_never(reply)
