"""From a line's description to its driver: for the terminal and for the bench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from drivers.cash.accepting import CashRules
from drivers.cash.cctalk_bus import CcTalkBus
from drivers.cash.cctalk_frames import BILL_VALIDATOR, Checksum
from drivers.cash.cctalk_unit import BillValidator, CoinAcceptor
from drivers.cash.driver import CashDriver
from drivers.cash.ict_unit import IctBillAcceptor
from drivers.cash.journal import CashJournal
from drivers.cash.unit import CashUnit
from drivers.timebase import SystemTime, Timebase
from drivers.transport.serial_link import LineSettings, SerialLink

AUTO = "auto"
NOTES_FEN = (100, 500, 1000, 2000, 5000, 10000)
"""Notes of the renminbi in circulation from 1 yuan up."""
COINS_FEN = (10, 50, 100)


@dataclass(frozen=True, slots=True)
class CashLine:
    """What hangs on a port.

    Attributes:
        port: a device path or a URL of pyserial.
        family: ``cctalk`` or ``ict``.
        baud: the line's speed.
        bill_address: the bill validator's ccTalk address; 0 for none.
        coin_address: the coin acceptor's ccTalk address; 0 for none.
        checksum: ``auto``, ``simple`` or ``crc``.
        coin_unit_fen: what 1 in the value of a coin id is worth.
        ict_types_fen: what the note types of an ICT acceptor are worth, from type 1 on; 0 for an unused one.
        accepted_fen: the denominations that the terminal takes.
        poll_period_s: seconds between two looks at the events.
        settle_limit_s: how long a note that was sent on may take.
    """

    port: str
    family: str = "cctalk"
    baud: int = 9600
    bill_address: int = BILL_VALIDATOR
    coin_address: int = 0
    checksum: str = AUTO
    coin_unit_fen: int = 1
    ict_types_fen: tuple[int, ...] = NOTES_FEN
    accepted_fen: frozenset[int] = frozenset(NOTES_FEN + COINS_FEN)
    poll_period_s: float = 0.2
    settle_limit_s: float = 10.0


def cash_driver(line: CashLine, journal_path: Path | None, *, timebase: Timebase | None = None) -> CashDriver:
    """Make the driver of a line; nothing is opened.

    Args:
        line: what hangs on the port.
        journal_path: the journal's file, in a folder that exists; None to observe only.
        timebase: clock and waiting; the machine's by default.

    Raises:
        ValueError: a family that does not exist, or no device at all.
    """
    time = timebase if timebase is not None else SystemTime()
    journal = None if journal_path is None else CashJournal(journal_path, now=lambda: datetime.now(UTC))
    rules = CashRules(line.accepted_fen, line.poll_period_s, line.settle_limit_s)
    parity = "E" if line.family == "ict" else "N"
    link = SerialLink(line.port, LineSettings(baud=line.baud, parity=parity), timebase=time)
    return CashDriver(link, _units(line, link, time), journal, rules, timebase=time)


def _units(line: CashLine, link: SerialLink, time: Timebase) -> list[CashUnit]:
    if line.family == "ict":
        amounts_fen = {number: fen for number, fen in enumerate(line.ict_types_fen, 1) if fen}
        return [IctBillAcceptor(link, time, amounts_fen)]
    if line.family != "cctalk":
        raise ValueError(f"no such family: {line.family}")
    checksum = None if line.checksum == AUTO else Checksum(line.checksum)
    bus = CcTalkBus(link, time, baud=line.baud, checksum=checksum)
    units: list[CashUnit] = []
    if line.bill_address:
        units.append(BillValidator(bus, line.bill_address))
    if line.coin_address:
        units.append(CoinAcceptor(bus, line.coin_address, unit_fen=line.coin_unit_fen))
    if not units:
        raise ValueError("no device has an address")
    return units
