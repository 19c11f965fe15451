"""What events mean, and which of them are new."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.cash.cctalk_codec import EVENT_PAIRS, EventBuffer
from drivers.cash.events import (
    Escrowed,
    Fraud,
    FraudSeen,
    Fresh,
    InTrouble,
    Lost,
    Reject,
    Rejected,
    Remark,
    Restarted,
    Returned,
    Stacked,
    StackedUnknown,
    StackerBack,
    Trouble,
    Unrecognised,
    advance,
    bill_happening,
    coin_happening,
    new_events,
    newest,
)

NONE = ((0, 0),) * EVENT_PAIRS
SIX = EventBuffer(6, ((3, 1), (0, 10), (0, 12), (0, 11), (0, 2)))
SEVEN = EventBuffer(7, ((3, 0), (3, 1), (0, 10), (0, 12), (0, 11)))

BILL_TABLE = {
    0: Remark(),
    1: Returned(),
    2: Rejected(Reject.NOT_RECOGNISED),
    3: Rejected(Reject.TRANSPORT),
    4: Rejected(Reject.NOT_ACCEPTED),
    5: Rejected(Reject.NOT_ACCEPTED),
    6: InTrouble(Trouble.JAM_IN_TRANSPORT),
    7: InTrouble(Trouble.JAM_IN_STACKER),
    8: FraudSeen(Fraud.PULLED_BACK),
    9: FraudSeen(Fraud.TAMPER),
    10: StackerBack(),
    11: InTrouble(Trouble.STACKER_REMOVED),
    12: StackerBack(),
    13: InTrouble(Trouble.STACKER_FAULTY),
    14: InTrouble(Trouble.STACKER_FULL),
    15: InTrouble(Trouble.JAM_IN_STACKER),
    16: InTrouble(Trouble.JAM_IN_TRANSPORT),
    17: FraudSeen(Fraud.OPTICAL),
    18: FraudSeen(Fraud.STRING),
    19: InTrouble(Trouble.ANTI_STRING_FAULTY),
    20: Remark(),
    21: StackedUnknown(),
}


@pytest.mark.parametrize(("code", "happening"), BILL_TABLE.items())
def test_every_bill_code(code: int, happening: object) -> None:
    """The table of the sheet, and code 21."""
    assert bill_happening(0, code) == happening


def test_bill_types() -> None:
    """B says where the note is; another B is no credit."""
    assert bill_happening(3, 0) == Stacked(3)
    assert bill_happening(3, 1) == Escrowed(3)
    assert bill_happening(3, 2) == Unrecognised(3, 2)
    assert bill_happening(0, 22) == Unrecognised(0, 22)


def test_no_code_of_any_table_is_credit() -> None:
    """Only a type number is."""
    assert not any(isinstance(bill_happening(0, code), Stacked | Escrowed) for code in range(256))
    assert not any(isinstance(coin_happening(0, code), Stacked | Escrowed) for code in range(256))


@pytest.mark.parametrize(
    ("a", "b", "happening"),
    [
        (2, 1, Stacked(2)),
        (2, 0, Stacked(2)),
        (0, 0, Remark()),
        (0, 1, Rejected(Reject.NOT_RECOGNISED)),
        (0, 2, Rejected(Reject.NOT_ACCEPTED)),
        (0, 130, Rejected(Reject.NOT_ACCEPTED)),
        (0, 14, InTrouble(Trouble.COIN_JAM)),
        (0, 18, FraudSeen(Fraud.COIN_PATH)),
        (0, 20, FraudSeen(Fraud.STRING)),
        (0, 36, StackedUnknown()),
        (0, 254, InTrouble(Trouble.COIN_RETURN_OPEN)),
        (0, 255, InTrouble(Trouble.DEVICE_FAULTY)),
        (0, 200, Unrecognised(0, 200)),
    ],
)
def test_coin_codes(a: int, b: int, happening: object) -> None:
    """A coin with its sorter path is credit; the rest are codes."""
    assert coin_happening(a, b) == happening


@pytest.mark.parametrize(
    ("before", "now", "count"), [(0, 3, 3), (7, 9, 2), (254, 1, 2), (255, 1, 1), (9, 9, 0), (0, 0, 0)]
)
def test_new_events(before: int, now: int, count: int) -> None:
    """The counter goes from 255 to 1; the sheet's figures."""
    assert new_events(before, now) == count


def test_counter_zero_is_a_restart() -> None:
    """It stands after power-up only."""
    assert new_events(5, 0) is None
    assert advance(SIX, EventBuffer(0, NONE), bill_happening) == Restarted(0, ())


def test_the_sheets_two_frames() -> None:
    """From 6 to 7: type 3, that was in escrow, is stacked."""
    assert advance(SIX, SEVEN, bill_happening) == Fresh((Stacked(3),))
    assert advance(SEVEN, SEVEN, bill_happening) == Fresh(())


def test_a_restart_behind_the_same_counter() -> None:
    """The old events no longer stand in the buffer."""
    again = EventBuffer(6, ((0, 2), (0, 2), (0, 2), (0, 2), (0, 2)))
    assert advance(SIX, again, bill_happening) == Restarted(1, (Rejected(Reject.NOT_RECOGNISED),) * 5)


def test_a_restart_behind_a_plausible_counter() -> None:
    """One event more, and the others are not the old ones."""
    again = EventBuffer(7, ((3, 0), (0, 2), (0, 2), (0, 2), (0, 2)))
    assert isinstance(advance(SIX, again, bill_happening), Restarted)


def test_a_restart_behind_a_smaller_counter() -> None:
    """Few events and an empty rest of the buffer."""
    again = EventBuffer(2, ((0, 2), (0, 10), (0, 0), (0, 0), (0, 0)))
    assert advance(SIX, again, bill_happening) == Restarted(0, (StackerBack(), Rejected(Reject.NOT_RECOGNISED)))


def test_more_than_five_new_events_are_lost() -> None:
    """Six at once: one was never seen."""
    now = EventBuffer(12, ((4, 0), (4, 1), (0, 2), (0, 2), (3, 0)))
    rejected = Rejected(Reject.NOT_RECOGNISED)
    assert advance(SIX, now, bill_happening) == Lost(1, (Stacked(3), rejected, rejected, Escrowed(4), Stacked(4)))


def test_newest_of_a_fresh_buffer() -> None:
    """As many as the counter says, the oldest first."""
    buffer = EventBuffer(2, ((3, 0), (3, 1), (0, 0), (0, 0), (0, 0)))
    assert newest(buffer, buffer.counter, bill_happening) == (Escrowed(3), Stacked(3))


PAIRS = st.tuples(st.integers(0, 3), st.integers(1, 6))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 600), st.lists(PAIRS, max_size=5), st.lists(PAIRS, min_size=5, max_size=5))
def test_up_to_five_new_events_are_always_seen_in_order(
    past: int, new: list[tuple[int, int]], old: list[tuple[int, int]]
) -> None:
    """Whatever the counter says, over the wrap as well."""
    counter = 0 if past == 0 else (past - 1) % 255 + 1
    before = EventBuffer(counter, tuple(old) if counter else NONE)
    now = before
    for pair in new:
        now = EventBuffer(now.counter % 255 + 1, (pair, *now.pairs[:4]))
    assert advance(before, now, bill_happening) == Fresh(tuple(bill_happening(*pair) for pair in new))
