"""Which amount each bill or coin type is: the device's own table, turned into whole fen.

A type whose amount is not certain is left out, and what is left out is never accepted.

Source: payments sheet, section 9.1 (bill id: country 2, value 4, issue 1; scaling: factor and decimals). Coin ids
have a value of three characters whose unit differs between makers, so the unit is a setting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drivers.cash.cctalk_codec import Scaling

COUNTRY_BYTES, BILL_ID_BYTES, COIN_ID_BYTES = 2, 7, 6
FEN_DECIMALS = 2
"""A yuan has a hundred fen."""


@dataclass(frozen=True, slots=True)
class Denomination:
    """One bill or coin type.

    Attributes:
        type: its number in the device, from 1.
        name: the device's name for it, such as ``CN0100A``.
        amount_fen: what it is worth.
    """

    type: int
    name: str
    amount_fen: int


def bill_id(data: bytes) -> tuple[str, int] | None:
    """Name and value of a bill id; None for an unused place of the table."""
    return _identified(data, BILL_ID_BYTES)


def coin_id(data: bytes) -> tuple[str, int] | None:
    """Name and value of a coin id; None for an unused place of the table, or a value that is no whole number."""
    return _identified(data, COIN_ID_BYTES)


def _identified(data: bytes, size: int) -> tuple[str, int] | None:
    if len(data) != size or not data.isalnum() or not data.isascii():
        return None
    value = data[COUNTRY_BYTES:-1]
    if not value.isdigit() or int(value) == 0:
        return None
    return data.decode("ascii"), int(value)


def scaled_fen(value: int, scaling: Scaling) -> int | None:
    """The amount of a bill in fen; None when it is no whole number of them."""
    amount, rest = divmod(value * scaling.factor * 10**FEN_DECIMALS, 10**scaling.decimals)
    return amount if rest == 0 and amount > 0 else None


def country_of(name: str) -> str:
    """The country's two letters in a bill or coin name."""
    return name[:COUNTRY_BYTES]


@dataclass(frozen=True, slots=True)
class PriceList:
    """The denominations of one device, by type."""

    by_type: Mapping[int, Denomination]

    def get(self, number: int) -> Denomination | None:
        """The denomination of a type; None for one whose amount is not known."""
        return self.by_type.get(number)

    def types_worth(self, accepted_fen: frozenset[int], limit_fen: int | None) -> frozenset[int]:
        """The types of accepted amounts that do not exceed a limit."""
        return frozenset(
            number
            for number, one in self.by_type.items()
            if one.amount_fen in accepted_fen and (limit_fen is None or one.amount_fen <= limit_fen)
        )


def price_list(denominations: Iterable[Denomination]) -> PriceList:
    """A list of denominations by type."""
    return PriceList({one.type: one for one in denominations})
