"""A bill validator written from the byte tables of the sheet alone, with habits that our own simulator does not have.

It shares no code with the driver. Frames are worked out here with plain sums and shifts; it answers what it does not
know with NAK, names itself in another way, scales its values otherwise, needs some looks before a note has arrived, is
busy at the first route, and puts a stray byte before its replies where asked.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path

from drivers.transport.pty import PtyServer

BILLS = {1: "CN0001B", 3: "CN0010B", 4: "CN0100B", 9: "CN0050B"}


@dataclass(slots=True)
class Habits:
    """What this unit does in its own way."""

    crc: bool = False
    echo: bool = False
    stray: bytes = b""
    looks_until_stacked: int = 2
    busy_at_first_route: bool = False
    forgets_acknowledge: bool = False
    """The reply to the first route is lost; it obeys all the same."""


@dataclass(slots=True)
class Stranger:
    """The validator and its port."""

    link: Path
    habits: Habits = field(default_factory=Habits)
    baud: int | None = None
    counter: int = 0
    events: list[int] = field(default_factory=lambda: [0] * 10)
    mask: int = 0
    master: int = 0
    mode: int = 0
    held: int = 0
    arriving: int = 0
    leaving: bool = False
    stacked: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    """Notes that a patient resident pushes in as soon as they are taken."""
    heard: list[int] = field(default_factory=list)
    _looks: int = 0
    _buffer: bytearray = field(default_factory=bytearray)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _server: PtyServer | None = None

    @property
    def server(self) -> PtyServer:
        """The port's other end."""
        if self._server is None:
            self._server = PtyServer(self._bytes, link=self.link, baud=self.baud, name="stranger")
        return self._server

    def power_cycle(self) -> None:
        """All is forgotten."""
        with self._lock:
            self.counter, self.events = 0, [0] * 10
            self.mask = self.master = self.mode = 0
            self.held = self.arriving = 0

    def note_event(self, a: int, b: int) -> None:
        """A new pair in front."""
        self.counter = 1 if self.counter == 255 else self.counter + 1
        self.events = [a, b, *self.events[:8]]

    def _bytes(self, data: bytes) -> None:
        if self.habits.echo:
            self.server.send(data)
        self._buffer += data
        while len(self._buffer) >= 5 and len(self._buffer) >= self._buffer[1] + 5:
            size = self._buffer[1] + 5
            frame = bytes(self._buffer[:size])
            del self._buffer[:size]
            if frame[0] == 0x28 and self._right(frame):
                with self._lock:
                    reply = self._answer(frame[3], frame[4:-1])
                if reply is not None:
                    self.server.send(self.habits.stray + self._frame(*reply))

    def _right(self, frame: bytes) -> bool:
        if not self.habits.crc:
            return sum(frame) % 256 == 0
        value = self._crc(frame[:2] + frame[3:-1])
        return (value & 255, value >> 8) == (frame[2], frame[-1])

    def _frame(self, header: int, data: bytes) -> bytes:
        if not self.habits.crc:
            body = bytes([1, len(data), 0x28, header]) + data
            return body + bytes([(256 - sum(body) % 256) % 256])
        value = self._crc(bytes([1, len(data), header]) + data)
        return bytes([1, len(data), value & 255, header]) + data + bytes([value >> 8])

    @staticmethod
    def _crc(data: bytes) -> int:
        value = 0
        for byte in data:
            value ^= byte << 8
            for _ in range(8):
                value = ((value << 1) ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
        return value

    def _answer(self, header: int, data: bytes) -> tuple[int, bytes] | None:
        self.heard.append(header)
        fixed = {254: b"", 246: b"ODD", 245: b"Bill Validator", 244: b"ODD-9", 242: b"\xff\xff\x0a", 241: b"v9.9-x"}
        if header in fixed:
            return 0, fixed[header]
        if header == 154:
            return self._route(data[0])
        if header in {153, 231, 228}:
            self._set(header, data)
            return 0, b""
        match header:
            case 232:
                reply = b"\x00\x00"
            case 157:
                reply = BILLS.get(data[0], "       ").encode("ascii")
            case 156:
                reply = b"\x01\x00\x00" if data == b"CN" else b"\x00\x00\x00"
            case 159:
                self._look()
                reply = bytes([self.counter, *self.events])
            case 230:
                reply = bytes([self.mask % 256, self.mask // 256])
            case _:
                return 5, b""
        return 0, reply

    def _set(self, header: int, data: bytes) -> None:
        if header == 153:
            self.mode = data[0]
        elif header == 231:
            self.mask = data[0] + data[1] * 256
        else:
            self.master = data[0]

    def _look(self) -> None:
        """Time passes with each look: notes come in, and those on their way arrive."""
        if self.arriving:
            self._looks += 1
            if self._looks > self.habits.looks_until_stacked:
                note, self.arriving, self._looks = self.arriving, 0, 0
                (self.returned if self.leaving else self.stacked).append(note)
                self.note_event(0 if self.leaving else note, 1 if self.leaving else 0)
        elif self.waiting and self.master and not self.held and self.mask >> (self.waiting[0] - 1) & 1:
            self.held = self.waiting.pop(0)
            self.note_event(self.held, 1)

    def _route(self, where: int) -> tuple[int, bytes] | None:
        if not self.held:
            return 0, b"\xfe"
        if self.habits.busy_at_first_route:
            self.habits.busy_at_first_route = False
            return 6, b""
        self.arriving, self.held, self.leaving = self.held, 0, where == 0
        if self.habits.forgets_acknowledge:
            self.habits.forgets_acknowledge = False
            return None
        return 0, b""
