"""What a scanner is told and what it answers, per family: bytes to values and back, with no input or output.

A *reply* is what a scanner says to a command. It comes on the same stream as the codes, before, after or within them,
so each codec can tell at any place of the stream whether a reply stands there.

Source: code scanner sheet, sections 3 to 6.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Protocol

from drivers.code_scanner.crc import crc16

ACK, NAK, ENQ = 0x06, 0x15, 0x05


class Family(StrEnum):
    """The families of scanners, by the words of the settings."""

    HONEYWELL = "honeywell"
    NEWLAND = "newland"
    NEWLAND_OLD = "newland_old"
    SEVEN_E = "7e00"


class Verdict(StrEnum):
    """What a scanner thinks of a command."""

    DONE = "done"
    UNKNOWN = "unknown_command"
    REFUSED = "refused"
    DAMAGED = "damaged"
    """It arrived with a wrong checksum."""


class Purpose(StrEnum):
    """What a command is for."""

    START = "start"
    STOP = "stop"
    HEALTH = "health"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Request:
    """A command's bytes, what it is for, its name in reports, and whether it is answered."""

    data: bytes
    purpose: Purpose
    name: str
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Reply:
    """What a scanner said: its verdict, what it told besides, and how many bytes of the stream that was."""

    verdict: Verdict
    size: int
    data: bytes = b""


class More(Enum):
    """A reply may begin here, and its end is not there yet."""

    BYTES = "bytes"


class ScannerCodec(Protocol):
    """One family's commands and replies."""

    @property
    def family(self) -> Family:
        """Which one."""

    @property
    def start(self) -> Request:
        """Switch the beam on for one read."""

    @property
    def stop(self) -> Request:
        """Switch it off."""

    @property
    def health(self) -> Request:
        """A question that changes nothing."""

    @property
    def session(self) -> tuple[Request, ...]:
        """What the driver sets when it opens the port; kept until power-off only."""

    @property
    def reply_mark(self) -> re.Pattern[bytes]:
        """Matches where a reply may begin within scanned data."""

    @property
    def command_gap_s(self) -> float:
        """Seconds between two commands, at least."""

    @property
    def reading_lasts_s(self) -> float:
        """Seconds after which a read that was started may have ended by itself."""

    def reply_at(self, stream: bytes, at: int) -> Reply | More | None:
        """The reply that begins at this place of the stream, if one does."""

    def answer_in(self, request: Request, stream: bytes) -> Reply | None:
        """The whole answer to a request among bytes that may hold other things too."""

    def mode_is_wrong(self, answer: Reply) -> bool:
        """Whether the answer to ``health`` says that the scanner does not wait for commands to read."""


# ---- Honeywell (section 3) ------------------------------------------------------------------------------------------

_MENU = b"\x16M\r"
_VERDICTS = {ACK: Verdict.DONE, NAK: Verdict.REFUSED, ENQ: Verdict.UNKNOWN}


def honeywell_menu(command: str, *, permanent: bool = False) -> Request:
    """A menu command such as ``TRGMOD0``; a query ends in ``?``. Flash wears out: permanent is for set-up only."""
    purpose = Purpose.HEALTH if command.endswith("?") else Purpose.SETTING
    storage = b"." if permanent or command.endswith("?") else b"!"
    return Request(_MENU + command.encode("ascii") + storage, purpose, command)


class HoneywellCodec:
    """Honeywell and HHP. Start and stop are not answered; menu commands repeat the command with a status byte."""

    family = Family.HONEYWELL
    start = Request(b"\x16T\r", Purpose.START, "start", answered=False)
    stop = Request(b"\x16U\r", Purpose.STOP, "stop", answered=False)
    health = honeywell_menu("TRGMOD?")
    session: tuple[Request, ...] = (honeywell_menu("TRGMOD0"),)
    reply_mark = re.compile(rb"(?!)")
    command_gap_s = 0.0
    reading_lasts_s = 25.0
    """``TRGSTO`` is 30 s unless it was set."""

    def reply_at(self, stream: bytes, at: int) -> Reply | More | None:  # noqa: ARG002 - the protocol's signature
        """None: what is sent while scanning is not answered."""
        return None

    def answer_in(self, request: Request, stream: bytes) -> Reply | None:
        """The tag again, perhaps data, then the status byte."""
        tag = request.data[len(_MENU) :][:6]
        found = re.search(re.escape(tag) + rb"([^\x05\x06\x15]*)([\x05\x06\x15])", stream, re.IGNORECASE)
        if found is None:
            return None
        return Reply(_VERDICTS[found[2][0]], len(found[0]), found[1])

    def mode_is_wrong(self, answer: Reply) -> bool:
        """``TRGMOD`` other than 0."""
        return answer.verdict is Verdict.DONE and answer.data.strip() not in {b"", b"0"}


