"""Numbers as packed decimal digits, two in a byte."""

from __future__ import annotations


class BcdError(ValueError):
    """A half byte that is no decimal digit, or a number that does not fit."""


def encode_bcd(number: int, size: int) -> bytes:
    """A whole number in so many bytes, with zeros in front.

    Raises:
        BcdError: it is negative or too large.
    """
    text = f"{number:0{size * 2}d}"
    if number < 0 or len(text) != size * 2:
        raise BcdError("does not fit")
    return bytes.fromhex(text)


def decode_bcd(data: bytes) -> int:
    """The number in packed digits; 0 for no bytes.

    Raises:
        BcdError: something in it is no decimal digit.
    """
    text = data.hex()
    if text and not text.isdecimal():
        raise BcdError("not a digit")
    return int(text) if text else 0
