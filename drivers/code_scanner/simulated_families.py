"""How a simulated scanner of each family takes its commands apart and answers them.

Written from the sheet's tables, not from the driver's codec, so that a mistake there is not repeated here.

Source: code scanner sheet, sections 3 to 6.
"""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from typing import Protocol, assert_never

from drivers.code_scanner.codec import Family


@dataclass(frozen=True, slots=True)
class Heard:
    """One command that came in: its name, its answer, and what it does."""

    name: str
    reply: bytes
    refusal: bytes = b""
    starts: bool = False
    stops: bool = False
    leaves_other_modes: bool = False
    permanent: bool = False


class SimulatedFamily(Protocol):
    """One family's side of the line."""

    damaged_reply: bytes

    def power_up(self) -> None:
        """Forget what was set until power-off, and half a command."""

    def leave_command_mode(self) -> None:
        """Be set to read by itself."""

    def hear(self, data: bytes) -> list[Heard]:
        """Take bytes from the host; give the commands that are whole now."""


def simulated_family(family: Family) -> SimulatedFamily:
    """Make a scanner of a family, with the factory's settings."""
    match family:
        case Family.HONEYWELL:
            return Honeywell()
        case Family.NEWLAND:
            return Newland()
        case Family.NEWLAND_OLD:
            return NewlandOld()
        case Family.SEVEN_E:
            return SevenE()
        case _:
            assert_never(family)


class _Buffered:
    """Cuts commands out of the bytes by a pattern; bytes that belong to none are skipped."""

    damaged_reply = b""
    form: re.Pattern[bytes]

    def __init__(self) -> None:
        self._buffer = b""

    def power_up(self) -> None:
        """Forget half a command."""
        self._buffer = b""

    def leave_command_mode(self) -> None:
        """Nothing that could be asked for."""

    def hear(self, data: bytes) -> list[Heard]:
        """Take bytes from the host; give the commands that are whole now."""
        self._buffer += data
        heard: list[Heard] = []
        while (found := self.form.search(self._buffer)) is not None:
            self._buffer = self._buffer[found.end() :]
            heard += self.understand(found)
        self._buffer = self._buffer[-600:]
        return heard

    def understand(self, found: re.Match[bytes]) -> list[Heard]:
        """What one whole command means."""
        raise NotImplementedError


class Honeywell(_Buffered):
    """SYN T, SYN U, and menu commands with six-letter names."""

    form = re.compile(rb"\x16([TU])\r|\x16M\r([^.!]{6,60})([.!])")

    def __init__(self) -> None:
        super().__init__()
        self._kept = {"TRGMOD": "0", "VSUFCR": "", "TRGSTO": "30000"}
        self._now = dict(self._kept)

    def power_up(self) -> None:
        """What was set with ``!`` is gone."""
        super().power_up()
        self._now = dict(self._kept)

    def leave_command_mode(self) -> None:
        """Presentation mode."""
        self._now["TRGMOD"] = "3"

    def understand(self, found: re.Match[bytes]) -> list[Heard]:
        """Start and stop say nothing; a menu command comes back with a status byte before its last mark."""
        if found[1] is not None:
            started = found[1] == b"T"
            return [Heard("start" if started else "stop", b"", starts=started, stops=not started)]
        text, storage = found[2].decode("ascii", "replace").upper(), found[3]
        tag, value = text[:6], text[6:]
        permanent = storage == b"."
        if tag not in self._now:
            return [Heard(text, text.encode() + b"\x05" + storage, permanent=permanent)]
        if value == "?":
            answer = f"{tag}{self._now[tag]}".encode() + b"\x06" + storage
            return [Heard(text, answer, refusal=answer)]
        self._now[tag] = value
        if permanent:
            self._kept[tag] = value
        refusal = text.encode() + b"\x15" + storage
        return [
            Heard(
                text,
                text.encode() + b"\x06" + storage,
                refusal,
                leaves_other_modes=text == "TRGMOD0",
                permanent=permanent,
            )
        ]