# ---- Newland, current command set (section 4) ------------------------------------------------------------------------

_NEWLAND_REQUEST, _NEWLAND_REPLY, _NEWLAND_END = b"\x7e\x01", b"\x02\x01", b";\x03"
_NEWLAND_ADDRESS = b"0000"
_NEWLAND_LONGEST = 256
_NEWLAND_FORM = re.compile(rb"\x02\x01[0-9]{4}[@#]([^\x02\x03]*?)([\x05\x06\x15]);\x03")
_NEWLAND_BEGINNING = re.compile(rb"\x02(?:\x01(?:[0-9]{0,3}|[0-9]{4}(?:[@#](?:[^\x02\x03]*?(?:;)?)?)?))?")


def newland(command: str, *, permanent: bool = False) -> Request:
    """A command such as ``SCNTRG1``; a query ends in ``*``."""
    storage = b"@" if permanent else b"#"
    purpose = Purpose.HEALTH if command.endswith("*") else Purpose.SETTING
    data = _NEWLAND_REQUEST + _NEWLAND_ADDRESS + storage + command.encode("ascii") + _NEWLAND_END
    return Request(data, purpose, command)


class NewlandCodec:
    """Newland, current. Every command is answered, before or after the data of a read."""

    family = Family.NEWLAND
    start = Request(newland("SCNTRG1").data, Purpose.START, "start")
    stop = Request(newland("SCNTRG0").data, Purpose.STOP, "stop")
    health = newland("SCNMOD*")
    session: tuple[Request, ...] = (newland("SCNMOD0"),)
    reply_mark = re.compile(rb"\x02")
    command_gap_s = 0.05
    reading_lasts_s = 15.0

    def reply_at(self, stream: bytes, at: int) -> Reply | More | None:
        """``02 01 0000``, the command again, a status byte, ``;`` and 03."""
        whole = _NEWLAND_FORM.match(stream, at)
        if whole is not None:
            return Reply(_VERDICTS[whole[2][0]], len(whole[0]), whole[1])
        beginning = stream[at : at + _NEWLAND_LONGEST]
        fits = len(beginning) < _NEWLAND_LONGEST and _NEWLAND_BEGINNING.fullmatch(beginning)
        return More.BYTES if fits else None

    def answer_in(self, request: Request, stream: bytes) -> Reply | None:
        """A reply that names the request's command."""
        tag = request.data[len(_NEWLAND_REQUEST) + len(_NEWLAND_ADDRESS) + 1 :][:6]
        for mark in self.reply_mark.finditer(stream):
            found = self.reply_at(stream, mark.start())
            if isinstance(found, Reply) and found.data.upper().startswith(tag):
                return found
        return None

    def mode_is_wrong(self, answer: Reply) -> bool:
        """``SCNMOD`` other than 0."""
        told = answer.data[6:].strip()
        return answer.verdict is Verdict.DONE and told.isdigit() and told != b"0"


# ---- Newland, older engines (section 5) ------------------------------------------------------------------------------


def newland_setup(command: str, *, answered: bool = True) -> Request:
    """A set-up command such as ``NLS0302000``."""
    return Request(command.encode("ascii") + b";", Purpose.SETTING, command, answered)


