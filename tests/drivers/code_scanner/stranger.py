"""Scanners by another hand: tables of bytes, copied from the sheet's print, and nothing of ours.

Each is a request, the answer, and what it does. A request that is not in the table is noted as unknown, and a test
fails on it: the driver may say only what the sheet knows.

Source: code scanner sheet, sections 3 to 6.
"""

from __future__ import annotations

import os
import threading
import tty
from collections.abc import Callable
from pathlib import Path

from drivers.transport.errors import NoReplyError

TABLES: dict[str, dict[str, tuple[str, str]]] = {
    "honeywell": {
        "16 54 0D": ("", "on"),
        "16 55 0D": ("", "off"),
        "16 4D 0D 54 52 47 4D 4F 44 30 21": ("54 52 47 4D 4F 44 30 06 21", ""),
        "16 4D 0D 54 52 47 4D 4F 44 3F 2E": ("54 52 47 4D 4F 44 30 06 2E", ""),
    },
    "newland": {
        "7E 01 30 30 30 30 23 53 43 4E 54 52 47 31 3B 03": ("02 01 30 30 30 30 23 53 43 4E 54 52 47 31 06 3B 03", "on"),
        "7E 01 30 30 30 30 23 53 43 4E 54 52 47 30 3B 03": (
            "02 01 30 30 30 30 23 53 43 4E 54 52 47 30 06 3B 03",
            "off",
        ),
        "7E 01 30 30 30 30 23 53 43 4E 4D 4F 44 2A 3B 03": ("02 01 30 30 30 30 23 53 43 4E 4D 4F 44 30 06 3B 03", ""),
        "7E 01 30 30 30 30 23 53 43 4E 4D 4F 44 30 3B 03": ("02 01 30 30 30 30 23 53 43 4E 4D 4F 44 30 06 3B 03", ""),
    },
    "newland_old": {"1B 31": ("06", "on"), "1B 30": ("06", "off"), "3F": ("21", "")},
    "7e00": {
        "7E 00 08 01 00 02 01 AB CD": ("02 00 00 01 00 33 31", "on"),
        "7E 00 08 01 00 02 00 AB CD": ("02 00 00 01 00 33 31", "off"),
        "7E 00 07 01 00 2A 02 D8 0F": ("02 00 00 02 39 01 C1 4C", ""),
    },
}
"""Request: answer, effect. The answer to the speed question is calculated."""


class Stranger:
    """One scanner: it reads the code that is held up as soon as its beam is on."""

    def __init__(self, family: str, write: Callable[[bytes], None]) -> None:
        self._table = {bytes.fromhex(ask): (bytes.fromhex(say), act) for ask, (say, act) in TABLES[family].items()}
        self._write = write
        self._buffer = b""
        self.held_up: bytes | None = None
        self.beam = False
        self.unknown: list[bytes] = []
        self.starts = self.stops = 0

    def take(self, data: bytes) -> None:
        """Bytes from the host."""
        self._buffer += data
        while self._buffer:
            request = next((one for one in self._table if self._buffer.startswith(one)), None)
            if request is None:
                if any(one.startswith(self._buffer) for one in self._table):
                    return
                self.unknown.append(self._buffer)
                self._buffer = b""
                return
            self._buffer = self._buffer[len(request) :]
            self._do(request)

    def _do(self, request: bytes) -> None:
        answer, act = self._table[request]
        self._write(answer)
        if act:
            self.beam = act == "on"
            self.starts += act == "on"
            self.stops += act == "off"
        if self.beam and self.held_up is not None:
            code, self.held_up, self.beam = self.held_up, None, False
            self._write(code)


class StrangeLine:
    """The stranger behind a pseudo-terminal of its own making."""

    def __init__(self, family: str, link: Path) -> None:
        self._master, self._slave = os.openpty()
        tty.setraw(self._slave)
        link.symlink_to(os.ttyname(self._slave))
        self.scanner = Stranger(family, lambda data: _write_all(self._master, data))
        self._thread = threading.Thread(target=self._serve, name="stranger", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Hang up."""
        os.close(self._slave)
        self._thread.join()
        os.close(self._master)

    def _serve(self) -> None:
        while True:
            try:
                data = os.read(self._master, 256)
            except OSError:  # nobody holds the other end any more
                return
            if not data:
                return
            self.scanner.take(data)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


class StillTime:
    """A clock that a wait moves by what it waits for."""

    def __init__(self) -> None:
        self._now = 1000.0

    def now(self) -> float:
        """Seconds."""
        return self._now

    def wait(self, _condition: threading.Condition, timeout_s: float) -> None:
        """The time is over at once."""
        self._now += max(timeout_s, 0.0)

    def pass_until(self, moment: float) -> None:
        """Move on to this moment, never back."""
        self._now = max(self._now, moment)


class MemoryLink:
    """Our end of a line in memory; what the scanner writes may be mangled on the way."""

    def __init__(self, family: str, time: StillTime, mangle: Callable[[bytes], bytes] = bytes) -> None:
        self.incoming = bytearray()
        self.written: list[bytes] = []
        self.scanner = Stranger(family, lambda data: self.incoming.extend(mangle(data)))
        self._time = time
        self.is_open = False

    def open(self) -> None:
        """Open."""
        self.is_open = True

    def close(self) -> None:
        """Close."""
        self.is_open = False

    def read(self, size: int, deadline: float) -> bytes:
        """Exactly so many bytes, or the deadline passes."""
        if len(self.incoming) < size:
            self.incoming.clear()
            self._time.pass_until(deadline)
            raise NoReplyError
        taken = bytes(self.incoming[:size])
        del self.incoming[:size]
        return taken

    def read_waiting(self, max_size: int = 4096) -> bytes:
        """What is there."""
        return self.read(min(max_size, len(self.incoming)), 0.0)

    def write(self, data: bytes) -> None:
        """A whole command."""
        self.written.append(data)
        self.scanner.take(data)

    def flush_input(self) -> None:
        """Throw away what is there."""
        self.incoming.clear()
