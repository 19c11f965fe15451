"""Whether a record's fields agree: each rule of the sheet's table with its severity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from config.domain.citizen_number import check_character
from drivers.id_card.cards import sample_card
from drivers.id_card.consistency import Check, Finding, Severity, findings, rejected
from drivers.id_card.records import (
    CitizenRecord,
    ForeignResident2017Record,
    ForeignResident2023Record,
    HmtPermitRecord,
    LongTerm,
    SexCode,
    UnknownSexCode,
    parse_text,
)

TODAY = date(2026, 11, 24)


def _citizen() -> CitizenRecord:
    record = parse_text(sample_card("citizen").content.text)
    assert isinstance(record, CitizenRecord)
    return record


@pytest.mark.parametrize("name", ["citizen", "citizen-man", "J", "I", "Y"])
def test_the_samples_are_in_order(name: str) -> None:
    """Nothing is found."""
    assert findings(parse_text(sample_card(name).content.text), TODAY) == ()


def test_wrong_check_digit_is_rejected() -> None:
    """Most likely the read was damaged."""
    found = findings(replace(_citizen(), citizen_number="610198194705080025"), TODAY)
    assert found == (Finding(Check.CHECK_DIGIT_WRONG, Severity.REJECT),)
    assert rejected(found)


def test_a_number_that_is_none_is_rejected() -> None:
    """Letters, lengths, regions that cannot be."""
    found = findings(replace(_citizen(), citizen_number="61019819470508"), TODAY)
    assert found == (Finding(Check.NUMBER_WRONG, Severity.REJECT),)


def test_another_birth_date_is_rejected() -> None:
    """Number and field must agree."""
    found = findings(replace(_citizen(), birth_date=date(1947, 5, 9)), TODAY)
    assert found == (Finding(Check.BIRTH_DATE_DIFFERS, Severity.REJECT),)


def test_a_birth_in_the_future_is_rejected() -> None:
    """Measured against the day that is passed in."""
    assert Finding(Check.BIRTH_DATE_IN_FUTURE, Severity.REJECT) in findings(_citizen(), date(1940, 1, 1))


def test_the_other_sex_is_a_warning() -> None:
    """The card's own field holds."""
    found = findings(replace(_citizen(), sex=SexCode.MALE), TODAY)
    assert found == (Finding(Check.SEX_DIFFERS, Severity.WARN),)
    assert not rejected(found)


def test_an_unstated_sex_contradicts_nothing() -> None:
    """There is nothing to compare."""
    assert findings(replace(_citizen(), sex=SexCode.NOT_STATED), TODAY) == ()


def test_an_unknown_province_is_a_warning() -> None:
    """Codes come and go."""
    found = findings(replace(_citizen(), citizen_number="160198194705080025"), TODAY)
    assert found == (Finding(Check.PROVINCE_UNKNOWN, Severity.WARN),)


def test_83_is_a_province_on_permits_only() -> None:
    """A citizen card with it is looked at twice."""
    permit = parse_text(sample_card("J").content.text)
    assert isinstance(permit, HmtPermitRecord)
    number = "830000199201300022"
    permit = replace(permit, citizen_number=number, birth_date=date(1992, 1, 30))
    assert findings(permit, TODAY) == ()
    citizen = replace(_citizen(), citizen_number=number, birth_date=date(1992, 1, 30))
    assert findings(citizen, TODAY) == (Finding(Check.PROVINCE_UNKNOWN, Severity.WARN),)


def test_an_expired_card_is_a_note() -> None:
    """The service decides; the last day itself is still valid."""
    on_the_day = replace(_citizen(), valid_until=TODAY)
    assert findings(on_the_day, TODAY) == ()
    assert findings(on_the_day, date(2026, 11, 25)) == (Finding(Check.EXPIRED, Severity.NOTE),)


