"""What the printer sends, cut into replies: bytes in, typed values out. Sans-I/O.

Ways of speaking are told apart by their fixed bits: flow control, the answer to ``DLE EOT``, automatic status of four
bytes, the short answer to ``GS r``, and blocks that end with a zero byte, such as a process id. Flow control may come
anywhere; an answer to ``DLE EOT`` may come inside automatic status, and both inside the answer with a process id. The
full status of Custom mechanisms looks like automatic status and is known by the question alone.

Source: receipt printer sheet, sections 7.2, 7.3, 8 and 10.1.
"""

from __future__ import annotations

from dataclasses import dataclass, field

XON, XOFF = 0x11, 0x13
_XON_XOFF = bytes([XON, XOFF])
PROCESS_ID_HEADER = bytes([0x37, 0x22])
PROCESS_ID_ALPHABET = b"@ABCDEFGHIJKLMNOabcdefghijklmno-"
"""Thirty-two printable bytes with bit 4 clear: no byte of our numbers can be taken for another reply."""
FULL_STATUS_HEADER = bytes([0x10, 0x0F])
_PROCESS_ID_BYTES = 4
_FULL_STATUS_BYTES = 6
_AUTOMATIC_BYTES = 4
_BLOCK_HEADERS = frozenset({0x35, 0x37, 0x3B, 0x3D, 0x5F})
_BLOCK_LIMIT_BYTES = 80
"""A block that has not ended by then is noise."""


@dataclass(frozen=True, slots=True)
class FlowSignal:
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
class FullStatus:
    """The answer of a Custom mechanism to ``DLE EOT 20``."""

    paper: int
    user: int
    recoverable: int
    unrecoverable: int


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
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Garbage:
    """Bytes that no reply has."""

    count: int


Reply = FlowSignal | RealtimeReply | AutomaticStatus | FullStatus | ShortReply | ProcessIdReply | BlockReply | Garbage


class ReplyParser:
    """Cuts what the printer sends into replies, in the order of section 7.2.

    ``strict`` rejects answers to ``DLE EOT`` without their fixed bits. When it is off, the byte that comes while such
    a question is outstanding is taken as its answer, whatever its bits.
    """

    __slots__ = ("_full_questions", "_pending", "_questions", "_strict")

    def __init__(self, *, strict: bool = True) -> None:
        self._strict = strict
        self._pending = bytearray()
        self._questions = 0
        self._full_questions = 0

    @property
    def waiting(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._pending)

    def expect_realtime(self) -> None:
        """One ``DLE EOT`` was sent."""
        self._questions += 1

    def expect_full_status(self) -> None:
        """``DLE EOT 20`` was sent."""
        self._full_questions += 1

    def reset(self) -> None:
        """Forget half replies and outstanding questions: the port was opened anew, or its input thrown away."""
        self._pending.clear()
        self._questions = self._full_questions = 0

    def feed(self, data: bytes) -> list[Reply]:
        """The replies that these bytes complete."""
        replies: list[Reply] = [FlowSignal(byte == XON) for byte in data if byte in _XON_XOFF]
        self._pending += data.translate(None, _XON_XOFF)
        while self._pending:
            reply = self._next()
            if reply is None:
                break
            replies.append(reply)
        return replies

    def give_up(self) -> list[Reply]:
        """No more comes of the reply that has begun: its first byte is noise, what follows may be a reply."""
        replies: list[Reply] = []
        if self._pending:
            replies = [self._take(Garbage(1), 1), *self.feed(b"")]
        return replies

    def _next(self) -> Reply | None:
        """Take one reply from the front; None when its end has not come yet."""
        first = self._pending[0]
        if self._full_questions and first == FULL_STATUS_HEADER[0]:
            return self._full()
        if self._questions and not self._strict:
            self._questions -= 1
            return self._take(RealtimeReply(first), 1)
        if first in _BLOCK_HEADERS:
            return self._block()
        if _is_realtime(first):
            return self._realtime(0)
        if _is_automatic(first):
            return self._automatic(0)
        if first & 0x90 == 0:
            return self._take(ShortReply(first), 1)
        return self._take(Garbage(1), 1)

    def _full(self) -> Reply | None:
        if len(self._pending) > 1 and self._pending[1] != FULL_STATUS_HEADER[1]:
            return self._take(Garbage(1), 1)
        if len(self._pending) < _FULL_STATUS_BYTES:
            return None
        self._full_questions -= 1
        return self._take(FullStatus(*self._pending[2:_FULL_STATUS_BYTES]), _FULL_STATUS_BYTES)

    def _realtime(self, at: int) -> Reply:
        """The answer at this place, also where it stands inside a longer reply."""
        self._questions = max(0, self._questions - 1)
        value = self._pending[at]
        del self._pending[at]
        return RealtimeReply(value)

    def _automatic(self, start: int) -> Reply | None:
        """Automatic status from ``start`` on, with answers to ``DLE EOT`` that came inside it taken out first."""
        for at in range(start + 1, min(start + _AUTOMATIC_BYTES, len(self._pending))):
            if self._questions and _is_realtime(self._pending[at]):
                return self._realtime(at)
            if self._pending[at] & 0x90:
                return self._take(Garbage(at - start), at - start, start)
        if len(self._pending) < start + _AUTOMATIC_BYTES:
            return None
        first, errors, paper = self._pending[start : start + 3]
        return self._take(AutomaticStatus(first, errors, paper), _AUTOMATIC_BYTES, start)

    def _block(self) -> Reply | None:
        if self._pending.startswith(PROCESS_ID_HEADER):
            return self._process_id()
        end = self._pending.find(0)
        if end < 0:
            if len(self._pending) <= _BLOCK_LIMIT_BYTES:
                return None
            return self._take(Garbage(len(self._pending)), len(self._pending))
        return self._take(BlockReply(self._pending[0], bytes(self._pending[1:end])), end + 1)

    def _process_id(self) -> Reply | None:
        """Four printable bytes and a zero. Anything else: what has bit 4 is another reply inside and is taken out."""
        start = len(PROCESS_ID_HEADER)
        end = start + _PROCESS_ID_BYTES
        body = bytes(self._pending[start:end])
        if all(0x20 <= byte <= 0x7E for byte in body) and (len(self._pending) <= end or not self._pending[end]):
            return None if len(self._pending) <= end else self._take(ProcessIdReply(body), end + 1)
        for at in range(start, min(end, len(self._pending))):
            byte = self._pending[at]
            if _is_realtime(byte):
                return self._realtime(at)
            if _is_automatic(byte):
                return self._automatic(at)
            if byte & 0x90 or byte < 0x20:
                return self._take(Garbage(at), at)
        return self._trailing(end) if len(self._pending) > end else None

    def _trailing(self, end: int) -> Reply | None:
        """What stands where the zero byte of a process id is due."""
        byte = self._pending[end]
        if _is_realtime(byte):
            return self._realtime(end)
        if _is_automatic(byte):
            return self._automatic(end)
        return self._take(Garbage(end), end)

    def _take(self, reply: Reply, count: int, start: int = 0) -> Reply:
        del self._pending[start : start + count]
        return reply


def _is_realtime(byte: int) -> bool:
    """Whether it has the fixed bits of an answer to ``DLE EOT``."""
    return byte & 0x93 == 0x12


def _is_automatic(byte: int) -> bool:
    """Whether it has the fixed bits of the first byte of automatic status."""
    return byte & 0x93 == 0x10
