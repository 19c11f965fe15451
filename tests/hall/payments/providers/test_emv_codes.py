"""EMV merchant-presented codes: the sheet's vectors, both ways, and nothing but typed errors for everything else."""

from __future__ import annotations

import os
import random
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.payments.providers.emv_qr import (
    Element,
    EmvCodeError,
    EmvFault,
    MerchantCode,
    additional_data,
    build,
    checksum,
    parse,
    parse_for,
)

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))
PUBLISHED = (
    "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
    "6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME"
    "91320016A0112233449988770708123456786304A13A"
)
OURS = (
    "00020101021226440016A0000003330101030120123456789012345678905204939953031565406100.005802CN5917DEMO SERVICE HALL"
    "6007BEIJING62260115K012026112400010703K0163048DFE"
)
OUR_CODE = MerchantCode(
    merchant="DEMO SERVICE HALL",
    city="BEIJING",
    category="9399",
    amount_fen=10_000,
    accounts=(("26", (Element("00", "A000000333010103"), Element("01", "12345678901234567890"))),),
    additional=additional_data(bill_number="K01202611240001", terminal="K01"),
)

_text = st.text("AZaz09 -.*最佳运输北京é😀\u00a0", min_size=1, max_size=12)
_digits = st.text(string.digits, min_size=1, max_size=12)


def _tags(first: int, last: int) -> st.SearchStrategy[str]:
    return st.integers(first, last).map("{:02d}".format)


def _elements(first: int, last: int, most: int) -> st.SearchStrategy[tuple[Element, ...]]:
    return st.dictionaries(_tags(first, last), _text, max_size=most).map(
        lambda found: tuple(Element(tag, value) for tag, value in sorted(found.items()))
    )


codes = st.builds(
    MerchantCode,
    merchant=_text,
    city=_text,
    category=st.text(string.digits, min_size=4, max_size=4),
    amount_fen=st.none() | st.integers(1, 10**12 - 1),
    schemes=_elements(2, 25, 3),
    accounts=st.dictionaries(_tags(26, 51), _elements(0, 9, 4).filter(bool), max_size=3).map(
        lambda found: tuple(sorted(found.items()))
    ),
    additional=_elements(1, 9, 4),
    local=_elements(0, 2, 3),
    others=_elements(80, 99, 3),
    initiation=st.sampled_from([None, "11", "12"]),
)


def test_the_check_value_of_the_checksum() -> None:
    """``123456789`` gives 29B1."""
    assert checksum("123456789") == "29B1"


def test_the_published_sample_is_read() -> None:
    """EMVCo's own sample, with Chinese in it, has its checksum over UTF-8 and says what it says."""
    code = parse(PUBLISHED)

    assert (code.merchant, code.city, code.category) == ("BEST TRANSPORT", "BEIJING", "4111")
    assert code.amount_fen == 2_372
    assert (Element("00", "ZH"), Element("01", "最佳运输"), Element("02", "北京")) == code.local
    assert code.terminal == "A6008667"
    assert [tag for tag, _ in code.accounts] == ["29", "31"]


def test_the_sheets_example_is_built_exactly() -> None:
    """What is built for the sheet's example is the sheet's text, and it is read back as what it was built from."""
    assert build(parse(OURS)) == OURS
    assert (
        parse_for(OURS, 10_000).amount_fen,
        parse(OURS).bill_number,
        parse(OURS).terminal,
    ) == (10_000, "K01202611240001", "K01")


@settings(max_examples=200)
@given(codes)
def test_what_is_built_is_read_back(code: MerchantCode) -> None:
    """Every code that can be built is read as exactly what it was built from."""
    assert code == parse(build(code))


def _ending(text: str) -> str:
    return f"{text}6304{checksum(text + '6304')}"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", EmvFault.VERSION),
        (OURS[:-1] + "F", EmvFault.CHECKSUM),
        (OURS.replace("100.00", "100.01"), EmvFault.CHECKSUM),
        (OURS[:-8], EmvFault.MISSING),
        (OURS[:-3], EmvFault.LENGTH),
        (OURS[6:], EmvFault.VERSION),
        ("000201" + OURS, EmvFault.DUPLICATE),
        ("0002016304" + checksum("0002016304"), EmvFault.MISSING),
        ("0002０1", EmvFault.VERSION),
        ("0002010100", EmvFault.LENGTH),
        ("https://qr.95516.com/00010000/1", EmvFault.TEXT),
        (_ending("000201520493995303156540410.x5802CN5901A6001B"), EmvFault.AMOUNT),
    ],
)
def test_what_is_no_such_code_is_refused(text: str, fault: EmvFault) -> None:
    """Bad lengths, an element twice, a wrong or missing checksum, another version: each is said by its name."""
    with pytest.raises(EmvCodeError) as caught:
        parse(text)
    assert fault is caught.value.fault


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (MerchantCode("A", "B", "9399", 10_001), EmvFault.AMOUNT),
        (MerchantCode("A", "B", "9399", None), EmvFault.AMOUNT),
        (MerchantCode("A", "B", "9399", 10_000, currency="840"), EmvFault.CURRENCY),
    ],
)
def test_a_code_for_something_else_is_not_taken(code: MerchantCode, fault: EmvFault) -> None:
    """A code that asks for another amount, for none, or for another currency is not shown."""
    with pytest.raises(EmvCodeError) as caught:
        parse_for(build(code), 10_000)
    assert fault is caught.value.fault


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (MerchantCode("A" * 100, "B", "9399", 1), EmvFault.LENGTH),
        (MerchantCode("", "B", "9399", 1), EmvFault.LENGTH),
        (MerchantCode("A\n", "B", "9399", 1), EmvFault.TEXT),
        (MerchantCode("A", "B", "9399", 0), EmvFault.AMOUNT),
        (MerchantCode("A", "B", "9399", 10**12), EmvFault.AMOUNT),
        (MerchantCode("A", "B", "9399", 1, others=(Element("80", "1"), Element("80", "2"))), EmvFault.DUPLICATE),
        (MerchantCode("A", "B", "9399", 1, others=(Element("x1", "1"),)), EmvFault.TEXT),
    ],
)
def test_what_does_not_fit_is_not_built(code: MerchantCode, fault: EmvFault) -> None:
    """Texts that are too long or empty, amounts out of range, an element twice: no code comes out."""
    with pytest.raises(EmvCodeError) as caught:
        build(code)
    assert fault is caught.value.fault


def test_damaged_codes_give_typed_errors_only() -> None:
    """15,000 damaged codes: each is refused with a typed error, or it is the very code that it was."""
    seed = 20_261_124 if PROVE == 1 else random.SystemRandom().randrange(10**9)
    chance = random.Random(seed)
    alphabet = string.digits + "AZ最" + "\x00 .-"
    for round_number in range(15_000 * PROVE):
        text = list(PUBLISHED if round_number % 2 else OURS)
        for _ in range(chance.randint(1, 3)):
            place = chance.randrange(len(text))
            match chance.randrange(4):
                case 0:
                    text[place] = chance.choice(alphabet)
                case 1:
                    text[place : place + 1] = text[place : place + 1] * chance.choice((0, 2)) or ["0"]
                case 2:
                    text.insert(place, chance.choice(alphabet))
                case _:
                    text = text[: place + 1]
        damaged = "".join(text)
        try:
            read = parse(damaged)
        except EmvCodeError:
            continue
        assert damaged in {PUBLISHED, OURS} or checksum(damaged[:-4]) == damaged[-4:], (seed, read)
