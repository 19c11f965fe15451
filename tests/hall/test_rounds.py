"""What is due later gives way to what somebody waits for now, and is done all the same."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hall.services.rounds import Round, Rounds


class Desk:
    """Callers that may be there, and a piece of work that tells when it was done."""

    def __init__(self) -> None:
        self.busy = True
        self.looks = 0
        self.looked_often = threading.Event()
        self.worked = threading.Event()

    def is_busy(self) -> bool:
        self.looks += 1
        if self.looks > 3:
            self.looked_often.set()
        return self.busy

    def work(self) -> int:
        self.worked.set()
        return 0


@pytest.fixture
def desk() -> Desk:
    return Desk()


@contextmanager
def running(desk: Desk, give_way_s: float) -> Iterator[None]:
    rounds = Rounds([Round("test", desk.work)], give_way_s=give_way_s, look_s=0.001)
    rounds.start(desk.is_busy)
    try:
        yield
    finally:
        rounds.stop()


def test_a_turn_waits_while_the_hall_takes_entries_in(desk: Desk) -> None:
    with running(desk, 1e6):
        assert desk.looked_often.wait(20)
        assert not desk.worked.is_set()
        desk.busy = False
        assert desk.worked.wait(20)


def test_a_turn_waits_no_longer_than_its_limit(desk: Desk) -> None:
    with running(desk, 0.004):
        assert desk.worked.wait(20)
    assert desk.looks >= 4


def test_a_stop_ends_the_waiting(desk: Desk) -> None:
    with running(desk, 1e6):
        assert desk.looked_often.wait(20)
    assert not desk.worked.is_set()
