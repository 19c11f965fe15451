"""The answer to "start" comes late: behind the code, or in the middle of it. The code is whole all the same."""

from __future__ import annotations

import pytest

from tests.drivers.code_scanner.desk import Desk


@pytest.mark.parametrize("split", [False, True])
def test_the_answer_in_the_middle_of_the_code(desk: Desk, split: bool) -> None:
    """Also where every byte comes alone."""
    desk.simulator.faults.reply_inside_data = True
    desk.simulator.line.split = split
    assert desk.scan("6901234567892").text == "6901234567892"


def test_the_answer_behind_the_code(desk: Desk) -> None:
    """As some Newland models may do."""
    desk.simulator.faults.reply_after_data = True
    assert [desk.scan(text).text for text in ("LS01-1", "LS01-2")] == ["LS01-1", "LS01-2"]


def test_no_answer_at_all(hasty_desk: Desk) -> None:
    """Silence to a command is not the end of a scan."""
    hasty_desk.simulator.faults.unanswering = True
    assert [hasty_desk.scan(text).text for text in ("a", "b")] == ["a", "b"]
