"""A second printer, written from the sheet's byte tables alone and with other habits than our simulator's.

58 mm, 384 dots, no cutter, no process id; answers late; sends its automatic status from power-on, unasked; puts bytes
on the line in odd pieces; starts without Chinese mode; executes real-time commands inside pictures. It shares no code
with the driver. Source: receipt printer sheet, sections 4 to 8 and 12.
"""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Self

DOTS = 384
ROW_BYTES = DOTS // 8
NO_ARGUMENT = {0x1B: b"@2LSimv\x0c", 0x1C: b"&.", 0x1D: b":"}
ONE_ARGUMENT = {0x1B: b"!adJtREG-M3 {VTru=", 0x1C: b"!-WC", 0x1D: b"!arIBhwHf/"}
TWO_ARGUMENTS = {0x1B: b"$\\c", 0x1C: b"Sp", 0x1D: b"LWP$\\"}


class Stranger:
    """The printer at the other end of a pseudo-terminal. Used as a context manager."""

    def __init__(self, folder: Path, *, late_s: float = 0.3, automatic: bool = True) -> None:
        """Prepare the port ``folder/stranger``; answers come ``late_s`` after the question."""
        self.port = folder / "stranger"
        self.rows: list[bytes] = []
        self.text = ""
        self.unknown: list[str] = []
        self.paper = True
        self.cover_open = False
        self._late_s = late_s
        self._automatic = automatic
        self._chinese = False
        self._buffer = b""
        self._due: list[tuple[float, bytes]] = []
        self._lock = threading.RLock()
        self._stop, self._wake = os.pipe()
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        self._thread = threading.Thread(target=self._serve, name="stranger", daemon=True)

    def __enter__(self) -> Self:
        self.port.symlink_to(os.ttyname(self._slave))
        self._say_status()
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        os.write(self._wake, b"x")
        self._thread.join()
        for file in (self._master, self._slave, self._stop, self._wake):
            os.close(file)
        self.port.unlink()

    def change(self, *, paper: bool | None = None, cover_open: bool | None = None) -> None:
        """Somebody does something to the printer; it tells at once."""
        with self._lock:
            self.paper = self.paper if paper is None else paper
            self.cover_open = self.cover_open if cover_open is None else cover_open
            self._say_status()
        os.write(self._wake, b".")

    @property
    def _stopped(self) -> bool:
        return self.cover_open or not self.paper

    def _serve(self) -> None:
        while True:
            with self._lock:
                wait_s = max(0.0, self._due[0][0] - time.monotonic()) if self._due else None
            ready, _, _ = select.select([self._master, self._stop], [], [], wait_s)
            if self._stop in ready and b"x" in os.read(self._stop, 64):
                return
            with self._lock:
                if self._master in ready:
                    self._take(os.read(self._master, 777))
                self._work()
                self._say_what_is_due()

    def _take(self, data: bytes) -> None:
        """Real-time commands first, wherever they stand; then everything into the buffer without them."""
        self._buffer += data
        at = 0
        while (at := self._buffer.find(b"\x10", at)) >= 0 and at + 2 < len(self._buffer):
            code, n = self._buffer[at + 1], self._buffer[at + 2]
            if code == 0x04 and n in {1, 2, 3, 4}:
                self._answer(bytes([self._status(n)]))
            elif code == 0x05 and n == 2:
                self._buffer = self._buffer[at + 3 :]
                at = 0
                continue
            else:
                at += 1
                continue
            self._buffer = self._buffer[:at] + self._buffer[at + 3 :]

    def _status(self, n: int) -> int:
        bits = {
            1: 0x08 if self._stopped else 0,
            2: (0x04 if self.cover_open else 0) | (0 if self.paper else 0x20),
            3: 0,
            4: 0 if self.paper else 0x6C,
        }
        return 0x12 | bits[n]

    def _say_status(self) -> None:
        if self._automatic:
            first = 0x10 | (0x08 if self._stopped else 0) | (0x20 if self.cover_open else 0)
            self._answer(bytes([first, 0, 0 if self.paper else 0x0F, 0]))

    def _answer(self, data: bytes) -> None:
        """Put it on the line later, in pieces of one and two bytes."""
        due = time.monotonic() + self._late_s
        sizes = [1, 2, 1, 1, 2]
        while data:
            size = sizes[len(self._due) % len(sizes)]
            self._due.append((due, data[:size]))
            data = data[size:]

    def _say_what_is_due(self) -> None:
        while self._due and self._due[0][0] <= time.monotonic():
            os.write(self._master, self._due.pop(0)[1])

    def _work(self) -> None:
        """Execute whole commands while there is paper and the cover is closed."""
        while self._buffer and not self._stopped:
            size = self._length()
            if size is None or len(self._buffer) < size:
                return
            command, self._buffer = self._buffer[:size], self._buffer[size:]
            self._execute(command)

    def _length(self) -> int | None:
        """Length of the element at the front; None when that cannot be known yet."""
        body = self._buffer
        first = body[0]
        if first not in {0x1B, 0x1C, 0x1D}:
            return self._character_length(body)
        if len(body) < 2:
            return None
        code = bytes([body[1]])
        for arguments, table in ((0, NO_ARGUMENT), (1, ONE_ARGUMENT), (2, TWO_ARGUMENTS)):
            if code in table[first]:
                return 2 + arguments
        variable: dict[bytes, Callable[[], int | None]] = {
            b"v": lambda: 8 + (body[4] + 256 * body[5]) * (body[6] + 256 * body[7]) if len(body) >= 8 else None,
            b"V": lambda: (4 if body[2] in b"AB" else 3) if len(body) >= 3 else None,
            b"(": lambda: 5 + body[3] + 256 * body[4] if len(body) >= 5 else None,
        }
        if first == 0x1D and code in variable:
            return variable[code]()
        self.unknown.append(body[:2].hex())
        return 2

    def _character_length(self, body: bytes) -> int | None:
        if not self._chinese or body[0] < 0x81:
            return 1
        if len(body) < 2:
            return None
        return 4 if 0x30 <= body[1] <= 0x39 else 2

    def _execute(self, command: bytes) -> None:  # noqa: C901 - one branch per command
        match command[:2]:
            case b"\x1b@":
                self._chinese = False
            case b"\x1c&":
                self._chinese = True
            case b"\x1bJ":
                self.rows += [bytes(ROW_BYTES)] * command[2]
            case b"\x1bd":
                self.rows += [bytes(ROW_BYTES)] * (command[2] * 30)
            case b"\x1dv":
                width = command[4] + 256 * command[5]
                if width > ROW_BYTES:
                    self.unknown.append(f"{width} bytes in a row")
                dots = command[8:]
                self.rows += [dots[n : n + width].ljust(ROW_BYTES, b"\0") for n in range(0, len(dots), width)]
            case b"\x1dr":
                self._answer(b"\x00")
            case b"\x1da":
                self._automatic = command[2] != 0
                self._say_status()
            case b"\x1dI":
                self._answer(b"\x02")
            case _ if command[0] not in {0x1B, 0x1C, 0x1D}:
                self.text += command.decode("gb18030" if self._chinese else "latin-1").replace("\0", "")