class Newland(_Buffered):
    """``7E 01``, address, storage, command, ``;`` and 03."""

    form = re.compile(rb"\x7e\x01([0-9]{4})([@#])([A-Z]{6})([^;\x03]{0,40});\x03")

    def __init__(self) -> None:
        super().__init__()
        self._mode = self._kept_mode = "0"

    def power_up(self) -> None:
        """What was set with ``#`` is gone."""
        super().power_up()
        self._mode = self._kept_mode

    def leave_command_mode(self) -> None:
        """Sense mode."""
        self._mode = "2"

    def understand(self, found: re.Match[bytes]) -> list[Heard]:
        """Every command comes back with a status byte before the ``;``."""
        storage, tag, value = found[2], found[3].decode("ascii"), found[4].decode("ascii")
        permanent = storage == b"@"
        if tag not in {"SCNTRG", "SCNMOD", "TSUENA", "TSUSET", "ORTSET", "RRDDUR", "GRBENA", "SENIST"}:
            return [Heard(tag + value, self._reply(found, value, b"\x05"))]
        if value == "*":
            answer = self._reply(found, self._mode if tag == "SCNMOD" else "0", b"\x06")
            return [Heard(tag + value, answer, refusal=answer)]
        if tag == "SCNMOD":
            self._mode = value
            self._kept_mode = value if permanent else self._kept_mode
        return [
            Heard(
                tag + value,
                self._reply(found, value, b"\x06"),
                self._reply(found, value, b"\x15"),
                starts=tag == "SCNTRG" and value == "1",
                stops=tag == "SCNTRG" and value == "0",
                leaves_other_modes=tag + value == "SCNMOD0",
                permanent=permanent,
            )
        ]

    @staticmethod
    def _reply(found: re.Match[bytes], value: str, status: bytes) -> bytes:
        return b"\x02\x01" + found[1] + found[2] + found[3] + value.encode() + status + b";\x03"


class NewlandOld(_Buffered):
    """Escape sequences, a question mark, and set-up numbers; one-byte answers."""

    form = re.compile(rb"\?|\x1b[01]|(?i:NLS)[0-9]{7}(?:=[0-9]+)?;")

    def understand(self, found: re.Match[bytes]) -> list[Heard]:
        """``!`` to the question; 06 to the rest, 15 where it is refused."""
        command = found[0]
        if command == b"?":
            return [Heard("?", b"!", refusal=b"!")]
        if command.startswith(b"\x1b"):
            started = command == b"\x1b1"
            name = "start" if started else "stop"
            return [Heard(name, b"\x06", b"\x15", starts=started, stops=not started)]
        name = command[:-1].decode("ascii").upper()
        trigger = name == "NLS0302000"
        return [Heard(name, b"\x06", b"\x15", leaves_other_modes=trigger, permanent=True)]


class SevenE(_Buffered):
    """``7E 00`` frames with a length and a checksum; ``AB CD`` as checksum is not checked."""

    damaged_reply = bytes.fromhex("02000101000401")
    _DONE = bytes.fromhex("02000001003331")
    _UNKNOWN = bytes.fromhex("02000301006A61")

    def __init__(self) -> None:
        super().__init__()
        self._registers = {0x0000: 0xD6, 0x002A: 0x39, 0x002B: 0x01}

    def hear(self, data: bytes) -> list[Heard]:
        """Frames carry their length, so no pattern cuts them out."""
        self._buffer += data
        heard: list[Heard] = []
        while (at := self._buffer.find(b"\x7e\x00")) >= 0:
            frame = self._buffer[at:]
            end = 6 + (frame[3] if len(frame) > 3 and frame[2] == 8 else 1)
            if len(frame) < 4 or len(frame) < end + 2:
                self._buffer = frame
                return heard
            self._buffer = frame[end + 2 :]
            heard.append(self._frame(frame[:end], frame[end : end + 2]))
        return heard

    def _frame(self, frame: bytes, check: bytes) -> Heard:
        kind, address, data = frame[2], int.from_bytes(frame[4:6], "big"), frame[6:]
        right = binascii.crc_hqx(frame[2:], 0).to_bytes(2, "big")
        if check not in {b"\xab\xcd", right}:
            return Heard("damaged", self.damaged_reply)
        if kind == 8 and address == 0x0002 and data in {b"\x00", b"\x01"}:
            started = data == b"\x01"
            name = "start" if started else "stop"
            return Heard(name, self._DONE, self._UNKNOWN, starts=started, stops=not started)
        if kind == 7:
            told = bytes(self._registers.get(address + offset, 0) for offset in range(data[0]))
            body = bytes([0, len(told)]) + told
            answer = b"\x02\x00" + body + binascii.crc_hqx(body, 0).to_bytes(2, "big")
            return Heard(f"read {address:04X}", answer, refusal=answer)
        if kind == 8:
            self._registers |= {address + offset: value for offset, value in enumerate(data)}
            waits = address == 0 and data[0] & 3 == 1
            return Heard(f"write {address:04X} {data.hex()}", self._DONE, self._UNKNOWN, leaves_other_modes=waits)
        if kind == 9:
            return Heard("save", self._DONE, self._UNKNOWN, permanent=True)
        return Heard(f"type {kind:02X}", self._UNKNOWN)
