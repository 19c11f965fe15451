"""Bytes of ICT bill acceptors: each stands alone, and one of them is money."""

from __future__ import annotations

import itertools
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cash.events import (
    Escrowed,
    Fraud,
    FraudSeen,
    InTrouble,
    Reject,
    Rejected,
    Remark,
    Returned,
    Stacked,
    StackerBack,
    Trouble,
    Unrecognised,
)
from drivers.cash.ict_codec import Enabled, IctParser, PoweredUp

PROVE = int(os.environ.get("KIOSK_PROVE", "1"))


def heard(text: str, *, routed: bool = False) -> list[object]:
    return list(IctParser().feed(bytes.fromhex(text), routed=routed))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("80 8F", [PoweredUp()]),
        ("81 40", [Escrowed(1)]),
        ("81 44", [Escrowed(5)]),
        ("3E", [Enabled(on=True)]),
        ("5E", [Enabled(on=False)]),
        ("20", [InTrouble(Trouble.MOTOR_FAULTY)]),
        ("21", [InTrouble(Trouble.DEVICE_FAULTY)]),
        ("22", [InTrouble(Trouble.JAM_IN_TRANSPORT)]),
        ("23", [FraudSeen(Fraud.PULLED_BACK)]),
        ("24", [InTrouble(Trouble.STACKER_REMOVED)]),
        ("25", [InTrouble(Trouble.SENSOR_FAULTY)]),
        ("26", [InTrouble(Trouble.DEVICE_FAULTY)]),
        ("27", [FraudSeen(Fraud.STRING)]),
        ("28", [InTrouble(Trouble.STACKER_FAULTY)]),
        ("29", [Rejected(Reject.NOT_RECOGNISED)]),
        ("2A", [Remark()]),
        ("2F", [StackerBack()]),
        ("71", [Remark()]),
        ("99", [Unrecognised(0, 0x99)]),
        ("81 22", [InTrouble(Trouble.JAM_IN_TRANSPORT)]),
        ("80 81 40", [Escrowed(1)]),
    ],
)
def test_every_byte_of_the_sheet(text: str, expected: list[object]) -> None:
    """The table of section 9.2; a message that breaks off is forgotten."""
    assert heard(text) == expected


def test_money_only_while_it_was_asked_for() -> None:
    """A disturbed byte may look like it."""
    assert heard("10") == [Unrecognised(0, 0x10)]
    assert heard("81 40 10") == [Escrowed(1), Unrecognised(0, 0x10)]
    assert heard("81 40 10", routed=True) == [Escrowed(1), Stacked(1)]


def test_money_once() -> None:
    """A second one belongs to no note."""
    parser = IctParser()
    parser.feed(b"\x81\x42", routed=False)
    assert parser.held == 3
    assert parser.feed(b"\x10\x10", routed=True) == [Stacked(3), Unrecognised(0, 0x10)]
    assert parser.held is None


def test_a_note_that_goes_back() -> None:
    """With or without our asking."""
    assert heard("81 41 11") == [Escrowed(2), Returned()]
    assert heard("11") == [Unrecognised(0, 0x11)]


def test_a_power_up_takes_the_note_along() -> None:
    """What became of it is unknown."""
    parser = IctParser()
    parser.feed(b"\x81\x40\x80\x8f", routed=False)
    assert parser.held is None
    assert parser.feed(b"\x10", routed=True) == [Unrecognised(0, 0x10)]


def test_reset_forgets() -> None:
    """The line was opened anew."""
    parser = IctParser()
    parser.feed(b"\x81\x40\x81", routed=False)
    parser.reset()
    assert parser.held is None
    assert parser.feed(b"\x40", routed=False) == [Unrecognised(0, 0x40)]


@given(st.binary(max_size=60), st.lists(st.integers(0, 60), max_size=5))
def test_every_cut_gives_the_same(data: bytes, cuts: list[int]) -> None:
    """What comes out does not depend on how the bytes were cut."""
    whole = IctParser().feed(data, routed=False)
    bounds = [0, *sorted(min(cut, len(data)) for cut in cuts), len(data)]
    parser = IctParser()
    pieces = [data[a:b] for a, b in itertools.pairwise(bounds)]
    assert [one for piece in pieces for one in parser.feed(piece, routed=False)] == whole


def test_fifty_thousand_noisy_streams_give_no_money() -> None:
    """Without an accept of ours no byte at all is a credit."""
    rng = random.Random(20261124)
    for _ in range(50_000 * PROVE):
        parser = IctParser()
        data = bytearray(rng.choice([b"\x81\x40\x10", b"\x80\x8f\x5e", b"\x81\x42\x11", b"\x10\x2f"]))
        data[rng.randrange(len(data)) : 0] = rng.randbytes(rng.randrange(4))
        for said in parser.feed(bytes(data), routed=False):
            assert not isinstance(said, Stacked)
