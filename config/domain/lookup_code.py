"""The lookup code (查询码): six digits on the slip that prove whose receipt number it is.

It is random, so it is shown once and kept only as a salted slow hash (decisions 10 and 11).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from config.domain.identifiers import LookupCode
from config.domain.number_error import NumberError, NumberFault

DIGITS = 6
_LIKE_DIGITS = str.maketrans("OoIl|", "00111")


def mint_lookup_code(random_below: Callable[[int], int]) -> LookupCode:
    """Draw a code.

    Args:
        random_below: gives an unpredictable number from 0 to its argument minus one, such as
        ``secrets.randbelow``.
    """
    return LookupCode(f"{random_below(10**DIGITS):0{DIGITS}d}")


def parse_lookup_code(text: str) -> LookupCode:
    """Read what somebody typed: full-width digits, spaces and hyphens, ``O`` for ``0`` and ``I`` for ``1``.

    Raises:
        NumberError: ``CHARACTERS`` or ``LENGTH``.
    """
    code = "".join(unicodedata.normalize("NFKC", text).replace("-", "").split()).translate(_LIKE_DIGITS)
    if not (code.isascii() and (code.isdigit() or not code)):
        raise NumberError(NumberFault.CHARACTERS)
    if len(code) != DIGITS:
        raise NumberError(NumberFault.LENGTH)
    return LookupCode(code)
