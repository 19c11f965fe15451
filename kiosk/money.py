"""Amounts as people read them. Money is whole fen everywhere else."""

from __future__ import annotations


def yuan(amount_fen: int) -> str:
    """The amount in yuan with two decimals, thousands apart: ``4,000.00``. For sizes; a sign stands in front."""
    sign, whole = "-" if amount_fen < 0 else "", abs(amount_fen)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"


def short_yuan(amount_fen: int) -> str:
    """The same without decimals that say nothing: ``100``, ``0.50``."""
    return yuan(amount_fen).removesuffix(".00")


def grouped(number: str, size: int = 5) -> str:
    """A long number in groups, to be read off and compared."""
    return " ".join(number[start : start + size] for start in range(0, len(number), size))
