"""The driver of a code scanner, for a device supervisor.

The beam is on only while a ``Scan`` runs: it is switched off when the code was read, when the time is over, when the
command is cancelled, on every error, and once more when the port is opened, in case an earlier process could not.

Source: code scanner sheet, sections 2 and 9.
"""

from __future__ import annotations

import contextlib
import logging
from typing import assert_never

from drivers.code_scanner.classify import Code, classify_payload
from drivers.code_scanner.codec import CODECS, Family, Reply, Verdict
from drivers.code_scanner.errors import CommandRefusedError, ScannerGarbledError
from drivers.code_scanner.exchange import REPLY_LIMIT_S, Exchange
from drivers.code_scanner.model import (
    CodeRejected,
    CodeScanned,
    CodeScannerResult,
    CodeScannerStatus,
    Offline,
    Ready,
    Scan,
    Unknown,
    WaitingForCode,
)
from drivers.code_scanner.stream import CodeAssembler, RawCode, TooLong, decode_code, idle_gap_s
from drivers.commands import CommandContext
from drivers.timebase import SystemTime, Timebase
from drivers.transport.errors import LinkError
from drivers.transport.serial_link import Link
from drivers.vocabulary import DeviceError, DeviceKind

_log = logging.getLogger(__name__)

SAME_PRESENTATION_S = 2.0
"""The same code again within this time has not been shown again."""


class CodeScanner:
    """One scanner on one link. Every method is called on one thread, the supervisor's."""

    def __init__(
        self,
        link: Link,
        family: Family,
        *,
        baud: int = 9600,
        ask_health: bool = True,
        timebase: Timebase | None = None,
        gap_s: float | None = None,
        reply_limit_s: float = REPLY_LIMIT_S,
    ) -> None:
        """Prepare; the link is opened by ``open``.

        Args:
            link: the byte stream, still closed.
            family: how the scanner is spoken to.
            baud: the line's speed.
            ask_health: False for a scanner that answers no questions: then an open port counts as ready.
            timebase: clock and waiting; the link's own.
            gap_s: how long the line must be still at the end of a code; by default as the speed needs it.
            reply_limit_s: how long an answer to a command may take.
        """
        self._link = link
        self._family = family
        self._codec = CODECS[family]
        self._timebase = timebase if timebase is not None else SystemTime()
        self._ask_health = ask_health
        self._gap_s = gap_s if gap_s is not None else idle_gap_s(baud)
        self._exchange = Exchange(link, self._codec, self._timebase, gap_s=self._gap_s, reply_limit_s=reply_limit_s)
        self._prepared = False

    @property
    def kind(self) -> DeviceKind:
        """A code scanner."""
        return DeviceKind.CODE_SCANNER

    def open(self) -> None:
        """Open the port and switch the beam off. Raises ``LinkError``; then the port is closed."""
        self._link.open()
        self._exchange.reset()
        self._prepared = False
        try:
            self._exchange.tell(self._codec.stop)
        except LinkError:
            self._link.close()
            raise

    def close(self) -> None:
        """Close the port. Never raises."""
        self._link.close()

    def unreached(self, error: DeviceError | None) -> CodeScannerStatus:
        """``Offline`` with the fault's code, ``Unknown`` without a fault."""
        return Unknown() if error is None else Offline(error.code)

    def poll(self) -> CodeScannerStatus:
        """Ask a question that changes nothing; a scanner in another mode is set to wait for commands again.

        Raises:
            LinkError: it does not answer, or not sensibly.
        """
        self._prepare()
        if not self._ask_health:
            self._link.flush_input()
            return Ready(self._family)
        answer = self._exchange.ask(self._codec.health)
        if self._codec.mode_is_wrong(answer):
            self._prepared = False
            self._prepare()
        return Ready(self._family)

    def run(self, command: object, context: CommandContext) -> CodeScannerResult:
        """Run a ``Scan``.

        Raises:
            ScannerError, LinkError: it failed.
            CommandStoppedError, TimeLimitError: it was cancelled, or its time is over.
        """
        if not isinstance(command, Scan):
            raise TypeError(f"not a command of this scanner: {type(command).__name__}")
        self._prepare()
        self._exchange.settle()
        try:
            return CodeScanned(
                _Reading(self._exchange, self._family, self._timebase, self._gap_s).run(command, context)
            )
        finally:
            # A port that has failed is dropped and opened again, and that switches the beam off.
            with contextlib.suppress(LinkError):
                self._exchange.tell(self._codec.stop)

    def _prepare(self) -> None:
        """Set the scanner to wait for commands, until its power goes off; one that does not know how is left alone."""
        if self._prepared:
            return
        self._prepared = True
        for request in self._codec.session:
            try:
                verdict: str = self._exchange.ask(request).verdict
            except LinkError as error:
                if error.code not in {"no_reply", "scanner_garbled"}:
                    raise
                verdict = error.code
            if verdict != Verdict.DONE:
                _log.info("scanner_not_prepared setting=%s cause=%s", request.name, verdict)


