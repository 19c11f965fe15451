"""What physically happened to each note and coin: the simulators' own record, independent of what they report."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Piece:
    """One note or coin, with a number of its own."""

    number: int
    type: int
    amount_fen: int


@dataclass(slots=True)
class Vault:
    """The box and the resident's hand."""

    stacked: list[Piece] = field(default_factory=list)
    given_back: list[Piece] = field(default_factory=list)
    _made: int = 0

    def piece(self, kind: int, amount_fen: int) -> Piece:
        """Make a new note or coin."""
        self._made += 1
        return Piece(self._made, kind, amount_fen)

    @property
    def stacked_fen(self) -> int:
        """What is in the box."""
        return sum(piece.amount_fen for piece in self.stacked)
