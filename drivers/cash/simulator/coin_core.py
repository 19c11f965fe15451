"""A simulated ccTalk coin acceptor: what it accepts falls into the box.

Source: payments sheet, section 9.1.
"""

from __future__ import annotations

from collections.abc import Callable

from drivers.cash.cctalk_codec import Header
from drivers.cash.cctalk_frames import COIN_ACCEPTOR, Checksum
from drivers.cash.simulator.cctalk_core import CcTalkCore
from drivers.cash.simulator.vault import Piece, Vault

COIN_NAMES = ("CN010A", "CN050A", "CN100A")
"""Coins of 0.10, 0.50 and 1 yuan; their values are fen."""


class CoinCore(CcTalkCore):
    """A coin acceptor: what it accepts falls into the box."""

    header_events = Header.READ_COIN_EVENTS
    category = "Coin Acceptor"

    def __init__(
        self,
        *,
        clock: Callable[[], float],
        vault: Vault | None = None,
        checksum: Checksum = Checksum.SIMPLE,
        address: int = COIN_ACCEPTOR,
        serial_number: int = 4321,
    ) -> None:
        amounts = [int(name[2:5]) for name in COIN_NAMES]
        super().__init__(
            *(address, COIN_NAMES, amounts),
            vault=vault,
            checksum=checksum,
            serial_number=serial_number,
            clock=clock,
        )

    def insert(self, kind: int) -> Piece | None:
        """A resident drops a coin. Gives the coin when it fell into the box."""
        if not self.allows(kind):
            self.event(0, 2)
            return None
        piece = self.vault.piece(kind, self.amount_fen(kind))
        self.vault.stacked.append(piece)
        self.event(kind, 1)
        return piece

    def fraud(self, code: int = 20) -> None:
        """A coin on a string (20), or another code of the table."""
        self.event(0, code)

    def jam(self) -> None:
        """A coin blocks the sensor."""
        self.event(0, 14)

    def _obey_own(self, header: int, data: bytes) -> bytes | None:
        return self._named(data, 6) if header == Header.COIN_ID else None
