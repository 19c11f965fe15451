"""Numbers of foreign permanent residents (外国人永久居留身份证), both forms.

* 2023 form: ``9``, two digits of the province of first application, three digits of the country,
  eight of the birth date, three of a sequence (odd for men), and the check character of citizen numbers.
* 2017 form: three letters of the country, four digits of the region, ``yyMMdd``, one digit, and a
  check digit with the weights 7-3-1 (ICAO 9303).

Source: ID card sheet sections 9.3 and 9.4; domain guide section 5.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from itertools import cycle

from config.domain.citizen_number import Sex, date_of_digits
from config.domain.iso7064 import mod_11_2
from config.domain.number_error import NumberError, NumberFault

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class PermanentResidenceNumber:
    """A well-formed number of 2023. Nothing of it shows in ``repr``.

    Attributes:
        text: all eighteen characters.
        province: two digits of the province of first application.
        country: three digits (ISO 3166-1 numeric).
        birth_date: the date in the number.
        sequence: three digits.
        sex: odd sequences are men, even ones women.
    """

    text: str = field(repr=False)
    province: str = field(repr=False)
    country: str = field(repr=False)
    birth_date: date = field(repr=False)
    sequence: str = field(repr=False)
    sex: Sex = field(repr=False)


@dataclass(frozen=True, slots=True)
class PermanentResidenceNumber2017:
    """A well-formed number of 2017. Nothing of it shows in ``repr``; the century of the birth is not in it.

    Attributes:
        text: all fifteen characters.
        country: three letters (ISO 3166-1 alpha-3).
        region: four digits.
        birth_yymmdd: six digits, a date in some century.
        sex: odd digits are men, even ones women.
    """

    text: str = field(repr=False)
    country: str = field(repr=False)
    region: str = field(repr=False)
    birth_yymmdd: str = field(repr=False)
    sex: Sex = field(repr=False)


def check_digit_2017(first_fourteen: str) -> str:
    """Give the check digit for the first fourteen characters of the 2017 form."""
    pairs = zip(first_fourteen, cycle((7, 3, 1)), strict=False)
    return str(sum(_LETTERS.index(character) * weight for character, weight in pairs) % 10)


def parse_permanent_residence_number(
    text: str,
) -> PermanentResidenceNumber | PermanentResidenceNumber2017:
    """Read a number of either form; full-width characters, spaces and small letters are accepted.

    Raises:
        NumberError: with the first fault found.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    match len(number):
        case 18:
            return _parse_2023(number)
        case 15:
            return _parse_2017(number)
        case _:
            raise NumberError(NumberFault.LENGTH)


def number_of_2017(number: PermanentResidenceNumber, country_letters: str, link: str) -> str:
    """Derive the 15-character number that the holder of a 2023 card had before.

    Args:
        number: the number of 2023.
        country_letters: three letters from the card (offset 242 of its record).
        link: the three link characters from the card (offset 250 of its record).

    Raises:
        NumberError: ``LENGTH`` or ``CHARACTERS`` when the letters or the link have not their form, as on a
        card
            whose holder had no earlier number.
    """
    letters = country_letters.strip().upper()
    digits = link.strip()
    if len(letters) != 3 or len(digits) != 3:
        raise NumberError(NumberFault.LENGTH)
    if not (letters.isascii() and letters.isalpha() and digits.isascii() and digits.isdigit()):
        raise NumberError(NumberFault.CHARACTERS)
    body = letters + number.province + digits[:2] + number.birth_date.strftime("%y%m%d") + digits[2]
    return body + check_digit_2017(body)


def _parse_2023(number: str) -> PermanentResidenceNumber:
    body, check = number[:17], number[17]
    if not (number.isascii() and body.isdigit() and (check.isdigit() or check == "X")):
        raise NumberError(NumberFault.CHARACTERS)
    if body[0] != "9":
        raise NumberError(NumberFault.REGION)
    birth_date = date_of_digits(body[6:14])
    if mod_11_2(body) != check:
        raise NumberError(NumberFault.CHECK)
    sex = Sex.MALE if int(body[16]) % 2 else Sex.FEMALE
    return PermanentResidenceNumber(number, body[1:3], body[3:6], birth_date, body[14:17], sex)


def _parse_2017(number: str) -> PermanentResidenceNumber2017:
    letters, digits = number[:3], number[3:]
    if not (number.isascii() and letters.isalpha() and digits.isdigit()):
        raise NumberError(NumberFault.CHARACTERS)
    month_day = int(digits[6:8]), int(digits[8:10])
    try:
        date(2000, *month_day)  # a leap year, because the century is unknown
    except ValueError:
        raise NumberError(NumberFault.BIRTH_DATE) from None
    if check_digit_2017(number[:14]) != number[14]:
        raise NumberError(NumberFault.CHECK)
    sex = Sex.MALE if int(digits[10]) % 2 else Sex.FEMALE
    return PermanentResidenceNumber2017(number, letters, digits[:4], digits[4:10], sex)
