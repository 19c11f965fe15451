"""Asking the printer and listening to it, on an open line."""

from __future__ import annotations

from collections import deque
from typing import assert_never

from drivers.printer import status as st
from drivers.printer.errors import PrinterStalledError, StatusUnknownError
from drivers.printer.escpos import STATUS_QUESTIONS, ask_status
from drivers.printer.printer_link import PrinterLink
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError

TRIES = 3
"""The first question and two more (receipt printer sheet, section 7.1)."""
WRITE_BYTES = 256
"""At most so many bytes go out before the next look at what came in (section 3)."""

_LISTEN_S = 0.05
_PAPER_SENSOR_BITS = 0x0F


class Conversation:
    """One line with one printer: questions sent, answers sorted. For one thread.

    Attributes:
        automatic: the last status that the printer sent by itself; None when it sent none.
        short_replies: answers to ``GS r`` since ``forget``.
        process_ids: process ids that came back since ``forget``.
        garbage_bytes: bytes that were no reply since ``forget``.
    """

    def __init__(self, link: PrinterLink, *, timebase: Timebase, strict: bool, reply_limit_s: float) -> None:
        self._link = link
        self._timebase = timebase
        self._reply_limit_s = reply_limit_s
        self._parser = st.ReplyParser(strict=strict)
        self._asked: deque[int] = deque()
        self._answers: dict[int, int] = {}
        self._bytes_heard = 0
        self.automatic: st.PrinterStatus | None = None
        self.short_replies = 0
        self.process_ids: set[bytes] = set()
        self.garbage_bytes = 0

    @property
    def questions_open(self) -> int:
        """How many ``DLE EOT`` have no answer yet."""
        return len(self._asked)

    def forget(self) -> None:
        """Throw away what came in and what it meant; open questions stay without an answer."""
        while self._link.read_waiting():
            pass
        self._parser.reset()
        self._asked.clear()
        self._answers.clear()
        self.automatic = None
        self.short_replies = 0
        self.process_ids.clear()
        self.garbage_bytes = 0

    def listen(self, wait_s: float = 0.0) -> bool:
        """Take in what came; with ``wait_s`` wait so long for a first byte. Whether anything came."""
        data = self._link.read_waiting()
        if not data and wait_s > 0:
            try:
                data = self._link.read(1, self._timebase.now() + wait_s)
            except NoReplyError:
                return False
            data += self._link.read_waiting()
        self._bytes_heard += len(data)
        for reply in self._parser.feed(data):
            self._sort(reply)
        return bool(data)

    def write_some(self, data: bytes) -> int:
        """Offer bytes to the line, take in what came. How many bytes went out."""
        written = self._link.write_some(data[:WRITE_BYTES], _LISTEN_S)
        self.listen()
        return written

    def send(self, data: bytes, limit_s: float) -> None:
        """Send all bytes.

        Raises:
            PrinterStalledError: the line took none of them for ``limit_s``.
        """
        last = self._timebase.now()
        while data:
            written = self.write_some(data)
            data = data[written:]
            if written:
                last = self._timebase.now()
            elif self._timebase.now() - last >= limit_s:
                raise PrinterStalledError

    def ask(self, n: int) -> None:
        """Send ``DLE EOT n`` and do not wait. The answer will be ``answer(n)``."""
        self._answers.pop(n, None)
        self._asked.append(n)
        self._parser.expect_realtime()
        self.send(ask_status(n), self._reply_limit_s)

    def answer(self, n: int) -> int | None:
        """The answer to the last ``ask(n)``; None while it has not come."""
        return self._answers.get(n)

    def ask_all(self, reply_limit_s: float | None = None) -> st.PrinterStatus:
        """Ask the four questions and say what the answers mean. Between commands only.

        Args:
            reply_limit_s: for one answer; more than usual when much still waits in the line's buffers.

        Raises:
            NoReplyError: three tries, and not one byte came.
            StatusUnknownError: bytes came, but no valid answers.
        """
        heard = 0
        for _ in range(TRIES):
            self._drain()
            before = self._bytes_heard
            answers: list[int] = []
            for n in STATUS_QUESTIONS:
                try:
                    self.ask(n)
                except PrinterStalledError:
                    break
                self._await_answer(n, reply_limit_s or self._reply_limit_s)
                value = self.answer(n)
                if value is None:
                    break
                answers.append(value)
            else:
                return st.RealtimeAnswers(*answers).status()
            heard += self._bytes_heard - before
        if heard:
            raise StatusUnknownError
        raise NoReplyError("DLE EOT")

    def _drain(self) -> None:
        """Take in late answers, so that they are not taken for the next ones."""
        while self.listen():
            pass
        self._asked.clear()
        self._answers.clear()
        self._parser.reset()

    def _await_answer(self, n: int, limit_s: float) -> None:
        """Wait for the answer to question ``n``, or until its time is over."""
        deadline = self._timebase.now() + limit_s
        while self.answer(n) is None and self._timebase.now() < deadline:
            self.listen(_LISTEN_S)

    def _sort(self, reply: st.Reply) -> None:
        match reply:
            case st.RealtimeReply(value):
                if self._asked:
                    self._answers[self._asked.popleft()] = value
            case st.AutomaticStatus():
                self.automatic = st.automatic_status(reply)
            case st.ShortReply(value):
                # The paper sensors are the four low bits; anything else is no answer to GS r.
                self.short_replies += value <= _PAPER_SENSOR_BITS
            case st.ProcessIdReply(process_id):
                self.process_ids.add(process_id)
            case st.Garbage(count):
                self.garbage_bytes += count
            case st.FlowControl() | st.BlockReply():
                pass
            case _:
                assert_never(reply)
