"""The terminal's receipt number (回执号), such as ``LS01-261124-10037-X``.

Station letters and two digits of the terminal, the day ``yyMMdd`` in the terminal's zone, the generation
digit with a serial of at least four digits, and a check character (ISO 7064 MOD 37,36 over everything before
it without hyphens). The generation counts enrolments of the terminal, so that a terminal whose disk was lost
never mints a number twice. Short enough to be read over the phone. Source: decisions 11, domain guide
section 5.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from config.domain.identifiers import ReceiptNumber, StationCode, TerminalId
from config.domain.iso7064 import mod_37_36
from config.domain.number_error import NumberError, NumberFault

_FORM = re.compile(r"([A-Z]{2,4})([0-9]{2})-([0-9]{6})-([0-9])([0-9]{4,})-([0-9A-Z])")
_STATION = re.compile(r"[A-Z]{2,4}")
_BARE = re.compile(r"([A-Z]{2,4})([0-9]{2})([0-9]{6})([0-9])([0-9]{4,})([0-9A-Z])")
_TO_DIGITS = str.maketrans("OQDILSBZ", "00011582")
_TO_LETTERS = str.maketrans("0158", "OISB")
_MAX_SERIAL_DIGITS = 9


@dataclass(frozen=True, slots=True)
class ReceiptParts:
    """What a receipt number consists of.

    Attributes:
        station: two to four capital letters.
        terminal_no: 1 to 99.
        day: the day of minting in the terminal's zone.
        generation: 0 to 9.
        serial: 1 and up within day and generation or within the generation, as the minter counts.
    """

    station: StationCode
    terminal_no: int
    day: date
    generation: int
    serial: int

    @property
    def terminal(self) -> TerminalId:
        """Name the terminal, such as ``LS01``."""
        return TerminalId(f"{self.station}{self.terminal_no:02d}")


def mint_receipt_number(parts: ReceiptParts) -> ReceiptNumber:
    """Write a receipt number with its check character.

    Raises:
        ValueError: a part is outside its range; a mistake of the caller, not of a resident.
    """
    if not _STATION.fullmatch(parts.station):
        raise ValueError("a station code is two to four capital letters")
    if not 1 <= parts.terminal_no <= 99:
        raise ValueError("a terminal number is 1 to 99")
    if not 0 <= parts.generation <= 9:
        raise ValueError("a generation is one digit")
    if not 1 <= parts.serial < 10**_MAX_SERIAL_DIGITS:
        raise ValueError("a serial is 1 or more, of at most nine digits")
    if not 2000 <= parts.day.year <= 2099:
        raise ValueError("a day lies between 2000 and 2099")
    head = f"{parts.station}{parts.terminal_no:02d}"
    day = f"{parts.day.year % 100:02d}{parts.day.month:02d}{parts.day.day:02d}"
    count = f"{parts.generation}{parts.serial:04d}"
    return ReceiptNumber(f"{head}-{day}-{count}-{mod_37_36(head + day + count)}")


def parse_receipt_number(text: str) -> ReceiptParts:
    """Read a receipt number in its exact form, hyphens included.

    Raises:
        NumberError: ``CHARACTERS`` for another form, ``CHECK`` for a wrong check character.
    """
    match = _FORM.fullmatch(text)
    if match is None:
        raise NumberError(NumberFault.CHARACTERS)
    return _parts(match)


def normalise_receipt_number(text: str) -> ReceiptNumber:
    """Bring what somebody typed into the exact form.

    Spaces, dots, small letters, ``O`` for ``0`` and ``I`` for ``1`` are forgiven. Letters and digits are told
    apart by their place, and the check character decides where both could be meant.

    Raises:
        NumberError: ``LENGTH`` when too short or far too long, ``CHECK`` when no reading fits.
    """
    typed = re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())
    if not 2 + 2 + 6 + 5 + 1 <= len(typed) <= 4 + 2 + 6 + 1 + _MAX_SERIAL_DIGITS + 1:
        raise NumberError(NumberFault.LENGTH)
    readings = []
    for letters in (2, 3, 4):
        head = typed[:letters].translate(_TO_LETTERS)
        body = typed[letters:-1].translate(_TO_DIGITS)
        for check in {typed[-1], typed[-1].translate(_TO_DIGITS), typed[-1].translate(_TO_LETTERS)}:
            reading = head + body + check
            match = _BARE.fullmatch(reading)
            if match is not None and len(match[1]) == letters:
                changes = sum(a != b for a, b in zip(reading, typed, strict=True))
                readings.append((changes, reading, match))
    for _, _, match in sorted(readings, key=lambda r: r[:2]):
        try:
            return mint_receipt_number(_parts(match))
        except ValueError:
            continue
    raise NumberError(NumberFault.CHECK)


def _parts(match: re.Match[str]) -> ReceiptParts:
    station, terminal, day, generation, serial, check = match.groups()
    if mod_37_36(station + terminal + day + generation + serial) != check:
        raise NumberError(NumberFault.CHECK)
    padded = len(serial) > 4 and serial.startswith("0")
    if padded or int(serial) == 0 or int(terminal) == 0 or len(serial) > _MAX_SERIAL_DIGITS:
        raise NumberError(NumberFault.CHARACTERS)
    try:
        minted = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:6]))
    except ValueError:
        raise NumberError(NumberFault.CHARACTERS) from None
    return ReceiptParts(StationCode(station), int(terminal), minted, int(generation), int(serial))
