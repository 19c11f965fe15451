"""The text record of the four cards that the module reads, as typed values.

The four layouts share one size and differ in nearly every field; the flag at byte 248 says which one it is. A
record with another flag is refused: read as a citizen card it would show a name as an address.

Fields hold personal data and are therefore never part of a ``repr``.

Source: ID card reader sheet, sections 6 to 8.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, StrEnum
from typing import ClassVar

from drivers.id_card.codec import TEXT_SIZE, BodyError, decode_text
from drivers.id_card.errors import CardDataError, UnknownCardTypeError

LONG_TERM_TEXT = bytes.fromhex("7F951F67").decode("utf-16-le")
"""What stands in the place of the last day of a card that never expires."""

FLAG_OFFSET = 248


class CardType(StrEnum):
    """Which of the four cards a record comes from."""

    CITIZEN = "citizen"
    HMT_PERMIT = "hmt_permit"
    FOREIGN_RESIDENT_2017 = "foreign_resident_2017"
    FOREIGN_RESIDENT_2023 = "foreign_resident_2023"


class SexCode(StrEnum):
    """The sex as the card states it (GB/T 2261.1)."""

    UNKNOWN = "0"
    MALE = "1"
    FEMALE = "2"
    NOT_STATED = "9"


@dataclass(frozen=True, slots=True)
class UnknownSexCode:
    """A sex that the standard does not have, as the card states it. It is shown so and never guessed at."""

    code: str = field(repr=False)


Sex = SexCode | UnknownSexCode
"""What a card says of the sex."""


class LongTerm(Enum):
    """A last day that never comes."""

    LONG_TERM = "long_term"


ValidUntil = date | LongTerm
"""The last day on which a card is valid."""


@dataclass(frozen=True, slots=True)
class CitizenRecord:
    """A resident's ID card (section 6)."""

    card_type: ClassVar[CardType] = CardType.CITIZEN
    flag: ClassVar[str] = ""

    name: str = field(repr=False)
    sex: Sex = field(repr=False)
    ethnic_group_code: str = field(repr=False)
    """Two digits of GB/T 3304; ``drivers.id_card.ethnic_groups`` knows most of their names."""
    birth_date: date = field(repr=False)
    address: str = field(repr=False)
    citizen_number: str = field(repr=False)
    issuing_authority: str = field(repr=False)
    valid_from: date = field(repr=False)
    valid_until: ValidUntil = field(repr=False)


@dataclass(frozen=True, slots=True)
class HmtPermitRecord:
    """A residence permit for residents of Hong Kong, Macao and Taiwan (section 7)."""

    card_type: ClassVar[CardType] = CardType.HMT_PERMIT
    flag: ClassVar[str] = "J"

    name: str = field(repr=False)
    sex: Sex = field(repr=False)
    birth_date: date = field(repr=False)
    address: str = field(repr=False)
    citizen_number: str = field(repr=False)
    issuing_authority: str = field(repr=False)
    valid_from: date = field(repr=False)
    valid_until: ValidUntil = field(repr=False)
    travel_permit_number: str = field(repr=False)
    issue_count: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ForeignResident2017Record:
    """A foreigner's permanent residence card in the layout of 2017 (section 8.1)."""

    card_type: ClassVar[CardType] = CardType.FOREIGN_RESIDENT_2017
    flag: ClassVar[str] = "I"

    english_name: str = field(repr=False)
    sex: Sex = field(repr=False)
    card_number: str = field(repr=False)
    country_code: str = field(repr=False)
    chinese_name: str = field(repr=False)
    issue_date: date = field(repr=False)
    expiry_date: ValidUntil = field(repr=False)
    birth_date: date = field(repr=False)
    card_version: str = field(repr=False)
    office_code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ForeignResident2023Record:
    """A foreigner's permanent residence card in the layout of 2023 (section 8.2)."""

    card_type: ClassVar[CardType] = CardType.FOREIGN_RESIDENT_2023
    flag: ClassVar[str] = "Y"

    chinese_name: str = field(repr=False)
    sex: Sex = field(repr=False)
    renewal_count: str = field(repr=False)
    birth_date: date = field(repr=False)
    english_name: str = field(repr=False)
    card_number: str = field(repr=False)
    issue_date: date = field(repr=False)
    expiry_date: ValidUntil = field(repr=False)
    country_code: str = field(repr=False)
    earlier_number_link: str = field(repr=False)
    """Three characters that lead to the number of the 2017 card, empty when there was none."""


