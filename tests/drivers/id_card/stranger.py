"""Another reader, written from the sheet's byte tables alone: it imports nothing of the driver or its simulator.

Frames are literal bytes or built by hand, the line is a bare pseudo-terminal, and every habit in which modules differ
is a switch. It keeps the previous card's content and gives it to whoever reads without find and select.

Source: ID card reader sheet, sections 2 to 8, 13 and 14.
"""

from __future__ import annotations

import contextlib
import os
import select
import threading
import tty
from collections.abc import Callable
from dataclasses import dataclass, field

HEAD = b"\xaa\xaa\xaa\x96\x69"
SAM = bytes.fromhex("0500030011513301 87D61200B168DE3A")
PHOTO = bytes.fromhex("574C66007E003200") + bytes(1016)
BLANK = " "


def frame(status: int, data: bytes = b"", sw1: int = 0, sw2: int = 0) -> bytes:
    """A reply: preamble, length of what follows, status words, data, exclusive or."""
    counted = (4 + len(data)).to_bytes(2, "big") + bytes([sw1, sw2, status]) + data
    check = 0
    for byte in counted:
        check ^= byte
    return HEAD + counted + bytes([check])


def units(text: str, count: int) -> bytes:
    """Text in a field of so many 16-bit units, padded with spaces."""
    raw = text.encode("utf-16-le", "surrogatepass")
    assert len(raw) <= count * 2, text
    return raw + b"\x20\x00" * (count - len(raw) // 2)


def citizen(
    name: str = "测试员",
    number: str = "34052419800101001X",
    *,
    sex: str = "1",
    ethnic: str = "01",
    birth: str = "19800101",
    until: str = "长期",
    flag: str = BLANK,
) -> bytes:
    """A citizen's text record as section 14 builds it."""
    return (
        units(name, 15) + units(sex, 1) + units(ethnic, 2) + units(birth, 8) + units("测试省测试市测试路1号", 35)
        + units(number, 18) + units("测试市公安局", 15) + units("20200101", 8) + units(until, 8) + units("", 14)
        + units(flag, 1) + units("", 3)
    )  # fmt: skip


def permit() -> bytes:
    """Flag J, as section 14 builds it."""
    return (
        units("测试员", 15) + units("2", 1) + units("", 2) + units("19940823", 8) + units("测试市测试路2号", 35)
        + units("810000199408230021", 18) + units("测试市公安局", 15) + units("20240101", 8) + units("20290101", 8)
        + units("H12345678", 9) + units("01", 2) + units("", 3) + units("J", 1) + units("", 3)
    )  # fmt: skip


def foreign_2017() -> bytes:
    """Flag I, as section 14 builds it."""
    return (
        units("TEST, SAMPLE ONE", 60) + units("2", 1) + units("KAZ110090123105", 15) + units("KAZ", 3)
        + units("测试员", 15) + units("20180101", 8) + units("20280101", 8) + units("19901231", 8) + units("01", 2)
        + units("1100", 4) + units("I", 1) + units("", 3)
    )  # fmt: skip


def foreign_2023() -> bytes:
    """Flag Y, as section 14 builds it."""
    return (
        units("测试员", 15) + units("2", 1) + units("01", 2) + units("19901231", 8) + units("TEST, SAMPLE ONE", 35)
        + units("911398199012310021", 18) + units("", 15) + units("20240101", 8) + units("20340101", 8)
        + units("", 11) + units("KAZ", 3) + units("Y", 1) + units("000", 3)
    )  # fmt: skip


@dataclass(slots=True)
class Habits:
    """How this module differs from others."""

    finds_again: bool = False
    """It finds a card that it has read and that still lies there (others say 80 until it was lifted)."""
    address: bytes | None = b""
    """Data of a 90 to "newest address", or a 91 for empty bytes; None: the command is unknown to it (21)."""
    address_always: bool = False
    """It answers "newest address" whether or not a card lies there."""
    deaf_to: frozenset[bytes] = frozenset()
    """Requests (command and parameter) that it does not answer at all."""
    without_sam_number: bool = False
    fingerprint: bytes = b""
    short_form: bool = False
    """It answers the read with fingerprints in the form without."""
    select_data: bytes = bytes(8)
    find_data: bytes = bytes(4)
    data_with_faults: bytes = b""
    """What it sends along with every status that is no success."""
    chunk_bytes: int = 4096
    chunk_pause_s: float = 0.0
    noise: bytes = b""
    """Before every reply."""
    noise_after: bytes = b""
    echo: bool = False
    """The line gives every request back (two-wire links)."""
    delay_s: dict[bytes, list[float]] = field(default_factory=dict)
    """Per request: how long the next replies take."""
    chatter: bytes = b""
    """Sent without an end in answer to anything."""
    script: dict[bytes, list[bytes]] = field(default_factory=dict)
    """Per request: whole replies that come instead, byte for byte."""


class StrangeModule:
    """The module itself: takes whole requests, answers with ``_write``."""

    def __init__(self, habits: Habits | None = None) -> None:
        self.habits = habits if habits is not None else Habits()
        self.card: bytes | None = None
        self.asked: list[bytes] = []
        """Command and parameter of every good request, in order."""
        self.when_asked: dict[bytes, list[Callable[[], None]]] = {}
        """What a hand does when such a request comes, before it is answered."""
        self._remembered = b""
        self._found = self._selected = self._done = False
        self._stopping = threading.Event()

    def put(self, text: bytes | None) -> None:
        """Lay a card there, or take it away."""
        self.card = text
        self._found = self._selected = self._done = False

    def _write(self, data: bytes) -> None:
        raise NotImplementedError

    def _take(self, whole: bytes) -> None:
        check = 0
        for byte in whole[5:-1]:
            check ^= byte
        if check != whole[-1]:
            self._write(frame(0x10))
            return
        request = whole[7:9]
        self.asked.append(request)
        if waiting := self.when_asked.get(request):
            waiting.pop(0)()
        while self.habits.chatter and not self._stopping.is_set():
            self._write(self.habits.chatter)
            self._stopping.wait(0.001)
        if request in self.habits.deaf_to:
            return
        scripted = self.habits.script.get(request)
        reply = scripted.pop(0) if scripted else self._answer(request)
        if delays := self.habits.delay_s.get(request):
            self._stopping.wait(delays.pop(0))
        self._write(self.habits.noise + reply + self.habits.noise_after)

    def _answer(self, request: bytes) -> bytes:
        answers = {
            b"\x10\xff": self._reset,
            b"\x11\xff": lambda: frame(0x90),
            b"\x12\xff": lambda: frame(0x21) if self.habits.without_sam_number else frame(0x90, SAM),
            b"\x20\x01": self._find,
            b"\x20\x02": self._select,
            b"\x30\x01": lambda: self._read(with_fingerprint=False),
            b"\x30\x10": lambda: self._read(with_fingerprint=True),
            b"\x30\x03": self._address,
        }
        return answers.get(request, lambda: self._fault(0x21))()

    def _fault(self, status: int) -> bytes:
        return frame(status, self.habits.data_with_faults)

    def _reset(self) -> bytes:
        self._found = self._selected = self._done = False
        return frame(0x90)

    def _find(self) -> bytes:
        self._selected = False
        self._found = self.card is not None and (self.habits.finds_again or not self._done)
        return frame(0x9F, self.habits.find_data) if self._found else self._fault(0x80)

    def _select(self) -> bytes:
        self._selected = self._found
        return frame(0x90, self.habits.select_data) if self._selected else self._fault(0x81)

    def _read(self, *, with_fingerprint: bool) -> bytes:
        if self.card is not None and self._selected:
            self._remembered, self._done = self.card, True
        elif not self._remembered:
            return self._fault(0x41)
        long_form = with_fingerprint and not self.habits.short_form
        print_size = len(self.habits.fingerprint) if long_form else 0
        words = b"\x01\x00\x04\x00" + (print_size.to_bytes(2, "big") if long_form else b"")
        return frame(0x90, words + self._remembered + PHOTO + self.habits.fingerprint[:print_size])

    def _address(self) -> bytes:
        if self.habits.address is None:
            return self._fault(0x21)
        if not self.habits.address_always and (self.card is None or not self._done):
            return self._fault(0x41)
        return frame(0x90, self.habits.address) if self.habits.address else self._fault(0x91)


class Stranger(StrangeModule):
    """The module behind a bare pseudo-terminal, served by one thread."""

    def __init__(self, habits: Habits | None = None) -> None:
        super().__init__(habits)
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self.port = os.ttyname(self._slave)
        self._stop_read, self._stop_write = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="stranger", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End."""
        self._stopping.set()
        os.write(self._stop_write, b"x")
        self._thread.join()
        for descriptor in (self._master, self._slave, self._stop_read, self._stop_write):
            os.close(descriptor)

    def _serve(self) -> None:
        pending = b""
        while not self._stopping.is_set():
            ready, _, _ = select.select([self._master, self._stop_read], [], [])
            if self._stop_read in ready:
                return
            pending += os.read(self._master, 4096)
            while (at := pending.find(HEAD)) >= 0 and len(pending) >= at + 7:
                end = at + 7 + int.from_bytes(pending[at + 5 : at + 7], "big")
                if len(pending) < end:
                    break
                whole, pending = pending[at:end], pending[end:]
                if self.habits.echo:
                    self._write(whole)
                self._take(whole)

    def _write(self, data: bytes) -> None:
        for at in range(0, len(data), self.habits.chunk_bytes):
            os.set_blocking(self._master, False)
            with contextlib.suppress(BlockingIOError):
                os.write(self._master, data[at : at + self.habits.chunk_bytes])
            os.set_blocking(self._master, True)
            if self.habits.chunk_pause_s:
                self._stopping.wait(self.habits.chunk_pause_s)
