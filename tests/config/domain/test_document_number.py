"""Numbers judged by the kind of their document, and the citizen numbers of fifteen digits."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.domain.citizen_number import Sex, check_character, parse_citizen_number
from config.domain.document_number import DocumentKind, check_document_number
from config.domain.number_error import NumberError, NumberFault
from config.domain.old_citizen_number import parse_old_citizen_number

TODAY = date(2026, 11, 24)
GOOD = {
    DocumentKind.RESIDENT_ID: [
        "34052419800101001X", "11010519491231002X", "440524188001010014", "360426199101010071",
    ],
    DocumentKind.HMT_PERMIT: ["810000199408230021", "820000199408230023", "830000199201300022"],
    DocumentKind.FOREIGN_PERMANENT_2023: ["911398199012310021"],
    DocumentKind.FOREIGN_PERMANENT_2017: ["KAZ110090123105"],
    DocumentKind.RESIDENT_ID_1989: ["610198470508002"],
    DocumentKind.TRAVEL_PERMIT: ["H12345678", "M87654321", "H1234567801", "12345678", "1234567801"],
    DocumentKind.CREDIT_CODE: ["91350100M000100Y43"],
}  # fmt: skip


@pytest.mark.parametrize("kind", DocumentKind)
def test_published_numbers_of_every_kind(kind: DocumentKind) -> None:
    """The sheet's and the standards' own; typed with spaces, small letters and full-width digits as well."""
    for number in GOOD[kind]:
        assert check_document_number(kind, number, today=TODAY) == number
        typed = f" {number[:6].lower()} {number[6:].lower()}".replace("1", "１")
        assert check_document_number(kind, typed) == number


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_number_of_one_kind_is_none_of_another(kind: DocumentKind) -> None:
    """The form says which document it can be from, but for the fifteen digits that carry no check."""
    for other in DocumentKind:
        for number in GOOD[other] if other is not kind else ():
            with pytest.raises(NumberError):
                check_document_number(kind, number)


@pytest.mark.parametrize(
    ("kind", "number", "reason"),
    [
        (DocumentKind.RESIDENT_ID, "340524198001010011", NumberFault.CHECK),
        (DocumentKind.RESIDENT_ID, "810000199408230021", NumberFault.REGION),
        (DocumentKind.HMT_PERMIT, "34052419800101001X", NumberFault.REGION),
        (DocumentKind.HMT_PERMIT, "81000019940823002", NumberFault.LENGTH),
        (DocumentKind.RESIDENT_ID_1989, "61019847050800", NumberFault.LENGTH),
        (DocumentKind.RESIDENT_ID_1989, "61019847050800X", NumberFault.CHARACTERS),
        (DocumentKind.RESIDENT_ID_1989, "010198470508002", NumberFault.REGION),
        (DocumentKind.RESIDENT_ID_1989, "610198470230002", NumberFault.BIRTH_DATE),
        (DocumentKind.FOREIGN_PERMANENT_2023, "KAZ110090123105", NumberFault.LENGTH),
        (DocumentKind.FOREIGN_PERMANENT_2017, "911398199012310021", NumberFault.LENGTH),
        (DocumentKind.FOREIGN_PERMANENT_2017, "KAZ110090123104", NumberFault.CHECK),
        (DocumentKind.TRAVEL_PERMIT, "H1234567", NumberFault.CHARACTERS),
        (DocumentKind.TRAVEL_PERMIT, "H123456", NumberFault.LENGTH),
        (DocumentKind.TRAVEL_PERMIT, "X12345678", NumberFault.CHARACTERS),
        (DocumentKind.CREDIT_CODE, "91350100M000100Y44", NumberFault.CHECK),
    ],
)
def test_the_first_fault_is_named(kind: DocumentKind, number: str, reason: NumberFault) -> None:
    """And the number is not."""
    with pytest.raises(NumberError) as caught:
        check_document_number(kind, number)
    assert caught.value.reason is reason
    assert number not in str(caught.value)


def test_nobody_is_born_tomorrow() -> None:
    """Measured against the day that is passed in, for every kind whose number holds a whole birth date."""
    for kind, number in (
        (DocumentKind.RESIDENT_ID, "360426199101010071"),
        (DocumentKind.HMT_PERMIT, "810000199408230021"),
        (DocumentKind.FOREIGN_PERMANENT_2023, "911398199012310021"),
        (DocumentKind.RESIDENT_ID_1989, "610198470508002"),
    ):
        with pytest.raises(NumberError) as caught:
            check_document_number(kind, number, today=date(1940, 1, 1))
        assert caught.value.reason is NumberFault.BIRTH_DATE


def test_an_old_number_becomes_the_new_one() -> None:
    """The century goes in and the check character goes on."""
    number = parse_old_citizen_number("610198470508002")
    assert (number.text, number.birth_date, number.sex) == ("610198194705080024", date(1947, 5, 8), Sex.FEMALE)


@pytest.mark.parametrize("sequence", ["996", "997", "998", "999"])
def test_the_oldest_were_born_before_1900(sequence: str) -> None:
    """Four sequences were kept for them."""
    assert parse_old_citizen_number("610198990508" + sequence).birth_date == date(1899, 5, 8)


@given(st.from_regex(r"[1-8]\d{5}\d{6}\d{3}", fullmatch=True))
def test_old_numbers_upgrade_to_numbers_that_stand(text: str) -> None:
    """Whatever the digits: a fault of the date, or a number that the other parser takes with the same parts."""
    with contextlib.suppress(NumberError):
        number = parse_old_citizen_number(text)
        assert parse_citizen_number(number.text) == number
        assert number.text[:6] + number.text[8:17] == text
        assert number.text[17] == check_character(number.text[:17])