class _Reading:
    """One ``Scan`` from the first start of the beam to the code."""

    def __init__(self, exchange: Exchange, family: Family, timebase: Timebase, gap_s: float) -> None:
        self._exchange = exchange
        self._codec = CODECS[family]
        self._timebase = timebase
        self._gap_s = gap_s
        self._assembler = CodeAssembler(family, gap_s)
        self._started_at = 0.0
        self._judged = self._sent_again = False
        self._patience = 2
        self._rejected: tuple[str, float] | None = None

    def run(self, command: Scan, context: CommandContext) -> Code:
        """Keep the beam on until a code of an expected kind is read."""
        self._start()
        context.progress(WaitingForCode())
        while True:
            context.check()
            data = self._exchange.receive(self._gap_s)
            for reply in self._assembler.feed(data, self._timebase.now()):
                self._exchange.answered()
                self._judge(reply)
            if data:
                continue
            code = self._code_from(self._assembler.take(self._timebase.now()), command)
            if code is not None and code.expected:
                _log.info("code_scanned kind=%s length=%d", code.kind, code.length)
                return code
            if code is not None:
                self._reject(code, context)
                self._start()
            elif self._timebase.now() - self._started_at > self._codec.reading_lasts_s:
                self._start()
            elif self._exchange.unheard(self._patience):
                # It may not have heard; one that never answers is not pressed: each time it gets twice as long.
                self._patience *= 2
                self._start()

    def _start(self) -> None:
        self._exchange.tell(self._codec.start)
        self._started_at = self._timebase.now()

    def _judge(self, reply: Reply) -> None:
        """The first answer says whether the scanner takes the command; a damaged one is sent once more."""
        if self._judged:
            return
        match reply.verdict:
            case Verdict.DONE:
                self._judged = True
            case Verdict.DAMAGED:
                if self._sent_again:
                    raise ScannerGarbledError(self._codec.start.name)
                self._sent_again = True
                self._start()
            case Verdict.UNKNOWN | Verdict.REFUSED:
                raise CommandRefusedError(self._codec.start.name)
            case _:
                assert_never(reply.verdict)

    def _code_from(self, taken: RawCode | TooLong | None, command: Scan) -> Code | None:
        match taken:
            case RawCode(payload):
                return classify_payload(decode_code(payload), command.expected)
            case TooLong(size_bytes):
                _log.info("scanned_code_too_long size=%d", size_bytes)
                return classify_payload(None, command.expected)
            case None:
                return None
            case _:
                assert_never(taken)

    def _reject(self, code: Code, context: CommandContext) -> None:
        """Say what was shown instead, once for each presentation."""
        now = self._timebase.now()
        before, self._rejected = self._rejected, (code.text, now)
        if before is None or before[0] != code.text or now - before[1] > SAME_PRESENTATION_S:
            _log.info("code_not_asked_for kind=%s length=%d", code.kind, code.length)
            context.progress(CodeRejected(code.kind))
