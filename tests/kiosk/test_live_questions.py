"""Live calls from the GUI thread: made on the hall's lane, answered or failed with a type."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from kiosk.background import Background
from kiosk.hall_calls import BusyError, HallCalls, LiveCallError, OfflineError
from kiosk.hall_client import HallClient, Lookup, LookupOutcome
from kiosk.hall_line import HallLine
from offline_queue.clock import SystemClock


@pytest.fixture
def client() -> Iterator[HallClient]:
    """Over a line that is not open."""
    background = Background()
    line = HallLine(SystemClock, lambda: None, lambda: None)
    yield HallClient(background, line.look_up, line.calls)
    background.stop()


def test_before_there_is_a_line_every_question_is_answered_honestly(client: HallClient, qtbot: QtBot) -> None:
    """A live call is offline, a lookup unreachable."""
    failed: list[LiveCallError] = []
    found: list[Lookup] = []
    client.ask(lambda calls: calls.cancel("none"), lambda _answer: None, failed.append)
    client.progress("LS01-261124-10011-6", "123456", found.append)
    qtbot.waitUntil(lambda: bool(failed and found))
    assert isinstance(failed[0], OfflineError)
    assert found[0].outcome is LookupOutcome.UNREACHABLE


def test_an_answer_and_a_refusal_come_back_with_their_types(qtbot: QtBot) -> None:
    """What the call returns or raises on the lane reaches the page as it is."""
    background = Background()
    line = HallLine(SystemClock, lambda: None, lambda: None)
    client = HallClient(background, line.look_up, lambda: HallCalls.__new__(HallCalls))

    def busy(_calls: HallCalls) -> int:
        raise BusyError(30.0)

    told: list[object] = []
    client.ask(lambda _calls: 7, told.append, told.append)
    client.ask(busy, told.append, told.append)
    qtbot.waitUntil(lambda: len(told) == 2)
    background.stop()
    assert told[0] == 7
    assert isinstance(told[1], BusyError)
    assert told[1].retry_after_s == 30.0
