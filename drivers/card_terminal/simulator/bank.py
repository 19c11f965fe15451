"""What really happened to the card holder's money: the simulator's own record, independent of what it reports."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Charge:
    """Money that was taken, and whether it went back."""

    amount_fen: int
    receipt: int
    trace: int
    taken_back: bool = False


@dataclass(slots=True)
class Bank:
    """Every charge since the terminal was made."""

    charges: list[Charge] = field(default_factory=list)

    def charge(self, amount_fen: int, receipt: int, trace: int) -> Charge:
        """Take money."""
        made = Charge(amount_fen, receipt, trace)
        self.charges.append(made)
        return made

    @property
    def standing(self) -> list[Charge]:
        """The charges that were not taken back."""
        return [one for one in self.charges if not one.taken_back]

    @property
    def standing_fen(self) -> int:
        """What the card holders have paid."""
        return sum(one.amount_fen for one in self.standing)
