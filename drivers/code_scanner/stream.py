"""From the bytes of a port to codes: replies are taken out, the rest is put together until the line is still.

No input or output: bytes and times go in. For one presentation after the other.

Source: code scanner sheet, section 2.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from drivers.code_scanner.codec import CODECS, Family, More, Reply

LONGEST_CODE = 7089
"""Bytes; digits in the largest QR code."""
_TERMINATORS = b"\r\n"
_STX, _ETX = b"\x02", b"\x03"


def idle_gap_s(baud: int) -> float:
    """How long the line must be still at the end of a code: 50 ms as USB needs it, or 20 characters where longer."""
    return max(0.05, 20 * 10 / baud)


class ReplyFilter:
    """Takes the replies to commands out of a stream, wherever they stand and however the stream was cut."""

    def __init__(self, family: Family) -> None:
        self._codec = CODECS[family]
        self._held = b""

    def feed(self, data: bytes) -> tuple[bytes, list[Reply]]:
        """Take bytes; give the ones that are no reply, and the replies. The beginning of a reply is held back."""
        stream, self._held = self._held + data, b""
        passed = bytearray()
        replies: list[Reply] = []
        at = 0
        while (mark := self._codec.reply_mark.search(stream, at)) is not None:
            passed += stream[at : mark.start()]
            at = mark.start()
            found = self._codec.reply_at(stream, at)
            if isinstance(found, Reply):
                replies.append(found)
                at += found.size
            elif isinstance(found, More):
                self._held = stream[at:]
                return bytes(passed), replies
            else:
                passed.append(stream[at])
                at += 1
        passed += stream[at:]
        return bytes(passed), replies

    def release(self) -> bytes:
        """Give back what was held: the line is still, so it was no reply."""
        held, self._held = self._held, b""
        return held


@dataclass(frozen=True, slots=True)
class RawCode:
    """The bytes of one presentation, without terminators. Never shown."""

    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TooLong:
    """More bytes than any code has; they were dropped."""

    size_bytes: int


class CodeAssembler:
    """Puts the pieces of a code together. A terminator alone ends nothing: a QR code may hold one."""

    def __init__(self, family: Family, gap_s: float) -> None:
        self._filter = ReplyFilter(family)
        self._gap_s = gap_s
        self._pieces = bytearray()
        self._dropped = 0
        self._last: float | None = None

    def feed(self, data: bytes, now: float) -> list[Reply]:
        """Take bytes that have arrived; give the replies among them."""
        passed, replies = self._filter.feed(data)
        if data:
            self._last = now
        self._add(passed)
        return replies

    def take(self, now: float) -> RawCode | TooLong | None:
        """Give the code that is whole now, None while none is."""
        if self._last is None or now - self._last < self._gap_s:
            return None
        self._add(self._filter.release())
        size = self._dropped + len(self._pieces)
        payload, self._pieces = bytes(self._pieces), bytearray()
        dropped, self._dropped, self._last = self._dropped, 0, None
        if dropped:
            return TooLong(size)
        payload = _bare(payload)
        return RawCode(payload) if payload else None

    def _add(self, data: bytes) -> None:
        self._pieces += data
        if len(self._pieces) > LONGEST_CODE + 4:
            self._dropped += len(self._pieces)
            self._pieces.clear()


def _bare(payload: bytes) -> bytes:
    """Without terminators, and without STX and ETX where the scanner was set up to send both."""
    payload = payload.strip(_TERMINATORS)
    if payload.startswith(_STX) and payload.endswith(_ETX):
        payload = payload[1:-1].strip(_TERMINATORS)
    return payload


def decode_code(payload: bytes) -> str | None:
    """The text: UTF-8, else GB18030; None where it is neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return payload.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
