"""The staff's code: what is a code, how it is kept, how wrong tries are slowed down."""

from __future__ import annotations

import pytest

from kiosk.staff_code import FIRST_PAUSE_S, FREE_TRIES, LONGEST_PAUSE_S, CodeGuard, fits, hash_code, valid_code

CODE = "408215"


@pytest.mark.parametrize(
    ("code", "valid"),
    [("408215", True), ("000001", True), ("", False), ("40821", False), ("4082155", False), ("40821a", False),
     ("111111", False), ("４０８２１５", False)],
)  # fmt: skip
def test_a_code_is_six_digits_that_differ(code: str, valid: bool) -> None:
    assert valid_code(code) is valid


def test_only_the_code_itself_fits_its_hash() -> None:
    """The hash is salted, and does not contain the code."""
    stored = hash_code(CODE)
    assert fits(CODE, stored)
    assert not fits("408216", stored)
    assert hash_code(CODE) != stored
    assert CODE not in stored


@pytest.mark.parametrize(
    "stored", ["", "x", "scrypt:1:8:1:AAAA:AAAA", "scrypt:16384:8:1:A:B", "scrypt:16384:8:1:AAAA:AAAA"]
)
def test_a_hash_of_no_known_kind_fits_nothing(stored: str) -> None:
    """Nobody gets in by an empty or a broken setting."""
    assert not fits("", stored)
    assert not fits(CODE, stored)


def test_wrong_tries_are_slowed_down_more_and_more() -> None:
    """Two are free; from the third on each doubles the pause, to a quarter of an hour; the right code ends it."""
    guard = CodeGuard()
    for _ in range(FREE_TRIES - 1):
        guard.was_wrong(100.0)
    assert guard.pause_s(100.0) == 0
    guard.was_wrong(100.0)
    assert guard.pause_s(100.0) == FIRST_PAUSE_S
    assert guard.pause_s(100.5) == FIRST_PAUSE_S
    assert guard.pause_s(100.0 + FIRST_PAUSE_S) == 0
    guard.was_wrong(200.0)
    assert guard.pause_s(200.0) == 2 * FIRST_PAUSE_S
    for _ in range(20):
        guard.was_wrong(300.0)
    assert guard.pause_s(300.0) == LONGEST_PAUSE_S
    guard.was_right()
    assert guard.pause_s(300.0) == 0