class NewlandOldCodec:
    """Older Newland engines: one byte answers."""

    family = Family.NEWLAND_OLD
    start = Request(b"\x1b1", Purpose.START, "start")
    stop = Request(b"\x1b0", Purpose.STOP, "stop")
    health = Request(b"?", Purpose.HEALTH, "?")
    session: tuple[Request, ...] = ()
    reply_mark = re.compile(rb"[\x06\x15]")
    command_gap_s = 0.02
    reading_lasts_s = 2.5
    """The manuals' example of a limit is 3 s."""

    def reply_at(self, stream: bytes, at: int) -> Reply | More | None:
        """One byte: 06 or 15."""
        return Reply(_VERDICTS[stream[at]], 1) if stream[at] in {ACK, NAK} else None

    def answer_in(self, request: Request, stream: bytes) -> Reply | None:
        """``!`` to the question, 06 or 15 to the rest."""
        if request.purpose is Purpose.HEALTH:
            return Reply(Verdict.DONE, 1, b"!") if b"!" in stream else None
        mark = self.reply_mark.search(stream)
        return None if mark is None else Reply(_VERDICTS[stream[mark.start()]], 1)

    def mode_is_wrong(self, answer: Reply) -> bool:  # noqa: ARG002 - the protocol's signature
        """It does not say."""
        return False


# ---- "7E 00" engines (section 6) -------------------------------------------------------------------------------------

_SEVEN_REQUEST, _SEVEN_REPLY = b"\x7e\x00", b"\x02\x00"
_SEVEN_UNCHECKED = b"\xab\xcd"
_SEVEN_VERDICTS = {0: Verdict.DONE, 1: Verdict.DAMAGED, 3: Verdict.UNKNOWN}
READ_REGISTER, WRITE_REGISTER, SAVE = 7, 8, 9
COMMAND_REGISTER, SPEED_REGISTER, MODE_REGISTER = 0x0002, 0x002A, 0x0000


def seven_e_frame(kind: int, address: int, data: bytes, *, checked: bool = True) -> bytes:
    """A request: type, length, address, data; with ``AB CD`` for the checksum when it shall not be checked."""
    body = bytes([kind, len(data)]) + address.to_bytes(2, "big") + data
    check = crc16(body).to_bytes(2, "big") if checked else _SEVEN_UNCHECKED
    return _SEVEN_REQUEST + body + check


class SevenECodec:
    """GM65, GM861 and similar. Every command is answered by a frame with a checksum."""

    family = Family.SEVEN_E
    start = Request(seven_e_frame(WRITE_REGISTER, COMMAND_REGISTER, b"\x01", checked=False), Purpose.START, "start")
    stop = Request(seven_e_frame(WRITE_REGISTER, COMMAND_REGISTER, b"\x00", checked=False), Purpose.STOP, "stop")
    health = Request(seven_e_frame(READ_REGISTER, SPEED_REGISTER, b"\x02"), Purpose.HEALTH, "speed")
    session: tuple[Request, ...] = ()
    reply_mark = re.compile(rb"\x02")
    command_gap_s = 0.02
    reading_lasts_s = 4.5

    def reply_at(self, stream: bytes, at: int) -> Reply | More | None:
        """``02 00``, type, length, data, checksum; another checksum is no reply."""
        frame = stream[at:]
        if not frame.startswith(_SEVEN_REPLY[: len(frame)]):
            return None
        if len(frame) > 2 and frame[2] not in _SEVEN_VERDICTS:
            return None
        if len(frame) < 4 or len(frame) < 6 + frame[3]:
            return More.BYTES
        end = 4 + frame[3]
        if crc16(frame[2:end]) != int.from_bytes(frame[end : end + 2], "big"):
            return None
        return Reply(_SEVEN_VERDICTS[frame[2]], end + 2, frame[4:end])

    def answer_in(self, request: Request, stream: bytes) -> Reply | None:
        """The first whole frame that can be the answer: a late "done" is not what a register holds."""
        size = request.data[6] if request.data[2] == READ_REGISTER else 1
        for mark in self.reply_mark.finditer(stream):
            found = self.reply_at(stream, mark.start())
            if isinstance(found, Reply) and (found.verdict is not Verdict.DONE or len(found.data) == size):
                return found
        return None

    def mode_is_wrong(self, answer: Reply) -> bool:  # noqa: ARG002 - the protocol's signature
        """The answer tells the speed only."""
        return False


CODECS: dict[Family, ScannerCodec] = {
    Family.HONEYWELL: HoneywellCodec(),
    Family.NEWLAND: NewlandCodec(),
    Family.NEWLAND_OLD: NewlandOldCodec(),
    Family.SEVEN_E: SevenECodec(),
}
