"""EMV merchant-presented codes: what is drawn as a QR code when an acquirer gives the parts and not a URL.

EMVCo QRCPS-MPM 1.1, as UnionPay International uses it (payments sheet, section 5). An element is a tag of two digits,
a length of two digits and a value; the length counts characters, the checksum runs over the UTF-8 bytes. Amounts are
integer fen here; yuan with two decimals are in the code's text only.

Errors:
    EmvCodeError: the text is not such a code, or not the one that was expected. It holds no part of the text.
"""

from __future__ import annotations

import re
from binascii import crc_hqx
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

CNY = "156"
"""ISO 4217, as digits."""

DYNAMIC = "12"
"""Point of initiation: a code for one payment."""

STATIC = "11"
"""Point of initiation: a code that stays the same."""

UNIONPAY_TAGS = ("15", "16")
"""Scheme ids of UnionPay; one source names them, and what is inside is the acquirer's."""

_FIRST, _INITIATION, _CATEGORY, _CURRENCY, _AMOUNT = "00", "01", "52", "53", "54"
_COUNTRY, _NAME, _CITY, _POSTCODE, _ADDITIONAL, _LAST, _LOCAL = "58", "59", "60", "61", "62", "63", "64"
_BILL, _STORE, _REFERENCE, _TERMINAL = "01", "03", "05", "07"
_AMOUNT_FORM = re.compile(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")
_TWO_DIGITS = re.compile("[0-9]{2}")
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_CHECKSUM_FORM = re.compile("[0-9A-F]{4}")


class EmvFault(StrEnum):
    """What is wrong with a code."""

    TEXT = "text"
    LENGTH = "length"
    DUPLICATE = "duplicate"
    CHECKSUM = "checksum"
    VERSION = "version"
    MISSING = "missing"
    CURRENCY = "currency"
    AMOUNT = "amount"


class EmvCodeError(Exception):
    """A code cannot be read, built or taken.

    Attributes:
        fault: what is wrong.
        tag: the element's tag, where one is to blame.
    """

    def __init__(self, fault: EmvFault, tag: str | None = None) -> None:
        super().__init__(fault if tag is None else f"{fault} at {tag}")
        self.fault = fault
        self.tag = tag


@dataclass(frozen=True, slots=True)
class Element:
    """One element: a tag of two digits and 1 to 99 characters."""

    tag: str
    value: str


@dataclass(frozen=True, slots=True)
class MerchantCode:
    """What a code says.

    Attributes:
        schemes: the elements 02 to 25, each a scheme's own number for the merchant.
        accounts: the templates 26 to 51 as elements within elements: (tag, elements), the unique id under ``00``.
        category: merchant category code, four digits.
        amount_fen: None where the payer types the amount.
        initiation: ``12`` for one payment, ``11`` for a code that stays.
        local: name and city in another language: elements ``00`` (language), ``01``, ``02``.
        additional: elements of template 62: ``01`` bill number, ``03`` store, ``05`` reference, ``07`` terminal, …
        others: every other element (tips, postcode, free templates), as it came.
    """

    merchant: str
    city: str
    category: str
    amount_fen: int | None
    schemes: tuple[Element, ...] = ()
    accounts: tuple[tuple[str, tuple[Element, ...]], ...] = ()
    additional: tuple[Element, ...] = ()
    local: tuple[Element, ...] = ()
    others: tuple[Element, ...] = ()
    country: str = "CN"
    currency: str = CNY
    initiation: str | None = DYNAMIC

    @property
    def bill_number(self) -> str | None:
        """The bill's number in the additional data."""
        return _value_of(self.additional, _BILL)

    @property
    def terminal(self) -> str | None:
        """The terminal in the additional data."""
        return _value_of(self.additional, _TERMINAL)


def additional_data(
    *,
    bill_number: str | None = None,
    store: str | None = None,
    reference: str | None = None,
    terminal: str | None = None,
) -> tuple[Element, ...]:
    """Return the elements of template 62 for what is given."""
    given = ((_BILL, bill_number), (_STORE, store), (_REFERENCE, reference), (_TERMINAL, terminal))
    return tuple(Element(tag, value) for tag, value in given if value is not None)


def checksum(text: str) -> str:
    """Return the four digits for a code's text up to and including ``6304``.

    CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, no reflection, no final exclusive or.
    """
    return f"{crc_hqx(text.encode('utf-8'), 0xFFFF):04X}"


def build(code: MerchantCode) -> str:
    """Return the text of a code. Raises `EmvCodeError` where it would not fit."""
    elements = [Element(_FIRST, "01")]
    if code.initiation is not None:
        elements.append(Element(_INITIATION, code.initiation))
    elements += code.schemes
    elements += [Element(tag, _joined(inner)) for tag, inner in code.accounts]
    elements += [Element(_CATEGORY, code.category), Element(_CURRENCY, code.currency)]
    if code.amount_fen is not None:
        elements.append(Element(_AMOUNT, _yuan(code.amount_fen)))
    elements += [Element(_COUNTRY, code.country), Element(_NAME, code.merchant), Element(_CITY, code.city)]
    if code.additional:
        elements.append(Element(_ADDITIONAL, _joined(code.additional)))
    if code.local:
        elements.append(Element(_LOCAL, _joined(code.local)))
    elements += code.others
    text = _joined(elements) + f"{_LAST}04"
    return text + checksum(text)


def parse(text: str) -> MerchantCode:
    """Return what a code says; elements may come in any order between the first and the last.

    Raises:
        EmvCodeError: no code, a part that breaks its own length, an element twice, or a wrong checksum.
    """
    elements = _split(text)
    if not elements or elements[0] != Element(_FIRST, "01"):
        raise EmvCodeError(EmvFault.VERSION, _FIRST)
    last = elements[-1]
    if last.tag != _LAST or _CHECKSUM_FORM.fullmatch(last.value) is None:
        raise EmvCodeError(EmvFault.MISSING, _LAST)
    if checksum(text[:-4]) != last.value:
        raise EmvCodeError(EmvFault.CHECKSUM)
    found = {element.tag: element.value for element in elements}
    for tag in (_CATEGORY, _CURRENCY, _COUNTRY, _NAME, _CITY):
        if tag not in found:
            raise EmvCodeError(EmvFault.MISSING, tag)
    return MerchantCode(
        merchant=found[_NAME],
        city=found[_CITY],
        category=found[_CATEGORY],
        amount_fen=_fen(found[_AMOUNT]) if _AMOUNT in found else None,
        schemes=tuple(element for element in elements if "02" <= element.tag <= "25"),
        accounts=tuple((element.tag, _split(element.value)) for element in elements if "26" <= element.tag <= "51"),
        additional=_split(found.get(_ADDITIONAL, "")),
        local=_split(found.get(_LOCAL, "")),
        others=tuple(element for element in elements if _is_other(element.tag)),
        country=found[_COUNTRY],
        currency=found[_CURRENCY],
        initiation=found.get(_INITIATION),
    )


def parse_for(text: str, amount_fen: int) -> MerchantCode:
    """Return a code that asks for exactly this amount in yuan. Raises `EmvCodeError` for every other one."""
    code = parse(text)
    if code.currency != CNY:
        raise EmvCodeError(EmvFault.CURRENCY, _CURRENCY)
    if code.amount_fen != amount_fen:
        raise EmvCodeError(EmvFault.AMOUNT, _AMOUNT)
    return code


def _is_other(tag: str) -> bool:
    named = {_FIRST, _INITIATION, _CATEGORY, _CURRENCY, _AMOUNT, _COUNTRY, _NAME, _CITY, _ADDITIONAL, _LAST, _LOCAL}
    return tag not in named and not "02" <= tag <= "51"


def _joined(elements: Iterable[Element]) -> str:
    parts, seen = [], set()
    for element in elements:
        if _TWO_DIGITS.fullmatch(element.tag) is None or not _is_text(element.value):
            raise EmvCodeError(EmvFault.TEXT, element.tag)
        if not 1 <= len(element.value) <= 99:
            raise EmvCodeError(EmvFault.LENGTH, element.tag)
        if element.tag in seen:
            raise EmvCodeError(EmvFault.DUPLICATE, element.tag)
        seen.add(element.tag)
        parts.append(f"{element.tag}{len(element.value):02d}{element.value}")
    return "".join(parts)


def _split(text: str) -> tuple[Element, ...]:
    """Return the elements of a text; the text is used up exactly, and no element comes twice."""
    if not _is_text(text):
        raise EmvCodeError(EmvFault.TEXT)
    elements: dict[str, Element] = {}
    at = 0
    while at < len(text):
        tag, size = text[at : at + 2], text[at + 2 : at + 4]
        if _TWO_DIGITS.fullmatch(tag) is None or _TWO_DIGITS.fullmatch(size) is None:
            raise EmvCodeError(EmvFault.TEXT)
        end = at + 4 + int(size)
        if size == "00" or end > len(text):
            raise EmvCodeError(EmvFault.LENGTH, tag)
        if tag in elements:
            raise EmvCodeError(EmvFault.DUPLICATE, tag)
        elements[tag] = Element(tag, text[at + 4 : end])
        at = end
    return tuple(elements.values())


def _is_text(value: str) -> bool:
    """Whether it can be drawn and encoded: no control characters, no lone surrogates."""
    return _UNFIT.search(value) is None


def _yuan(amount_fen: int) -> str:
    if not 0 < amount_fen < 10**12:
        raise EmvCodeError(EmvFault.AMOUNT, _AMOUNT)
    return f"{amount_fen // 100}.{amount_fen % 100:02d}"


def _fen(amount: str) -> int:
    if _AMOUNT_FORM.fullmatch(amount) is None:
        raise EmvCodeError(EmvFault.AMOUNT, _AMOUNT)
    yuan, _, rest = amount.partition(".")
    return int(yuan) * 100 + int(rest.ljust(2, "0"))


def _value_of(elements: tuple[Element, ...], tag: str) -> str | None:
    return next((element.value for element in elements if element.tag == tag), None)
