"""What a code is: decided by its form and by what the screen asked for. Pure; for scanners and cameras alike.

A citizen number of the provinces 11 to 15 has the form of a WeChat payment code, a bank card number may have the form
of a UnionPay one: so a form counts first of all when the screen asked for it. Where a screen asks for both, a number
with a possible date and a right check character is a citizen number (a payment code is one by chance four times in
100,000).

What a payment code or a citizen number says is in no ``repr``.

Source: code scanner sheet, section 8; glossary for the names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from config.domain.citizen_number import parse_citizen_number
from config.domain.identifiers import ReceiptNumber
from config.domain.number_error import NumberError
from config.domain.receipt_number import normalise_receipt_number, parse_receipt_number


class CodeKind(StrEnum):
    """The kinds of code that a screen can ask for, and the two that it never does."""

    PAYMENT = "payment"
    ID_NUMBER = "id_number"
    RECEIPT_NUMBER = "receipt_number"
    E_CERTIFICATE = "e_certificate"
    WEB_ADDRESS = "web_address"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"


class PaymentScheme(StrEnum):
    """Whose payment code."""

    WECHAT = "wechat"
    ALIPAY = "alipay"
    UNIONPAY = "unionpay"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read.

    Attributes:
        kind: what it is.
        text: without terminators; a payment code and a number without spaces, a receipt number in its exact form.
        scheme: of a payment code, else None.
        expected: whether the screen asked for this kind.
    """

    kind: CodeKind
    text: str = field(repr=False)
    scheme: PaymentScheme | None = None
    expected: bool = False

    @property
    def length(self) -> int:
        """Characters; may be logged, other than the text."""
        return len(self.text)


ANYTHING = frozenset(CodeKind) - {CodeKind.UNREADABLE, CodeKind.E_CERTIFICATE}
"""For the bench: whatever the form says. A certificate has no form of its own."""

_PAYMENT_FORMS = {
    PaymentScheme.WECHAT: re.compile("1[0-5][0-9]{16}"),
    PaymentScheme.ALIPAY: re.compile("(?:2[5-9]|30)[0-9]{14,22}"),
    PaymentScheme.UNIONPAY: re.compile("62[0-9]{17}"),
}
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_LONGEST_CERTIFICATE = 2953
_SPACE = re.compile(r"[\s\x00\ufeff]+")


def payment_scheme(text: str) -> PaymentScheme | None:
    """The scheme whose form a text has; the forms exclude each other."""
    return next((scheme for scheme, form in _PAYMENT_FORMS.items() if form.fullmatch(text)), None)


def classify(text: str | None, expected: frozenset[CodeKind]) -> Code:
    """Say what a code is.

    Args:
        text: as read; None for bytes that are no text.
        expected: what the screen asked for.

    Returns:
        The kind that was asked for where the form allows it, else the kind whose form it has. A payment form that was
        not asked for is ``PAYMENT`` and not ``expected``: the resident showed the wrong code at the wrong time.
    """
    if text is None:
        return Code(CodeKind.UNREADABLE, "")
    stripped = text.strip("\r\n\t \x00\ufeff")
    readings = _readings(stripped)
    chosen = next((one for one in readings if one.kind in expected), None)
    if chosen is not None:
        return Code(chosen.kind, chosen.text, chosen.scheme, expected=True)
    if CodeKind.E_CERTIFICATE in expected and _may_be_certificate(stripped, readings):
        return Code(CodeKind.E_CERTIFICATE, stripped, expected=True)
    if readings:
        return readings[0]
    return Code(CodeKind.UNKNOWN, stripped, expected=CodeKind.UNKNOWN in expected)


def classify_payload(text: str | None, expected: frozenset[CodeKind]) -> Code:
    """As ``classify``; where two codes without a gap came as one, the first line that was asked for is taken."""
    whole = classify(text, expected)
    if whole.expected and whole.kind is not CodeKind.UNKNOWN:
        return whole
    lines = text.splitlines() if text is not None else []
    single = (classify(line, expected) for line in lines if len(lines) > 1)
    asked_for = (CodeKind.PAYMENT, CodeKind.ID_NUMBER, CodeKind.RECEIPT_NUMBER)
    return next((one for one in single if one.expected and one.kind in asked_for), whole)


def _readings(text: str) -> list[Code]:
    """Everything that the form allows, the likelier first."""
    compact = _SPACE.sub("", text)
    found: list[Code] = []
    if (number := _citizen_number(compact)) is not None:
        found.append(Code(CodeKind.ID_NUMBER, number))
    if (scheme := payment_scheme(compact)) is not None:
        found.append(Code(CodeKind.PAYMENT, compact, scheme))
    if (receipt := _receipt_number(compact)) is not None:
        found.append(Code(CodeKind.RECEIPT_NUMBER, str(receipt)))
    if _WEB_ADDRESS.fullmatch(text):
        found.append(Code(CodeKind.WEB_ADDRESS, text))
    return found


def _citizen_number(text: str) -> str | None:
    if not text.isascii():
        return None
    try:
        return parse_citizen_number(text.upper()).text
    except NumberError:
        return None


def _receipt_number(text: str) -> ReceiptNumber | None:
    """A number in its exact form, or with the hyphens left out or set otherwise; a scanner makes no typing errors."""
    exact = unicodedata.normalize("NFKC", text).upper()
    try:
        parse_receipt_number(exact)
    except NumberError:
        return _receipt_without_hyphens(exact)
    return ReceiptNumber(exact)


def _receipt_without_hyphens(text: str) -> ReceiptNumber | None:
    try:
        number = normalise_receipt_number(text)
    except NumberError:
        return None
    return number if number.replace("-", "") == text.replace("-", "") else None


def _may_be_certificate(text: str, readings: list[Code]) -> bool:
    """There is no public form of these codes: anything readable that is not plainly something else."""
    plain = {one.kind for one in readings} - {CodeKind.WEB_ADDRESS}
    return not plain and 0 < len(text) <= _LONGEST_CERTIFICATE and text.isprintable()
