"""A security module that is not in order."""

from __future__ import annotations

from collections import deque

import pytest

from drivers.id_card.codec import Command
from drivers.id_card.errors import ReaderStuckError, SamNotAuthorisedError
from drivers.id_card.model import NotAuthorised, Ready, ResetModule, SelfTestFailed
from drivers.transport.errors import NoReplyError
from tests.drivers.id_card.desk import Desk


def test_sam_unauthorised(desk: Desk) -> None:
    """The status says so, and a read is refused with the same cause."""
    desk.simulator.faults.sam_status = 0x66
    status = desk.reader.poll()
    assert status == NotAuthorised()
    assert not status.usable
    with pytest.raises(SamNotAuthorisedError):
        desk.read()
    assert desk.requests(Command.FIND_CARD) == 0


def test_self_test_failed_gets_one_reset(desk: Desk) -> None:
    """Polls that follow do not reset again."""
    desk.simulator.faults.sam_status = 0x60
    statuses = [desk.reader.poll() for _ in range(3)]
    assert statuses == [SelfTestFailed()] * 3
    assert not statuses[0].usable
    assert desk.requests(Command.RESET_SAM) == 1


def test_a_reset_that_helps(desk: Desk) -> None:
    """The module is ready after it."""
    desk.simulator.faults.status[Command.SAM_STATUS] = deque([0x60])
    assert isinstance(desk.reader.poll(), Ready)


def test_a_status_that_makes_no_sense(desk: Desk) -> None:
    """The reader is stuck, not offline for want of a cable."""
    desk.simulator.faults.status[Command.SAM_STATUS] = deque([0x47])
    with pytest.raises(ReaderStuckError):
        desk.reader.poll()


def test_a_module_that_falls_silent_for_good_in_a_reset(hasty_desk: Desk) -> None:
    """It is asked a few times, then the link is at fault."""
    hasty_desk.reader.poll()
    hasty_desk.simulator.line.silent = True
    with pytest.raises(NoReplyError):
        hasty_desk.reader.run(ResetModule(), hasty_desk.context())


def test_a_self_test_that_failed_gets_another_reset_after_it_was_in_order(desk: Desk) -> None:
    """One for each time that it falls ill, not one for ever."""
    desk.simulator.faults.status[Command.SAM_STATUS] = deque([0x60])
    assert isinstance(desk.reader.poll(), Ready)
    desk.simulator.faults.status[Command.SAM_STATUS] = deque([0x60])
    assert isinstance(desk.reader.poll(), Ready)
    assert desk.requests(Command.RESET_SAM) == 2
