"""When an order is looked at again (payments sheet, section 2)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hall.payments import schedule
from tests.hall.payments.edge import START


@pytest.mark.parametrize(("age_s", "by_code", "wait_s"), [(0, False, 2), (59, False, 2), (60, False, 5), (0, True, 5)])
def test_a_waiting_order_is_asked_about_every_two_seconds_then_five(age_s: int, by_code: bool, wait_s: int) -> None:
    now = START + timedelta(seconds=age_s)
    assert schedule.next_query(START, now, by_code=by_code) == now + timedelta(seconds=wait_s)


def test_a_closed_order_is_looked_at_after_1_5_15_and_60_minutes() -> None:
    now, minutes = START, []
    while (until := schedule.next_look(START, now)) is not None:
        minutes.append((until - START).total_seconds() / 60)
        now = until
    assert minutes == [1, 5, 15, 60]


def test_what_did_not_work_is_tried_again_ever_more_slowly() -> None:
    waits = [(schedule.try_again(attempts, START) - START).total_seconds() for attempts in (0, 1, 2, 3, 4, 99)]
    assert waits == [2, 2, 10, 60, 600, 600]


def test_a_code_is_shown_for_three_minutes_and_read_for_45_seconds() -> None:
    assert schedule.show_until(START, by_code=False) == START + timedelta(seconds=180)
    assert schedule.show_until(START, by_code=True) == START + timedelta(seconds=45)
