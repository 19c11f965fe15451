"""Rates per caller, bounded in memory."""

from __future__ import annotations

import pytest

from hall.errors import ProblemError
from hall.limits import MAX_CALLERS, RateLimit


def test_a_caller_waits_until_its_oldest_event_is_out_of_the_window() -> None:
    now = [100.0]
    limit = RateLimit(2, 10, lambda: now[0])
    for _ in range(2):
        limit.check("a")
        limit.count("a")
        now[0] += 3
    with pytest.raises(ProblemError) as caught:
        limit.check("a")
    assert caught.value.retry_after_s == 4
    limit.check("b")
    now[0] += 4
    limit.check("a")


def test_the_oldest_callers_are_forgotten() -> None:
    limit = RateLimit(1, 10, lambda: 0.0)
    for number in range(MAX_CALLERS + 5):
        limit.count(str(number))
    limit.check("0")
    with pytest.raises(ProblemError):
        limit.check(str(MAX_CALLERS))
