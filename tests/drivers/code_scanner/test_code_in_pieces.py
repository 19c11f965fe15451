"""Codes arrive in pieces of any size, with pauses; none is cut and none is joined to itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.code_scanner.codec import Family
from tests.drivers.code_scanner.desk import Desk

LONG = "高龄补贴申领材料" * 40


@pytest.mark.parametrize("piece_bytes", [1, 7, 64])
def test_pieces_with_pauses(tmp_path: Path, piece_bytes: int) -> None:
    """USB delivers 64 bytes at a time; the gap is generous here, so that a busy machine cannot fail the test."""
    desk = Desk(tmp_path, Family.SEVEN_E, gap_s=1.0, piece_bytes=piece_bytes, pause_s=0.001)
    text = LONG if piece_bytes == 64 else LONG[:40]
    assert desk.scan(text).text == text
    desk.close()


def test_a_paced_line(tmp_path: Path, family: Family) -> None:
    """At 9600 baud a code of 300 bytes takes a third of a second."""
    desk = Desk(tmp_path, family, baud=9600, gap_s=0.4)
    assert desk.scan(LONG[:100]).text == LONG[:100]
    desk.close()


def test_line_breaks_within_a_code(desk: Desk) -> None:
    """A terminator alone ends nothing."""
    assert desk.scan("first\r\nsecond\nthird").text == "first\r\nsecond\nthird"


def test_more_bytes_than_any_code_has(tmp_path: Path) -> None:
    """They are dropped, the resident is told, and the next code is read."""
    desk = Desk(tmp_path, Family.HONEYWELL)
    assert desk.scan("x" * 9000, "good").text == "good"
    desk.close()