IdCardRecord = CitizenRecord | HmtPermitRecord | ForeignResident2017Record | ForeignResident2023Record
"""Every record that the module reads; match it exhaustively."""


def parse_text(text: bytes) -> IdCardRecord:
    """Read a 256-byte text record by its flag.

    Raises:
        BodyError: not 256 bytes.
        UnknownCardTypeError: the flag is none of the four.
        CardDataError: a date or a code that cannot be; names the field only.
    """
    if len(text) != TEXT_SIZE:
        raise BodyError(f"{len(text)} bytes are no text record")
    flag = _text(text, FLAG_OFFSET, 2)
    if flag == CitizenRecord.flag:
        return _citizen(text)
    if flag == HmtPermitRecord.flag:
        return _hmt_permit(text)
    if flag == ForeignResident2017Record.flag:
        return _foreign_2017(text)
    if flag == ForeignResident2023Record.flag:
        return _foreign_2023(text)
    raise UnknownCardTypeError(int.from_bytes(text[FLAG_OFFSET : FLAG_OFFSET + 2], "little"))


def _citizen(text: bytes) -> CitizenRecord:
    return CitizenRecord(
        name=_text(text, 0, 30),
        sex=_sex(text, 30),
        ethnic_group_code=_text(text, 32, 4),
        birth_date=_date(text, 36, "birth_date"),
        address=_text(text, 52, 70),
        citizen_number=_text(text, 122, 36),
        issuing_authority=_text(text, 158, 30),
        valid_from=_date(text, 188, "valid_from"),
        valid_until=_until(text, 204, "valid_until"),
    )


def _hmt_permit(text: bytes) -> HmtPermitRecord:
    return HmtPermitRecord(
        name=_text(text, 0, 30),
        sex=_sex(text, 30),
        birth_date=_date(text, 36, "birth_date"),
        address=_text(text, 52, 70),
        citizen_number=_text(text, 122, 36),
        issuing_authority=_text(text, 158, 30),
        valid_from=_date(text, 188, "valid_from"),
        valid_until=_until(text, 204, "valid_until"),
        travel_permit_number=_text(text, 220, 18),
        issue_count=_text(text, 238, 4),
    )


def _foreign_2017(text: bytes) -> ForeignResident2017Record:
    return ForeignResident2017Record(
        english_name=_text(text, 0, 120),
        sex=_sex(text, 120),
        card_number=_text(text, 122, 30),
        country_code=_text(text, 152, 6),
        chinese_name=_text(text, 158, 30),
        issue_date=_date(text, 188, "issue_date"),
        expiry_date=_until(text, 204, "expiry_date"),
        birth_date=_date(text, 220, "birth_date"),
        card_version=_text(text, 236, 4),
        office_code=_text(text, 240, 8),
    )


def _foreign_2023(text: bytes) -> ForeignResident2023Record:
    return ForeignResident2023Record(
        chinese_name=_text(text, 0, 30),
        sex=_sex(text, 30),
        renewal_count=_text(text, 32, 4),
        birth_date=_date(text, 36, "birth_date"),
        # One name in two places: a space at the seam belongs to it.
        english_name=decode_text(text[52:122] + text[220:242]),
        card_number=_text(text, 122, 36),
        issue_date=_date(text, 188, "issue_date"),
        expiry_date=_until(text, 204, "expiry_date"),
        country_code=_text(text, 242, 6),
        earlier_number_link=_text(text, 250, 6),
    )


def _text(text: bytes, offset: int, size: int) -> str:
    return decode_text(text[offset : offset + size])


def _sex(text: bytes, offset: int) -> Sex:
    code = _text(text, offset, 2)
    if not code:
        return SexCode.UNKNOWN
    try:
        return SexCode(code)
    except ValueError:
        return UnknownSexCode(code)


def _date(text: bytes, offset: int, name: str) -> date:
    digits = _text(text, offset, 16)
    if len(digits) != 8 or not (digits.isascii() and digits.isdigit()):
        raise CardDataError(name)
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise CardDataError(name) from None


def _until(text: bytes, offset: int, name: str) -> ValidUntil:
    if _text(text, offset, 16) == LONG_TERM_TEXT:
        return LongTerm.LONG_TERM
    return _date(text, offset, name)
