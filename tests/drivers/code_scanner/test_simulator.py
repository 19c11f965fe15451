"""The simulated scanner as a program, and what it says to what it does not know."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from drivers.code_scanner.codec import Family
from drivers.code_scanner.simulated_families import Honeywell, Newland, NewlandOld, SevenE
from drivers.code_scanner.simulator_console import main
from tests.drivers.code_scanner.desk import Desk


def test_unknown_commands_are_told_apart() -> None:
    """As the families do it."""
    assert Honeywell().hear(b"\x16M\rABCDEF1!")[0].reply == b"ABCDEF1\x05!"
    assert Newland().hear(b"\x7e\x010000#ABCDEF1;\x03")[0].reply == b"\x02\x010000#ABCDEF1\x05;\x03"
    assert SevenE().hear(bytes.fromhex("7E000501000000ABCD"))[0].reply == bytes.fromhex("02000301006A61")
    assert SevenE().hear(bytes.fromhex("7E0008010002011234"))[0].reply == bytes.fromhex("02000101000401")
    assert NewlandOld().hear(b"xnls0302000;")[0].reply == b"\x06"


def test_temporary_settings_go_with_the_power() -> None:
    """Permanent ones stay."""
    scanner = Honeywell()
    scanner.hear(b"\x16M\rTRGMOD3!")
    assert scanner.hear(b"\x16M\rTRGMOD?.")[0].reply == b"TRGMOD3\x06."
    scanner.power_up()
    assert scanner.hear(b"\x16M\rTRGMOD?.")[0].reply == b"TRGMOD0\x06."
    scanner.hear(b"\x16M\rTRGMOD3.")
    scanner.power_up()
    assert scanner.hear(b"\x16M\rTRGMOD?.")[0].reply == b"TRGMOD3\x06."


def test_commands_in_pieces() -> None:
    """Half a command waits for its rest."""
    scanner = SevenE()
    assert scanner.hear(bytes.fromhex("7E0008")) == []
    assert [one.name for one in scanner.hear(bytes.fromhex("0100020 1ABCD".replace(" ", "")))] == ["start"]


def test_a_code_that_is_taken_away_is_not_read(desk: Desk) -> None:
    """Nobody holds it there any more."""
    desk.simulator.show("away")
    desk.simulator.take_away()
    assert desk.scan("here").text == "here"


class _Orders:
    """Orders that a test gives one after the other, looking at the answers in between."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def __iter__(self) -> Iterator[str]:
        return iter(f"{line}\n" for line in self._lines)


@pytest.mark.parametrize("family", list(Family), ids=str)
def test_the_console(tmp_path: Path, family: Family) -> None:
    """Every order is answered with one line."""
    out = io.StringIO()
    orders = {
        "show code": "ok",
        "hex 3031": "ok",
        "hex zz": "error not hexadecimal",
        "away": "ok",
        "stale old": "ok",
        "garbage f880": "ok",
        "beam": "off",
        "silence on": "ok",
        "silence off": "ok",
        "inside maybe": "error on or off",
        "unplug": "ok",
        "replug": "ok",
        "": None,
        "dance": "error no such order",
        "quit": None,
        "beam again": None,
    }
    arguments = ["--family", family.value, "--link", str(tmp_path / "port"), "--baud", "0"]
    assert main(arguments, _Orders(list(orders)), out) == 0  # type: ignore[arg-type]  # iterated only
    answers = [answer for answer in orders.values() if answer is not None]
    assert out.getvalue().splitlines() == [f"ready {tmp_path / 'port'}", *answers]
