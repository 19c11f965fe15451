"""Whether a number can be one of a kind of document: one function for every kind.

Source: ID card sheet, sections 7 and 9; domain guide section 5.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from enum import StrEnum
from typing import assert_never

from config.domain.citizen_number import parse_citizen_number
from config.domain.credit_code import parse_credit_code
from config.domain.number_error import NumberError, NumberFault
from config.domain.old_citizen_number import parse_old_citizen_number
from config.domain.permanent_residence_number import (
    PermanentResidenceNumber,
    PermanentResidenceNumber2017,
    parse_permanent_residence_number,
)

PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})
"""The regions of residence permits: Hong Kong, Macao, Taiwan."""

_TRAVEL_PERMIT = re.compile(r"[HM]\d{8}(\d{2})?|\d{8}(\d{2})?", re.ASCII)


class DocumentKind(StrEnum):
    """The kinds of document whose number can be judged by its form."""

    RESIDENT_ID = "resident_id"
    """A citizen's ID card (居民身份证), eighteen characters."""
    RESIDENT_ID_1989 = "resident_id_1989"
    """The citizen number of fifteen digits, on papers from before October 1999."""
    HMT_PERMIT = "hmt_permit"
    """The residence permit of Hong Kong, Macao and Taiwan residents, eighteen characters."""
    FOREIGN_PERMANENT_2017 = "foreign_permanent_2017"
    """A foreigner's permanent residence card, fifteen characters."""
    FOREIGN_PERMANENT_2023 = "foreign_permanent_2023"
    """The same since December 2023, eighteen characters."""
    TRAVEL_PERMIT = "travel_permit"
    """The travel permit of Hong Kong, Macao and Taiwan residents: no check character."""
    CREDIT_CODE = "credit_code"
    """An organisation's unified social credit code (统一社会信用代码)."""


def check_document_number(kind: DocumentKind, text: str, *, today: date | None = None) -> str:
    """The number as it is written on the document: half-width, no spaces, capital letters.

    Args:
        kind: which document it is said to be from.
        text: what was typed or read.
        today: when given, a birth date after it is refused.

    Raises:
        NumberError: it cannot be a number of this kind; ``reason`` is the first fault found.
    """
    match kind:
        case DocumentKind.RESIDENT_ID:
            number = parse_citizen_number(text, today=today)
            if number.region in PERMIT_REGIONS:
                raise NumberError(NumberFault.REGION)
            return number.text
        case DocumentKind.HMT_PERMIT:
            number = parse_citizen_number(text, today=today)
            if number.region not in PERMIT_REGIONS:
                raise NumberError(NumberFault.REGION)
            return number.text
        case DocumentKind.RESIDENT_ID_1989:
            parse_old_citizen_number(text, today=today)
            return _tidied(text)
        case DocumentKind.FOREIGN_PERMANENT_2017 | DocumentKind.FOREIGN_PERMANENT_2023:
            return _foreign(kind, text, today)
        case DocumentKind.TRAVEL_PERMIT:
            return _travel_permit(text)
        case DocumentKind.CREDIT_CODE:
            return parse_credit_code(text).text
        case _:
            assert_never(kind)


def _foreign(kind: DocumentKind, text: str, today: date | None) -> str:
    number = parse_permanent_residence_number(text)
    match number:
        case PermanentResidenceNumber():
            if kind is not DocumentKind.FOREIGN_PERMANENT_2023:
                raise NumberError(NumberFault.LENGTH)
            if today is not None and number.birth_date > today:
                raise NumberError(NumberFault.BIRTH_DATE)
        case PermanentResidenceNumber2017():
            if kind is not DocumentKind.FOREIGN_PERMANENT_2017:
                raise NumberError(NumberFault.LENGTH)
        case _:
            assert_never(number)
    return number.text


def _travel_permit(text: str) -> str:
    """``H`` or ``M`` and eight digits, or eight digits; two more are the count of issues on the document itself."""
    number = _tidied(text)
    if len(number) not in {8, 9, 10, 11}:
        raise NumberError(NumberFault.LENGTH)
    if not _TRAVEL_PERMIT.fullmatch(number):
        raise NumberError(NumberFault.CHARACTERS)
    return number


def _tidied(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()
