"""Receipt numbers and lookup codes: minted, read, and forgiving towards what people type."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.domain.identifiers import StationCode
from config.domain.iso7064 import MOD_37_36, mod_37_36
from config.domain.lookup_code import mint_lookup_code, parse_lookup_code
from config.domain.number_error import NumberError, NumberFault
from config.domain.receipt_number import (
    ReceiptParts,
    mint_receipt_number,
    normalise_receipt_number,
    parse_receipt_number,
)

PARTS = ReceiptParts(StationCode("LS"), 1, date(2026, 11, 24), 1, 37)
NUMBER = "LS01-261124-10037-J"


def receipt_parts() -> st.SearchStrategy[ReceiptParts]:
    """Any parts that can be minted."""
    return st.builds(
        ReceiptParts,
        st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=2, max_size=4).map(StationCode),
        st.integers(1, 99),
        st.dates(date(2000, 1, 1), date(2099, 12, 31)),
        st.integers(0, 9),
        st.one_of(st.integers(1, 9_999), st.integers(10_000, 999_999_999)),
    )


def test_form() -> None:
    """The number has the form that slips show; the terminal can be named from it."""
    assert mint_receipt_number(PARTS) == NUMBER
    assert parse_receipt_number(NUMBER) == PARTS
    assert PARTS.terminal == "LS01"
    assert mint_receipt_number(replace(PARTS, serial=123_456)).startswith("LS01-261124-1123456-")


def test_check_character_of_the_standard() -> None:
    """The example of ISO 7064 for the hybrid system MOD 37,36."""
    assert mod_37_36("A12425GABC1234002") == "M"


@given(receipt_parts())
def test_minted_numbers_are_read_back(parts: ReceiptParts) -> None:
    """Mint and parse are counterparts, and normalising an exact number changes nothing."""
    number = mint_receipt_number(parts)
    assert parse_receipt_number(number) == parts
    assert normalise_receipt_number(number) == number


@pytest.mark.parametrize(
    "typed",
    [
        "ls01-261124-10037-j",
        "LS01 261124 10037 J",
        "LS0126112410037J",
        "ＬＳ０１－２６１１２４－１００３７－Ｊ",
        "LSO1-26II24-lOO37-J",
        "LS.01.261124.10037.J",
        "L501-261124-10037-J",
    ],
)
def test_what_people_type_is_understood(typed: str) -> None:
    """Case, gaps, width and look-alikes do not matter."""
    assert normalise_receipt_number(typed) == NUMBER


def test_look_alike_check_character() -> None:
    """Where the check character is O or 0, I or 1, either way of typing is understood."""
    found = set()
    for serial in range(1, 400):
        number = mint_receipt_number(replace(PARTS, serial=serial))
        other = {"O": "0", "0": "O", "I": "1", "1": "I"}.get(number[-1])
        if other is not None:
            found.add(number[-1])
            assert normalise_receipt_number(number[:-1] + other) == number
    assert found == {"O", "0", "I", "1"}


@given(receipt_parts(), st.data())
def test_every_single_wrong_character_is_caught(parts: ReceiptParts, data: st.DataObject) -> None:
    """The exact form finds any one wrong character."""
    number = mint_receipt_number(parts)
    place = data.draw(st.sampled_from([n for n, c in enumerate(number) if c != "-"]))
    wrong = data.draw(st.sampled_from(MOD_37_36).filter(lambda c: c != number[place]))
    with pytest.raises(NumberError):
        parse_receipt_number(number[:place] + wrong + number[place + 1 :])


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NumberFault.LENGTH),
        ("LS01-261124-137-X", NumberFault.LENGTH),
        ("L" * 40, NumberFault.LENGTH),
        ("LS01-261124-10037-K", NumberFault.CHECK),
        ("LS01-261324-10037-J", NumberFault.CHECK),
    ],
)
def test_what_cannot_be_understood(typed: str, fault: NumberFault) -> None:
    """A number that is too short is told apart from one with a slip in it."""
    with pytest.raises(NumberError) as caught:
        normalise_receipt_number(typed)
    assert caught.value.reason is fault


@pytest.mark.parametrize("body", ["LS00-261124-10037", "LS01-261324-10037", "LS01-261124-10000", "LS01-261124-100037"])
def test_impossible_parts_are_refused(body: str) -> None:
    """A right check character does not save terminal 0, month 13, serial 0 or a padded serial."""
    with pytest.raises(NumberError, match="characters"):
        parse_receipt_number(f"{body}-{mod_37_36(body.replace('-', ''))}")


@pytest.mark.parametrize("text", ["", "LS01-261124-10037", "ls01-261124-10037-J", "LS01-261124-137-J", NUMBER + "\n"])
def test_other_forms_are_refused(text: str) -> None:
    """Parsing takes the exact form only; forgiving is the business of normalising."""
    with pytest.raises(NumberError, match="characters"):
        parse_receipt_number(text)


def test_serials_of_ten_digits_are_refused() -> None:
    """Nine digits of serial are more than any terminal can use."""
    body = "LS01261124" + "1" + "1234567890"
    with pytest.raises(NumberError, match="characters"):
        parse_receipt_number(f"LS01-261124-11234567890-{mod_37_36(body)}")


@pytest.mark.parametrize(
    "parts",
    [
        replace(PARTS, station=StationCode("L")),
        replace(PARTS, station=StationCode("ls")),
        replace(PARTS, terminal_no=0),
        replace(PARTS, terminal_no=100),
        replace(PARTS, generation=10),
        replace(PARTS, serial=0),
        replace(PARTS, serial=10**9),
        replace(PARTS, day=date(1999, 12, 31)),
    ],
)
def test_parts_out_of_range_are_not_minted(parts: ReceiptParts) -> None:
    """A mistake of the caller is loud."""
    with pytest.raises(ValueError, match=r"is|are|lies"):
        mint_receipt_number(parts)


@given(st.text(max_size=30))
def test_any_text_normalises_or_gives_a_typed_error(text: str) -> None:
    """No input escapes as another exception, and what comes out is exact."""
    with contextlib.suppress(NumberError):
        parse_receipt_number(normalise_receipt_number(text))


def test_lookup_code_is_six_digits() -> None:
    """Zeros in front are kept, and the whole range is asked for."""
    asked: list[int] = []

    def draw(below: int) -> int:
        asked.append(below)
        return 42

    assert mint_lookup_code(draw) == "000042"
    assert asked == [1_000_000]


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "O12345", "0I2345", "０１２３４５", "012-345", "0l2345"])
def test_typed_lookup_codes(typed: str) -> None:
    """Gaps, width and look-alikes do not matter."""
    assert parse_lookup_code(typed) == "012345"


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", NumberFault.LENGTH),
        ("12345", NumberFault.LENGTH),
        ("1234567", NumberFault.LENGTH),
        ("12345A", NumberFault.CHARACTERS),
        ("12345٦", NumberFault.CHARACTERS),
    ],
)
def test_lookup_code_faults(typed: str, fault: NumberFault) -> None:
    """Too short is told apart from a letter among the digits."""
    with pytest.raises(NumberError) as caught:
        parse_lookup_code(typed)
    assert caught.value.reason is fault
