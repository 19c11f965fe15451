"""Numbers of foreign residents and of organisations."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.domain.citizen_number import Sex
from config.domain.credit_code import ALPHABET, CreditCode, check_character, parse_credit_code
from config.domain.number_error import NumberError, NumberFault
from config.domain.permanent_residence_number import (
    PermanentResidenceNumber,
    PermanentResidenceNumber2017,
    check_digit_2017,
    number_of_2017,
    parse_permanent_residence_number,
)

NEW, OLD = "911398199012310021", "KAZ110090123105"


def new_number() -> PermanentResidenceNumber:
    """Give the published number of 2023."""
    number = parse_permanent_residence_number(NEW)
    assert isinstance(number, PermanentResidenceNumber)
    return number


def test_new_form() -> None:
    """The published number of 2023 comes apart."""
    assert new_number() == PermanentResidenceNumber(NEW, "11", "398", date(1990, 12, 31), "002", Sex.FEMALE)


def test_old_form() -> None:
    """The published number of 2017 comes apart; small letters and spaces are accepted."""
    number = parse_permanent_residence_number(" kaz 1100 901231 05 ")
    assert number == PermanentResidenceNumber2017(OLD, "KAZ", "1100", "901231", Sex.FEMALE)


def test_both_sexes() -> None:
    """Odd digits are men in both forms."""
    old = "KAZ11009012311"
    number = parse_permanent_residence_number(old + check_digit_2017(old))
    assert number.sex is Sex.MALE
    assert parse_permanent_residence_number("91139819901231001" + "3").sex is Sex.MALE


def test_old_number_is_derived_from_the_new_one() -> None:
    """The published pair belongs together."""
    assert number_of_2017(new_number(), "kaz", "000") == OLD


@pytest.mark.parametrize(
    ("letters", "link", "fault"),
    [
        ("KA", "000", NumberFault.LENGTH),
        ("KAZ", "   ", NumberFault.LENGTH),
        ("KA1", "000", NumberFault.CHARACTERS),
        ("KAZ", "0A0", NumberFault.CHARACTERS),
    ],
)
def test_no_old_number_without_its_parts(letters: str, link: str, fault: NumberFault) -> None:
    """A card without an earlier number gives none."""
    with pytest.raises(NumberError) as caught:
        number_of_2017(new_number(), letters, link)
    assert caught.value.reason is fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", NumberFault.LENGTH),
        (NEW[:-2], NumberFault.LENGTH),
        ("9113981990123100Z1", NumberFault.CHARACTERS),
        ("610198194503120016", NumberFault.REGION),
        ("911398199013310021", NumberFault.BIRTH_DATE),
        ("911398199012310022", NumberFault.CHECK),
        ("KA1110090123105", NumberFault.CHARACTERS),
        ("KAZ11009012310A", NumberFault.CHARACTERS),
        ("KAZ110090133105", NumberFault.BIRTH_DATE),
        ("KAZ110090123106", NumberFault.CHECK),
    ],
)
def test_foreign_number_faults(text: str, fault: NumberFault) -> None:
    """Each kind of mistake has its own cause."""
    with pytest.raises(NumberError) as caught:
        parse_permanent_residence_number(text)
    assert caught.value.reason is fault


def test_repr_shows_nothing() -> None:
    """Numbers of people never show."""
    assert repr(new_number()) == "PermanentResidenceNumber()"
    assert repr(parse_permanent_residence_number(OLD)) == "PermanentResidenceNumber2017()"


@given(st.text(max_size=20))
def test_any_text_gives_a_foreign_number_or_a_typed_error(text: str) -> None:
    """No input escapes as another exception."""
    with contextlib.suppress(NumberError):
        parse_permanent_residence_number(text)


@pytest.mark.parametrize(
    ("text", "sole_trader"),
    [("91350100M000100Y43", False), ("92610198MA00000017", True), ("91610198MA0000002D", False)],
)
def test_published_credit_codes(text: str, sole_trader: bool) -> None:
    """Codes of the standard and of our test region are read."""
    code = parse_credit_code(f" {text.lower()} ")
    assert code == CreditCode(text, text[0], text[1], text[2:8], text[8:17])
    assert code.sole_trader is sole_trader


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("91350100M000100Y4", NumberFault.LENGTH),
        ("91350100I000100Y43", NumberFault.CHARACTERS),
        ("91A50100M000100Y43", NumberFault.REGION),
        ("91350100M000100Y44", NumberFault.CHECK),
    ],
)
def test_credit_code_faults(text: str, fault: NumberFault) -> None:
    """Each kind of mistake has its own cause."""
    with pytest.raises(NumberError) as caught:
        parse_credit_code(text)
    assert caught.value.reason is fault


@given(st.integers(0, 16), st.sampled_from(ALPHABET))
def test_a_wrong_character_changes_the_check_character(place: int, character: str) -> None:
    """The check character finds any one wrong character."""
    body = "91350100M000100Y4"
    changed = body[:place] + character + body[place + 1 :]
    assert (check_character(changed) == "3") is (changed == body)
