"""The driver with scanners that were written from the sheet's bytes alone, over a line of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.code_scanner.classify import ANYTHING
from drivers.code_scanner.codec import Family
from drivers.code_scanner.model import Ready, Scan
from drivers.code_scanner.scanner import CodeScanner
from drivers.commands import LiveContext
from drivers.timebase import SystemTime
from drivers.transport.serial_link import SerialLink
from tests.drivers.code_scanner.stranger import MemoryLink, StillTime, StrangeLine, Stranger


@pytest.fixture
def line(tmp_path: Path, family: Family) -> Iterator[StrangeLine]:
    """A stranger of each family."""
    made = StrangeLine(family.value, tmp_path / "port")
    yield made
    made.stop()


def test_a_conversation_with_a_stranger(line: StrangeLine, tmp_path: Path, family: Family) -> None:
    """It is asked how it is, reads three codes, is never told what the sheet does not know, and is left dark."""
    scanner = CodeScanner(SerialLink(str(tmp_path / "port")), family)
    scanner.open()
    assert scanner.poll() == Ready(family)
    for code in ("6901234567892", "办事指南", "LS01-261124-10037-X"):
        line.scanner.held_up = code.encode() + b"\r\n"
        context = LiveContext(timebase=SystemTime(), timeout_s=20)
        assert scanner.run(Scan(ANYTHING), context).code.text == code
    assert scanner.poll() == Ready(family)
    scanner.close()
    assert line.scanner.unknown == []
    assert (line.scanner.starts, line.scanner.stops) == (3, 4)
    assert not line.scanner.beam


RECORDED = {
    Family.HONEYWELL: ["1655 0D", "164D0D 5452474D4F4430 21", "1654 0D", "1655 0D"],
    Family.NEWLAND: [
        "7E0130303030 23 53434E54524730 3B03",
        "7E0130303030 23 53434E4D4F4430 3B03",
        "7E0130303030 23 53434E54524731 3B03",
        "7E0130303030 23 53434E54524730 3B03",
    ],
    Family.NEWLAND_OLD: ["1B30", "1B31", "1B30"],
    Family.SEVEN_E: ["7E00 08 01 0002 00 ABCD", "7E00 08 01 0002 01 ABCD", "7E00 08 01 0002 00 ABCD"],
}


def test_the_recorded_conversation(family: Family) -> None:
    """Open, scan one code: exactly these commands, in this order."""
    time = StillTime()
    link = MemoryLink(family.value, time)
    scanner = CodeScanner(link, family, timebase=time)
    scanner.open()
    link.scanner.held_up = b"0012\r"
    assert scanner.run(Scan(ANYTHING), LiveContext(timebase=time, timeout_s=20)).code.text == "0012"
    assert link.written == [bytes.fromhex(one) for one in RECORDED[family]]


def test_a_stranger_knows_nothing_else() -> None:
    """The emulator itself: half a command waits, an unknown one is noted."""
    said: list[bytes] = []
    stranger = Stranger("7e00", said.append)
    stranger.take(bytes.fromhex("7E0008"))
    stranger.take(bytes.fromhex("0100"))
    assert (said, stranger.unknown) == ([], [])
    stranger.take(b"\xff")
    assert len(stranger.unknown) == 1
