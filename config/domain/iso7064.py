"""Check characters of ISO/IEC 7064: MOD 11-2 (citizen numbers) and MOD 37,36 (receipt numbers)."""

from __future__ import annotations

MOD_11_2 = "0123456789X"
"""The check characters of MOD 11-2 by value; ``X`` stands for ten."""

MOD_37_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""The characters of MOD 37,36 by value, for the text as well as for its check character."""
_VALUES_37_36 = {character: value for value, character in enumerate(MOD_37_36)}


def mod_11_2(digits: str) -> str:
    """Give the check character for a string of digits.

    Catches every single wrong digit and every swap of two digits.
    """
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2 % 11
    return MOD_11_2[(1 - total) % 11]


def mod_37_36(text: str) -> str:
    """Give the check character for a string of digits and capital letters.

    Catches every single wrong character and nearly all swaps of neighbours (hybrid system of the standard).
    """
    total = 36
    for character in text:
        total = (total + _VALUES_37_36[character]) % 36 or 36
        total = total * 2 % 37
    return MOD_37_36[(1 - total) % 36]