def test_a_reversed_validity_is_rejected() -> None:
    """It ends before it begins; a card for ever cannot."""
    found = findings(replace(_citizen(), valid_until=date(2010, 5, 31)), date(2010, 5, 1))
    assert found == (Finding(Check.VALIDITY_REVERSED, Severity.REJECT),)
    assert findings(replace(_citizen(), valid_until=LongTerm.LONG_TERM), TODAY) == ()


def test_rejections_come_first() -> None:
    """Whatever the order of the checks."""
    found = findings(replace(_citizen(), sex=SexCode.MALE, valid_until=date(2010, 5, 31)), TODAY)
    assert [finding.severity for finding in found] == [Severity.REJECT, Severity.WARN, Severity.NOTE]


def test_foreigners_numbers_of_both_forms() -> None:
    """Check digit, birth date and sex, like a citizen's."""
    new = parse_text(sample_card("Y").content.text)
    old = parse_text(sample_card("I").content.text)
    assert isinstance(new, ForeignResident2023Record)
    assert isinstance(old, ForeignResident2017Record)
    wrong_digit = (Finding(Check.CHECK_DIGIT_WRONG, Severity.REJECT),)
    assert findings(replace(new, card_number="911398199012310022"), TODAY) == wrong_digit
    assert findings(replace(old, card_number="KAZ110090123104"), TODAY) == wrong_digit
    other_birth = (Finding(Check.BIRTH_DATE_DIFFERS, Severity.REJECT),)
    assert findings(replace(new, birth_date=date(1990, 12, 30)), TODAY) == other_birth
    assert findings(replace(old, birth_date=date(1990, 12, 30)), TODAY) == other_birth
    other_sex = (Finding(Check.SEX_DIFFERS, Severity.WARN),)
    assert findings(replace(new, sex=SexCode.MALE), TODAY) == other_sex
    assert findings(replace(old, sex=SexCode.MALE), TODAY) == other_sex


def test_a_table_of_regions_is_asked_when_there_is_one() -> None:
    """Only ever a warning: codes are withdrawn while numbers live on; an unknown province is warned of once."""
    unknown = (Finding(Check.REGION_UNKNOWN, Severity.WARN),)
    assert findings(_citizen(), TODAY, regions={"610198"}) == ()
    assert findings(_citizen(), TODAY, regions={"610102"}) == unknown
    other = replace(_citizen(), citizen_number="160198194705080025")
    assert findings(other, TODAY, regions=()) == (Finding(Check.PROVINCE_UNKNOWN, Severity.WARN),)


def test_a_permit_has_one_of_three_regions() -> None:
    """A county's number on a permit is looked at twice."""
    permit = parse_text(sample_card("J").content.text)
    assert isinstance(permit, HmtPermitRecord)
    other = replace(permit, citizen_number="610198194705080024", birth_date=date(1947, 5, 8))
    assert findings(other, TODAY) == (Finding(Check.REGION_UNKNOWN, Severity.WARN),)


def test_a_foreigners_number_has_its_cards_form() -> None:
    """The number of one layout on the card of the other cannot be."""
    new = parse_text(sample_card("Y").content.text)
    old = parse_text(sample_card("I").content.text)
    assert isinstance(new, ForeignResident2023Record)
    assert isinstance(old, ForeignResident2017Record)
    wrong = (Finding(Check.NUMBER_WRONG, Severity.REJECT),)
    assert findings(replace(new, card_number=old.card_number), TODAY) == wrong
    assert findings(replace(old, card_number=new.card_number), TODAY) == wrong


def test_a_foreigners_number_of_no_province() -> None:
    """The province of the first application is none."""
    new = parse_text(sample_card("Y").content.text)
    assert isinstance(new, ForeignResident2023Record)
    body = "910398199012310" + "02"
    found = findings(replace(new, card_number=body + check_character(body)), TODAY)
    assert found == (Finding(Check.PROVINCE_UNKNOWN, Severity.WARN),)


def test_a_sex_that_the_standard_does_not_have_contradicts_nothing() -> None:
    """It is shown as it is."""
    assert findings(replace(_citizen(), sex=UnknownSexCode("3")), TODAY) == ()
