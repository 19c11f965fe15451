"""A scanner that says nothing: typed, within the time limits, and the beam is off afterwards where it still hears."""

from __future__ import annotations

import pytest

from drivers.commands import TimeLimitError
from drivers.transport.errors import NoReplyError
from tests.drivers.code_scanner.desk import Desk


def test_a_deaf_scanner_does_not_answer(hasty_desk: Desk) -> None:
    """No answer to the question, twice."""
    hasty_desk.simulator.faults.deaf = True
    with pytest.raises(NoReplyError):
        hasty_desk.scanner.poll()


def test_a_deaf_scanner_reads_nothing(hasty_desk: Desk) -> None:
    """The scan ends when its time is over."""
    hasty_desk.simulator.faults.deaf = True
    with pytest.raises(TimeLimitError):
        hasty_desk.scan("code", timeout_s=0.2)


def test_it_serves_again_when_it_hears_again(hasty_desk: Desk) -> None:
    """Without opening the port anew."""
    hasty_desk.simulator.faults.deaf = True
    with pytest.raises(NoReplyError):
        hasty_desk.scanner.poll()
    hasty_desk.simulator.faults.deaf = False
    assert hasty_desk.scanner.poll().usable
    assert hasty_desk.scan("good").text == "good"
