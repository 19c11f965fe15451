"""Commands to a scanner and their answers over a link: pace, time limits, answers that come late.

Source: code scanner sheet, sections 2 (rule 10) and 4 (times between commands).
"""

from __future__ import annotations

import threading

from drivers.code_scanner.codec import Reply, Request, ScannerCodec
from drivers.code_scanner.errors import ScannerGarbledError
from drivers.timebase import Timebase
from drivers.transport.errors import NoReplyError
from drivers.transport.serial_link import Link

REPLY_LIMIT_S = 0.5
"""How long an answer to a command may take."""
_SLICE_S = 0.05


class Exchange:
    """Tells the scanner one thing at a time. For one thread."""

    def __init__(
        self,
        link: Link,
        codec: ScannerCodec,
        timebase: Timebase,
        *,
        gap_s: float,
        reply_limit_s: float = REPLY_LIMIT_S,
    ) -> None:
        """Prepare.

        Args:
            link: the open byte stream.
            codec: the scanner's family.
            timebase: the clock of the link's deadlines.
            gap_s: how long the line must be still after an answer.
            reply_limit_s: how long an answer may take.
        """
        self._link = link
        self._codec = codec
        self._timebase = timebase
        self._gap_s = gap_s
        self._reply_limit_s = reply_limit_s
        self._told_at = float("-inf")
        self._unanswered: Request | None = None

    def reset(self) -> None:
        """Forget what was told: the port is another one now."""
        self._told_at, self._unanswered = float("-inf"), None

    def tell(self, request: Request) -> None:
        """Send a command, no sooner than the family's pace allows; its answer is taken from the stream later.

        Raises:
            LinkError: the port failed.
        """
        self._wait_until(self._told_at + self._codec.command_gap_s)
        # Noted first: where the write fails half-way, an answer may still come.
        self._unanswered = request if request.answered else None
        try:
            self._link.write(request.data)
        finally:
            self._told_at = self._timebase.now()

    def unheard(self, patience: int) -> bool:
        """Whether the last command should have been answered long ago: after so many times the limit."""
        late = self._timebase.now() > self._told_at + patience * self._reply_limit_s
        return late and self._unanswered is not None

    def answered(self) -> None:
        """The answer to the last command has been seen."""
        self._unanswered = None

    def settle(self) -> None:
        """Let a late answer to the last command pass, then throw away everything that has arrived.

        Raises:
            LinkError: the port failed.
        """
        waiting, received = self._unanswered, b""
        end = self._told_at + self._reply_limit_s
        while waiting is not None and (left_s := end - self._timebase.now()) > 0:
            received += self.receive(min(left_s, _SLICE_S))
            if self._codec.answer_in(waiting, received) is not None:
                waiting = None
        self._unanswered = None
        self._link.flush_input()

    def ask(self, request: Request) -> Reply:
        """Send a command and give its answer; without a good one it is sent once more.

        Raises:
            NoReplyError: nothing came, twice.
            ScannerGarbledError: something came that is no answer, twice.
            LinkError: the port failed.
        """
        try:
            return self._ask_once(request)
        except (NoReplyError, ScannerGarbledError):
            return self._ask_once(request)

    def receive(self, limit_s: float) -> bytes:
        """What arrives within this time: nothing, or all that is there when the first byte is.

        Raises:
            UnpluggedError: the port went away.
        """
        try:
            first = self._link.read(1, self._timebase.now() + limit_s)
        except NoReplyError:
            return b""
        return first + self._link.read_waiting()

    def _ask_once(self, request: Request) -> Reply:
        self.settle()
        self.tell(request)
        received = b""
        end = self._timebase.now() + self._reply_limit_s
        while (left_s := end - self._timebase.now()) > 0:
            received += self.receive(min(left_s, _SLICE_S))
            answer = self._codec.answer_in(request, received)
            if answer is not None:
                self.answered()
                self._until_still()
                return answer
        if received:
            raise ScannerGarbledError(f"{request.name}: {len(received)} bytes")
        raise NoReplyError(request.name)

    def _until_still(self) -> None:
        """Let the rest of an answer pass, such as the mark after a status byte."""
        end = self._timebase.now() + self._reply_limit_s
        more = True
        while more:
            more = bool(self.receive(self._gap_s)) and self._timebase.now() < end

    def _wait_until(self, moment: float) -> None:
        condition = threading.Condition()
        with condition:
            while (left_s := moment - self._timebase.now()) > 0:
                self._timebase.wait(condition, left_s)
