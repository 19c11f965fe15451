"""Citizen numbers (公民身份号码, GB 11643), also those of residence permits (HK, Macao, Taiwan).

Eighteen characters: six of the region, eight of the birth date, three of a sequence whose last digit is odd
for men, and a check character (ISO 7064 MOD 11-2). Source: domain guide section 5; ID card sheet sections
9.1 and 9.2.

Regions are judged by plausibility only: codes are withdrawn while the numbers that hold them live on.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from config.domain.iso7064 import mod_11_2
from config.domain.number_error import NumberError, NumberFault

__all__ = [
    "PROVINCES",
    "CitizenNumber",
    "NumberError",
    "NumberFault",
    "Sex",
    "check_character",
    "parse_citizen_number",
]

PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)
"""Two-digit codes of GB/T 2260, and 83 of residence permits of Taiwan residents."""


class Sex(StrEnum):
    """What the number's sequence says; the card's own field wins where both exist."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class CitizenNumber:
    """A well-formed number. Nothing of it shows in ``repr``.

    Attributes:
        text: all eighteen characters, ``X`` in capitals.
        region: the first six digits.
        birth_date: the date in the number.
        sequence: the three digits before the check character.
        sex: odd sequences are men, even ones women.
    """

    text: str = field(repr=False)
    region: str = field(repr=False)
    birth_date: date = field(repr=False)
    sequence: str = field(repr=False)
    sex: Sex = field(repr=False)

    @property
    def province_known(self) -> bool:
        """Whether the first two digits are those of a province; a reason to look twice, never to refuse."""
        return self.region[:2] in PROVINCES

    def age_on(self, day: date) -> int:
        """Give the full years of life on ``day``; who was born on 29 February turns older on 1 March.

        Raises:
            NumberError: ``BIRTH_DATE`` when ``day`` lies before the birth.
        """
        if day < self.birth_date:
            raise NumberError(NumberFault.BIRTH_DATE)
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (0 if had_birthday else 1)


def check_character(first_seventeen: str) -> str:
    """Give the check character for the first seventeen digits."""
    return mod_11_2(first_seventeen)


def parse_citizen_number(text: str, *, today: date | None = None) -> CitizenNumber:
    """Read a number as people type it: full-width digits, spaces and a small ``x`` are accepted.

    Args:
        text: what was typed or read.
        today: when given, a birth date after it is refused.

    Raises:
        NumberError: with the first fault in the order length, characters, region, birth date, check.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(number) != 18:
        raise NumberError(NumberFault.LENGTH)
    body, check = number[:17], number[17]
    if not (number.isascii() and body.isdigit() and (check.isdigit() or check == "X")):
        raise NumberError(NumberFault.CHARACTERS)
    if body[0] in "09":  # 9 begins the numbers of foreign permanent residents
        raise NumberError(NumberFault.REGION)
    birth_date = date_of_digits(body[6:14])
    if today is not None and birth_date > today:
        raise NumberError(NumberFault.BIRTH_DATE)
    if mod_11_2(body) != check:
        raise NumberError(NumberFault.CHECK)
    sex = Sex.MALE if int(body[16]) % 2 else Sex.FEMALE
    return CitizenNumber(number, body[:6], birth_date, body[14:17], sex)


def date_of_digits(digits: str) -> date:
    """Read eight digits ``yyyyMMdd`` of a number; years before 1850 are nobody's birth year.

    Raises:
        NumberError: ``BIRTH_DATE``.
    """
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        raise NumberError(NumberFault.BIRTH_DATE) from None
    if day.year < 1850:
        raise NumberError(NumberFault.BIRTH_DATE)
    return day
