"""Unified social credit codes (统一社会信用代码, GB 32100) of organisations and sole traders.

Eighteen characters of an alphabet without I, O, S, V and Z; the last one checks the others. The organisation
code inside has a check character of its own, which codes issued to sole traders do not always keep, so it is
not judged. Source: domain guide section 5.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from config.domain.number_error import NumberError, NumberFault

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters by value."""


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A well-formed code; codes of organisations are public.

    Attributes:
        text: all eighteen characters.
        registrar: one character, who registered it (9: market regulation).
        category: one character, what kind of organisation (91 enterprise, 92 sole trader).
        region: six digits.
        organisation: nine characters.
    """

    text: str
    registrar: str
    category: str
    region: str
    organisation: str

    @property
    def sole_trader(self) -> bool:
        """Whether it belongs to a sole trader (个体工商户)."""
        return self.registrar + self.category == "92"


def check_character(first_seventeen: str) -> str:
    """Give the check character for the first seventeen characters."""
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(first_seventeen))
    return ALPHABET[-total % 31]


def parse_credit_code(text: str) -> CreditCode:
    """Read a code as people type it: full-width characters, spaces and small letters are accepted.

    Raises:
        NumberError: with the first fault in the order length, characters, region, check.
    """
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    if len(code) != 18:
        raise NumberError(NumberFault.LENGTH)
    if any(character not in ALPHABET for character in code):
        raise NumberError(NumberFault.CHARACTERS)
    if not code[2:8].isdigit():
        raise NumberError(NumberFault.REGION)
    if check_character(code[:17]) != code[17]:
        raise NumberError(NumberFault.CHECK)
    return CreditCode(code, code[0], code[1], code[2:8], code[8:17])
