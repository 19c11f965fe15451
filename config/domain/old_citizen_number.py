"""Citizen numbers of fifteen digits, as they were issued before October 1999 (GB 11643-1989).

Six digits of the region, ``yyMMdd``, and a sequence of three whose last digit is odd for men. No check character: a
slip of the finger is not seen. The sequences 996 to 999 were kept for people born before 1900. Cards carry the number
of eighteen characters only; the old one stands on papers.
"""

from __future__ import annotations

import unicodedata
from datetime import date

from config.domain.citizen_number import CitizenNumber, check_character, parse_citizen_number
from config.domain.number_error import NumberError, NumberFault

_CENTENARIANS = frozenset({"996", "997", "998", "999"})


def parse_old_citizen_number(text: str, *, today: date | None = None) -> CitizenNumber:
    """Read a number as people type it and give the one of eighteen characters that took its place.

    Args:
        text: what was typed or read.
        today: when given, a birth date after it is refused.

    Raises:
        NumberError: with the first fault in the order length, characters, region, birth date.
    """
    number = "".join(unicodedata.normalize("NFKC", text).split())
    if len(number) != 15:
        raise NumberError(NumberFault.LENGTH)
    if not (number.isascii() and number.isdigit()):
        raise NumberError(NumberFault.CHARACTERS)
    if number[0] in "09":
        raise NumberError(NumberFault.REGION)
    century = "18" if number[12:] in _CENTENARIANS else "19"
    body = number[:6] + century + number[6:]
    return parse_citizen_number(body + check_character(body), today=today)
