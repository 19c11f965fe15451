"""Citizen numbers: what is accepted, what each fault is, and that nothing of them leaks."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.domain.citizen_number import (
    CitizenNumber,
    NumberError,
    NumberFault,
    Sex,
    check_character,
    parse_citizen_number,
)

SENIOR = "610198194503120016"


@pytest.mark.parametrize(
    "text",
    [
        SENIOR,
        "61019819520908002X",
        "61019819780615003X",
        "610198199001010047",
        "610198201805200057",
        "610198201207070117",
        "610198193602290067",
        "34052419800101001X",
        "11010519491231002X",
        "440524188001010014",
        "360426199101010071",
        "810000199408230021",
        "820000199408230023",
        "830000199201300022",
    ],
)
def test_published_numbers_are_well_formed(text: str) -> None:
    """Numbers of the standard, of test suites and our own test region are read."""
    assert parse_citizen_number(text).text == text


def test_parts() -> None:
    """Region, date, sequence and sex come out of their places."""
    number = parse_citizen_number(SENIOR)
    assert number == CitizenNumber(SENIOR, "610198", date(1945, 3, 12), "001", Sex.MALE)
    assert parse_citizen_number("610198199001010047").sex is Sex.FEMALE
    assert number.province_known


def test_typed_forms_are_accepted() -> None:
    """Spaces, full-width digits and a small x are what people type."""
    assert parse_citizen_number(" 610198 19520908 002x ").text == "61019819520908002X"
    assert parse_citizen_number("６１０１９８１９４５０３１２００１６").text == SENIOR


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", NumberFault.LENGTH),
        (SENIOR[:-1], NumberFault.LENGTH),
        (SENIOR + "0", NumberFault.LENGTH),
        ("61019819450312001A", NumberFault.CHARACTERS),
        ("6101981945031200X6", NumberFault.CHARACTERS),
        ("61019819450312001٦", NumberFault.CHARACTERS),
        ("010198194503120016", NumberFault.REGION),
        ("911398199012310021", NumberFault.REGION),
        ("610198194513120016", NumberFault.BIRTH_DATE),
        ("610198190002290016", NumberFault.BIRTH_DATE),
        ("610198184912310016", NumberFault.BIRTH_DATE),
        ("610198194503120017", NumberFault.CHECK),
    ],
)
def test_first_fault_is_named(text: str, fault: NumberFault) -> None:
    """Each kind of mistake has its own cause, and the error does not repeat the number."""
    with pytest.raises(NumberError) as caught:
        parse_citizen_number(text)
    assert caught.value.reason is fault
    assert not text or text not in str(caught.value)


def test_unknown_province_is_plausible() -> None:
    """A region that is on no list is no reason to refuse a person."""
    body = "78019819900101004"
    number = parse_citizen_number(body + check_character(body))
    assert not number.province_known


def test_birth_in_the_future() -> None:
    """Against a day, a later birth is refused; the same day is fine."""
    with pytest.raises(NumberError, match="birth_date"):
        parse_citizen_number(SENIOR, today=date(1945, 3, 11))
    assert parse_citizen_number(SENIOR, today=date(1945, 3, 12)).age_on(date(1945, 3, 12)) == 0


def test_age_turns_on_the_birthday() -> None:
    """Full years, counted to the day; a leap-day child turns older on 1 March."""
    number = parse_citizen_number(SENIOR)
    assert number.age_on(date(2026, 3, 11)) == 80
    assert number.age_on(date(2026, 3, 12)) == 81
    leap = parse_citizen_number("610198193602290067")
    assert leap.age_on(date(2026, 2, 28)) == 89
    assert leap.age_on(date(2026, 3, 1)) == 90
    with pytest.raises(NumberError):
        number.age_on(date(1945, 3, 11))


def test_repr_shows_nothing() -> None:
    """A number that ends in a log by mistake ends there empty."""
    assert repr(parse_citizen_number(SENIOR)) == "CitizenNumber()"


@given(st.integers(0, 16), st.integers(1, 9))
def test_every_single_wrong_digit_is_caught(place: int, shift: int) -> None:
    """The check character finds any one wrong digit, whatever else the change breaks."""
    digit = str((int(SENIOR[place]) + shift) % 10)
    with pytest.raises(NumberError):
        parse_citizen_number(SENIOR[:place] + digit + SENIOR[place + 1 :])


@given(st.text(max_size=24))
def test_any_text_gives_a_number_or_a_typed_error(text: str) -> None:
    """No input escapes as another exception."""
    with contextlib.suppress(NumberError):
        parse_citizen_number(text)
