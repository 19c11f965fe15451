"""What a code is depends on its form and on what the screen asked for; nothing secret is ever shown."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.domain.citizen_number import check_character
from config.domain.identifiers import StationCode
from config.domain.receipt_number import ReceiptParts, mint_receipt_number
from drivers.code_scanner.classify import (
    ANYTHING,
    Code,
    CodeKind,
    PaymentScheme,
    classify,
    classify_payload,
    payment_scheme,
)

K = CodeKind
PAYMENT, ID, RECEIPT, CERTIFICATE = (
    frozenset({kind}) for kind in (K.PAYMENT, K.ID_NUMBER, K.RECEIPT_NUMBER, K.E_CERTIFICATE)
)
CITIZEN = "11010119000101001" + check_character("11010119000101001")
"""Region, date and check character of a citizen number, and the form of a WeChat payment code."""
RECEIPT_TEXT = str(mint_receipt_number(ReceiptParts(StationCode("LS"), 1, date(2026, 11, 24), 1, 37)))


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("1" + "0" * 17, PaymentScheme.WECHAT),
        ("154567890123456789", PaymentScheme.WECHAT),
        ("164567890123456789", None),
        ("13456789012345678", None),
        ("25" + "1" * 14, PaymentScheme.ALIPAY),
        ("28" + "1" * 16, PaymentScheme.ALIPAY),
        ("30" + "1" * 22, PaymentScheme.ALIPAY),
        ("30" + "1" * 23, None),
        ("31" + "1" * 16, None),
        ("62" + "1" * 17, PaymentScheme.UNIONPAY),
        ("62" + "1" * 16, None),
        ("6901234567892", None),
        ("1３4567890123456789", None),
        ("134567890123456789\n", None),
    ],
)
def test_payment_codes_by_scheme(text: str, scheme: PaymentScheme | None) -> None:
    """Prefix and length of the sheet; ASCII digits only, nothing behind them."""
    assert payment_scheme(text) is scheme


@given(st.from_regex(r"[0-9]{10,26}", fullmatch=True))
def test_no_text_has_the_form_of_two_schemes(text: str) -> None:
    """Their first two digits exclude each other."""
    scheme = payment_scheme(text)
    forms = {
        PaymentScheme.WECHAT: len(text) == 18 and "10" <= text[:2] <= "15",
        PaymentScheme.ALIPAY: 16 <= len(text) <= 24 and "25" <= text[:2] <= "30",
        PaymentScheme.UNIONPAY: len(text) == 19 and text[:2] == "62",
    }
    assert [one for one, fits in forms.items() if fits] == ([] if scheme is None else [scheme])


def test_a_number_of_both_forms_is_what_the_screen_asked_for() -> None:
    """A citizen number of the provinces 11 to 15 has the form of a payment code."""
    assert classify(CITIZEN, PAYMENT).kind is K.PAYMENT
    assert classify(CITIZEN, ID).kind is K.ID_NUMBER
    assert classify(CITIZEN, PAYMENT | ID).kind is K.ID_NUMBER


def test_without_date_or_check_character_it_is_no_citizen_number() -> None:
    """So a screen that asks for both takes it for a payment code."""
    wrong = CITIZEN[:-1] + str((int(CITIZEN[-1]) + 1) % 10)
    assert classify(wrong, PAYMENT | ID) == Code(K.PAYMENT, wrong, PaymentScheme.WECHAT, expected=True)
    assert classify(wrong, ID).expected is False


def test_a_final_x_means_a_citizen_number() -> None:
    """No payment code has letters; a small one is taken too."""
    rng = random.Random(7)
    body = next(
        number
        for number in (f"11010119000101{rng.randrange(1000):03d}" for _ in range(1000))
        if check_character(number) == "X"
    )
    assert classify(body + "x", PAYMENT | ID) == Code(K.ID_NUMBER, body + "X", expected=True)


@pytest.mark.parametrize(
    "text", [RECEIPT_TEXT, RECEIPT_TEXT.lower(), RECEIPT_TEXT.replace("-", ""), f" {RECEIPT_TEXT}\r\n"]
)
def test_receipt_numbers(text: str) -> None:
    """As printed, in small letters, without hyphens, with a terminator: always the exact form."""
    assert classify(text, RECEIPT) == Code(K.RECEIPT_NUMBER, RECEIPT_TEXT, expected=True)


@pytest.mark.parametrize("text", [RECEIPT_TEXT[:-1] + "#", RECEIPT_TEXT.replace("0", "O", 1), "LS01"])
def test_what_is_no_receipt_number(text: str) -> None:
    """A scanner makes no typing errors, so none are forgiven."""
    assert classify(text, RECEIPT).kind is K.UNKNOWN


def test_a_certificate_is_whatever_is_plainly_nothing_else() -> None:
    """These codes have no public form; a payment code is not taken for one."""
    assert classify("https://example.gov.cn/c/1", CERTIFICATE).kind is K.E_CERTIFICATE
    assert classify("电子证照 A-1", CERTIFICATE).expected
    assert classify("134567890123456789", CERTIFICATE) == Code(
        K.PAYMENT, "134567890123456789", PaymentScheme.WECHAT, expected=False
    )
    assert classify("a\x01b", CERTIFICATE).kind is K.UNKNOWN


def test_web_addresses() -> None:
    """With a scheme and a host; a receipt number is asked for, so it is not taken."""
    assert classify("https://example.gov.cn/a?b=c", RECEIPT).kind is K.WEB_ADDRESS
    assert classify("https://", ANYTHING).kind is K.UNKNOWN


def test_a_retail_code_is_no_payment_code() -> None:
    """The resident held the wrong thing up: said by its kind."""
    assert classify("6901234567892", PAYMENT) == Code(K.UNKNOWN, "6901234567892", expected=False)


def test_anything_is_what_the_bench_asks_for() -> None:
    """Unknown counts as expected there; bytes that are no text never do."""
    assert classify("hello", ANYTHING).expected
    assert classify(None, ANYTHING) == Code(K.UNREADABLE, "")


def test_spaces_within_a_number_are_nothing() -> None:
    """Some screens print payment codes in groups."""
    assert classify("1345 6789 0123 456789", PAYMENT).text == "134567890123456789"


def test_two_codes_that_came_as_one() -> None:
    """Without a gap between them the first that was asked for is taken."""
    joined = "6901234567892\r134567890123456789"
    assert classify_payload(joined, PAYMENT).text == "134567890123456789"
    assert classify_payload("6901234567892\r6901234567892", PAYMENT).expected is False
    assert classify_payload(None, PAYMENT).kind is K.UNREADABLE
    assert classify_payload(RECEIPT_TEXT, RECEIPT).text == RECEIPT_TEXT


@given(st.text(), st.sets(st.sampled_from(CodeKind)))
def test_every_text_is_something(text: str, expected: set[CodeKind]) -> None:
    """No text raises; what is expected was asked for."""
    code = classify_payload(text, frozenset(expected))
    assert not code.expected or code.kind in expected


@pytest.mark.parametrize("text", ["134567890123456789", CITIZEN, RECEIPT_TEXT, "62" + "1" * 17])
def test_nothing_is_shown(text: str) -> None:
    """Only kind, scheme and length may be seen."""
    code = classify(text, ANYTHING)
    assert text not in repr(code)
    assert code.length == len(text)
