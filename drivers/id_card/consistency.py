"""Whether the fields of one record agree with each other: a pure function.

Source: ID card reader sheet, section 9.2, section 7 for the regions of residence permits, and sections 9.3 and 9.4
for foreigners' numbers. A birth date that is no date never gets here: the record's parser refuses it. No table of
six-digit regions comes with the project: codes are withdrawn while numbers live on, so it could only ever warn. Who
has a current table passes it in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import assert_never

from config.domain.citizen_number import PROVINCES, CitizenNumber, Sex, parse_citizen_number
from config.domain.document_number import PERMIT_REGIONS
from config.domain.number_error import NumberError, NumberFault
from config.domain.permanent_residence_number import (
    PermanentResidenceNumber,
    PermanentResidenceNumber2017,
    parse_permanent_residence_number,
)
from drivers.id_card.records import (
    CitizenRecord,
    ForeignResident2017Record,
    ForeignResident2023Record,
    HmtPermitRecord,
    IdCardRecord,
    SexCode,
    ValidUntil,
)
from drivers.id_card.records import Sex as CardSex

_ONLY_ON_PERMITS = frozenset({"83"})

_NUMBER_SEX = {SexCode.MALE: Sex.MALE, SexCode.FEMALE: Sex.FEMALE}


class Severity(StrEnum):
    """What a finding means for the read."""

    REJECT = "reject"
    """The data must not be used."""
    WARN = "warn"
    """Use the card's own fields, and let staff know."""
    NOTE = "note"
    """The service decides."""


class Check(StrEnum):
    """What was found. Names a rule, never a value."""

    NUMBER_WRONG = "number_wrong"
    CHECK_DIGIT_WRONG = "check_digit_wrong"
    BIRTH_DATE_DIFFERS = "birth_date_differs"
    BIRTH_DATE_IN_FUTURE = "birth_date_in_future"
    VALIDITY_REVERSED = "validity_reversed"
    SEX_DIFFERS = "sex_differs"
    PROVINCE_UNKNOWN = "province_unknown"
    REGION_UNKNOWN = "region_unknown"
    EXPIRED = "expired"
    NEWEST_ADDRESS_UNKNOWN = "newest_address_unknown"
    """Not a rule of the record: the card was not asked whether it has one, or its answer was lost."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that a record breaks."""

    check: Check
    severity: Severity


def findings(record: IdCardRecord, today: date, *, regions: Collection[str] | None = None) -> tuple[Finding, ...]:
    """Every rule that the record breaks, rejections first.

    Args:
        record: what was read.
        today: the day that "future" and "expired" are measured against.
        regions: the six-digit codes of the current table (GB/T 2260); None: there is no table to ask.
    """
    found = [*_number_findings(record, regions), *_date_findings(record, today)]
    order = list(Severity)
    return tuple(sorted(found, key=lambda finding: order.index(finding.severity)))


def rejected(found: tuple[Finding, ...]) -> bool:
    """Whether any finding forbids the use of the data."""
    return any(finding.severity is Severity.REJECT for finding in found)


def _number_findings(record: IdCardRecord, regions: Collection[str] | None) -> Iterator[Finding]:
    try:
        match record:
            case CitizenRecord():
                number = parse_citizen_number(record.citizen_number)
                yield from _holder_findings(record, number)
                yield from _region_findings(number.region, regions)
            case HmtPermitRecord():
                number = parse_citizen_number(record.citizen_number)
                yield from _holder_findings(record, number)
                if number.region not in PERMIT_REGIONS:
                    yield Finding(Check.REGION_UNKNOWN, Severity.WARN)
            case ForeignResident2017Record() | ForeignResident2023Record():
                yield from _foreign_number_findings(record)
            case _:
                assert_never(record)
    except NumberError as error:
        wrong_digit = error.reason is NumberFault.CHECK
        yield Finding(Check.CHECK_DIGIT_WRONG if wrong_digit else Check.NUMBER_WRONG, Severity.REJECT)


def _holder_findings(record: CitizenRecord | HmtPermitRecord, number: CitizenNumber) -> Iterator[Finding]:
    if number.birth_date != record.birth_date:
        yield Finding(Check.BIRTH_DATE_DIFFERS, Severity.REJECT)
    yield from _sex_findings(record.sex, number.sex)


def _region_findings(region: str, regions: Collection[str] | None) -> Iterator[Finding]:
    if region[:2] not in PROVINCES - _ONLY_ON_PERMITS:
        yield Finding(Check.PROVINCE_UNKNOWN, Severity.WARN)
    elif regions is not None and region not in regions:
        yield Finding(Check.REGION_UNKNOWN, Severity.WARN)


def _foreign_number_findings(
    record: ForeignResident2017Record | ForeignResident2023Record,
) -> Iterator[Finding]:
    number = parse_permanent_residence_number(record.card_number)
    match number:
        case PermanentResidenceNumber2017():
            right_form = isinstance(record, ForeignResident2017Record)
            same_birth = number.birth_yymmdd == f"{record.birth_date:%y%m%d}"
        case PermanentResidenceNumber():
            right_form = isinstance(record, ForeignResident2023Record)
            same_birth = number.birth_date == record.birth_date
        case _:
            assert_never(number)
    if not right_form:
        yield Finding(Check.NUMBER_WRONG, Severity.REJECT)
    if not same_birth:
        yield Finding(Check.BIRTH_DATE_DIFFERS, Severity.REJECT)
    yield from _sex_findings(record.sex, number.sex)
    if isinstance(number, PermanentResidenceNumber) and number.province not in PROVINCES - _ONLY_ON_PERMITS:
        yield Finding(Check.PROVINCE_UNKNOWN, Severity.WARN)


def _sex_findings(card: CardSex, number: Sex) -> Iterator[Finding]:
    if isinstance(card, SexCode) and _NUMBER_SEX.get(card, number) is not number:
        yield Finding(Check.SEX_DIFFERS, Severity.WARN)


def _date_findings(record: IdCardRecord, today: date) -> Iterator[Finding]:
    if record.birth_date > today:
        yield Finding(Check.BIRTH_DATE_IN_FUTURE, Severity.REJECT)
    begin, end = _validity(record)
    if isinstance(end, date):
        if begin > end:
            yield Finding(Check.VALIDITY_REVERSED, Severity.REJECT)
        if end < today:
            yield Finding(Check.EXPIRED, Severity.NOTE)


def _validity(record: IdCardRecord) -> tuple[date, ValidUntil]:
    match record:
        case CitizenRecord() | HmtPermitRecord():
            return record.valid_from, record.valid_until
        case ForeignResident2017Record() | ForeignResident2023Record():
            return record.issue_date, record.expiry_date
        case _:
            assert_never(record)
