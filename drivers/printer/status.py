"""What the printer says of itself: bytes in, typed values out.

Four ways of speaking are told apart by their fixed bits: the answer to ``DLE EOT``, automatic status of four bytes,
the short answer to ``GS r``, and blocks that end with a zero byte, such as a process id. Source: receipt printer sheet,
section 7.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

XON, XOFF = 0x11, 0x13
PROCESS_ID_HEADER = bytes([0x37, 0x22])
_BLOCK_HEADERS = frozenset({0x35, 0x37, 0x3B, 0x3D, 0x5F})
_BLOCK_LIMIT_BYTES = 80
"""A block that has not ended by then is noise."""


class OfflineReason(StrEnum):
    """Why the printer takes no slips though it has paper and its cover is closed."""

    NO_REPLY = "no_reply"
    PORT = "port"
    FEED_BUTTON = "feed_button"
    WAITING_FOR_RECOVERY = "waiting_for_recovery"
    MECHANICAL = "mechanical"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Ready:
    """Online, with paper."""

    usable = True


@dataclass(frozen=True, slots=True)
class PaperLow:
    """Online; the roll is near its end. Prints, and staff should bring a roll."""

    usable = True


@dataclass(frozen=True, slots=True)
class PaperOut:
    """There is no paper."""

    usable = False


@dataclass(frozen=True, slots=True)
class CoverOpen:
    """The cover is open."""

    usable = False


@dataclass(frozen=True, slots=True)
class CutterFault:
    """The cutter is stuck."""

    usable = False


@dataclass(frozen=True, slots=True)
class HeadHot:
    """An error that goes away by itself: the head is hot, or the voltage low."""

    usable = False


@dataclass(frozen=True, slots=True)
class Unrecoverable:
    """An error that only a power cycle or the service can clear."""

    usable = False


@dataclass(frozen=True, slots=True)
class Offline:
    """The printer cannot be reached, or says that it is offline."""

    reason: OfflineReason
    usable = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not asked yet, or the answers made no sense. Never to be taken for fine."""

    usable = False


PrinterStatus = Ready | PaperLow | PaperOut | CoverOpen | CutterFault | HeadHot | Unrecoverable | Offline | Unknown


# ---- replies ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FlowControl:
    """XON (``go``) or XOFF."""

    go: bool


@dataclass(frozen=True, slots=True)
class RealtimeReply:
    """One byte that answers ``DLE EOT n``; which ``n`` is known by what was asked."""

    value: int


@dataclass(frozen=True, slots=True)
class AutomaticStatus:
    """Four bytes that the printer sends by itself."""

    first: int
    errors: int
    paper: int


@dataclass(frozen=True, slots=True)
class ShortReply:
    """One byte that answers ``GS r`` or ``GS I``."""

    value: int


@dataclass(frozen=True, slots=True)
class ProcessIdReply:
    """Everything before the process id request is on paper."""

    process_id: bytes


