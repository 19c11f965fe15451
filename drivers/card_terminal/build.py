"""From a line's description to its driver: for the terminal and for the bench."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from drivers.card_terminal.driver import CardRules, CardTerminalDriver
from drivers.card_terminal.journal import CardJournal
from drivers.card_terminal.zvt import commands
from drivers.card_terminal.zvt.apdu import ByteOrder
from drivers.card_terminal.zvt.dialogue import DialogueTimes
from drivers.card_terminal.zvt.line import SerialLine, TcpLine, ZvtLine
from drivers.card_terminal.zvt.terminal import CNY, ZvtOptions, ZvtTerminal
from drivers.timebase import SystemTime, Timebase
from drivers.transport.serial_link import LineSettings, SerialLink
from drivers.transport.tcp_link import SCHEME, TcpLink

NO_PASSWORD = "000000"  # noqa: S105 - what terminals leave the factory with


@dataclass(frozen=True, slots=True)
class CardLine:
    """A card terminal and how it is spoken to.

    Attributes:
        port: a device path, or ``socket://address:20007``.
        baud: the line's speed, on a serial port.
        stop_bits: 1 or 2, on a serial port.
        password: six digits.
        currency: ISO 4217 number.
        config_byte: the bits of the registration.
        long_length: which byte of a long length comes first, ``little`` or ``big``.
        asks_last: whether the terminal tells its last payment.
        nothing_code: with which code it says that there is none; 0: not known.
        times: limits of a command.
        rules: limits of the driver.
    """

    port: str
    baud: int = 9600
    stop_bits: int = 2
    password: str = NO_PASSWORD
    currency: int = CNY
    config_byte: int = commands.CONFIG_BYTE
    long_length: ByteOrder = "little"
    asks_last: bool = True
    nothing_code: int = 0
    times: DialogueTimes = field(default_factory=DialogueTimes)
    rules: CardRules = field(default_factory=CardRules)


def card_driver(line: CardLine, journal_path: Path | None, *, timebase: Timebase | None = None) -> CardTerminalDriver:
    """Make the driver of a card terminal; nothing is opened.

    Args:
        line: where it is and how it is spoken to.
        journal_path: the journal's file, in a folder that exists; None to observe only.
        timebase: clock and waiting; the machine's by default.

    Raises:
        ValueError: the password is none.
    """
    time = timebase if timebase is not None else SystemTime()
    journal = None if journal_path is None else CardJournal(journal_path, now=lambda: datetime.now(UTC))
    options = ZvtOptions(
        password=line.password,
        currency=line.currency,
        config_byte=line.config_byte,
        asks_last=line.asks_last,
        nothing_code=line.nothing_code,
        times=line.times,
    )
    terminal = ZvtTerminal(_zvt_line(line, time), time, options)
    return CardTerminalDriver(terminal, journal, line.rules, timebase=time)


def _zvt_line(line: CardLine, time: Timebase) -> ZvtLine:
    if line.port.startswith(f"{SCHEME}://"):
        return TcpLine(TcpLink(line.port, timebase=time), time, long_length=line.long_length)
    settings = LineSettings(baud=line.baud, stop_bits=line.stop_bits)
    return SerialLine(SerialLink(line.port, settings, timebase=time), time, long_length=line.long_length)