@dataclass(frozen=True, slots=True)
class BlockReply:
    """Some other block; ``payload`` without header and zero byte."""

    header: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that no reply has."""

    count: int


Reply = FlowControl | RealtimeReply | AutomaticStatus | ShortReply | ProcessIdReply | BlockReply | Garbage


class ReplyParser:
    """Cuts what the printer sends into replies, in the order of section 7.2.

    ``strict`` rejects answers to ``DLE EOT`` without their fixed bits. When it is off, the byte that comes while such
    a question is outstanding is taken as its answer, whatever its bits.
    """

    __slots__ = ("_pending", "_questions", "_strict")

    def __init__(self, *, strict: bool = True) -> None:
        self._strict = strict
        self._pending = bytearray()
        self._questions = 0

    def expect_realtime(self) -> None:
        """One ``DLE EOT`` was sent."""
        self._questions += 1

    def reset(self) -> None:
        """Forget half replies and outstanding questions: the port was opened anew, or its input thrown away."""
        self._pending.clear()
        self._questions = 0

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that these bytes complete."""
        self._pending += data
        replies: list[Reply] = []
        while self._pending:
            reply = self._next()
            if reply is None:
                break
            replies.append(reply)
        return replies

    def _next(self) -> Reply | None:
        """Take one reply from the front; None when its end has not come yet."""
        first = self._pending[0]
        if first in {XON, XOFF}:
            return self._take(FlowControl(first == XON), 1)
        if self._questions and not self._strict:
            self._questions -= 1
            return self._take(RealtimeReply(first), 1)
        if first in _BLOCK_HEADERS:
            return self._block()
        if first & 0x93 == 0x12:
            self._questions = max(0, self._questions - 1)
            return self._take(RealtimeReply(first), 1)
        if first & 0x93 == 0x10:
            return self._automatic()
        if first & 0x90 == 0:
            return self._take(ShortReply(first), 1)
        return self._take(Garbage(1), 1)

    def _block(self) -> Reply | None:
        end = self._pending.find(0)
        if end < 0:
            if len(self._pending) <= _BLOCK_LIMIT_BYTES:
                return None
            return self._take(Garbage(len(self._pending)), len(self._pending))
        body = bytes(self._pending[:end])
        if body.startswith(PROCESS_ID_HEADER) and len(body) == 6:
            return self._take(ProcessIdReply(body[2:]), end + 1)
        return self._take(BlockReply(body[0], body[1:]), end + 1)

    def _automatic(self) -> Reply | None:
        for at in range(1, min(4, len(self._pending))):
            if self._pending[at] & 0x90:
                return self._take(Garbage(at), at)
        if len(self._pending) < 4:
            return None
        first, errors, paper = self._pending[:3]
        return self._take(AutomaticStatus(first, errors, paper), 4)

    def _take(self, reply: Reply, count: int) -> Reply:
        del self._pending[:count]
        return reply


# ---- meaning ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Causes:
    """Every cause that replies can name, before the most serious one is chosen."""

    unrecoverable: bool = False
    cutter: bool = False
    cover: bool = False
    paper_out: bool = False
    hot: bool = False
    offline: OfflineReason | None = None
    paper_low: bool = False

    def status(self) -> PrinterStatus:
        """The most serious cause: what needs the service first, then what staff can cure, then what passes."""
        if self.unrecoverable:
            return Unrecoverable()
        if self.cover:
            # Before the cutter: whoever frees the cutter has the cover open, and nothing may move meanwhile.
            return CoverOpen()
        if self.cutter:
            return CutterFault()
        if self.paper_out:
            return PaperOut()
        if self.hot:
            return HeadHot()
        if self.offline is not None:
            return Offline(self.offline)
        return PaperLow() if self.paper_low else Ready()


@dataclass(frozen=True, slots=True)
class RealtimeAnswers:
    """The four answers to ``DLE EOT`` 1 to 4; section 7.1 has the bits."""

    printer: int
    cause: int
    error: int
    paper: int

    def status(self) -> PrinterStatus:
        """What the four answers mean together."""
        offline = None
        if self.printer & 0x20:
            offline = OfflineReason.WAITING_FOR_RECOVERY
        elif self.cause & 0x08 or self.printer & 0x40:
            offline = OfflineReason.FEED_BUTTON
        elif self.error & 0x04:
            offline = OfflineReason.MECHANICAL
        elif self.printer & 0x08 or self.cause & 0x40:
            offline = OfflineReason.UNSPECIFIED
        return _Causes(
            unrecoverable=bool(self.error & 0x20),
            cutter=bool(self.error & 0x08),
            cover=bool(self.cause & 0x04),
            paper_out=bool(self.cause & 0x20 or self.paper & 0x60),
            hot=bool(self.error & 0x40),
            offline=offline,
            paper_low=bool(self.paper & 0x0C),
        ).status()


def automatic_status(reply: AutomaticStatus) -> PrinterStatus:
    """What the printer said by itself (section 7.3)."""
    offline = None
    if reply.first & 0x40:
        offline = OfflineReason.FEED_BUTTON
    elif reply.errors & 0x04:
        offline = OfflineReason.MECHANICAL
    elif reply.first & 0x08:
        offline = OfflineReason.UNSPECIFIED
    return _Causes(
        unrecoverable=bool(reply.errors & 0x20),
        cutter=bool(reply.errors & 0x08),
        cover=bool(reply.first & 0x20),
        paper_out=bool(reply.paper & 0x0C),
        hot=bool(reply.errors & 0x40),
        offline=offline,
        paper_low=bool(reply.paper & 0x03),
    ).status()
