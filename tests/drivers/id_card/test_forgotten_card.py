"""A card that was handed over and may lie there still, on modules that tell of it in their own way."""

from __future__ import annotations

import pytest

from drivers.commands import LiveContext
from drivers.id_card.errors import CardInconsistentError, UnknownCardTypeError
from drivers.id_card.model import CardRead, LiftAndReplace, LiftReason, ReadCard, WaitingForCard, WaitRemoval
from drivers.id_card.presence import REMEMBERED_S
from drivers.id_card.reader import IdCardReader
from tests.drivers.id_card import stranger
from tests.drivers.id_card.desk import TODAY
from tests.drivers.id_card.memory_line import MemoryLink, MemoryModule, StillTime
from tests.drivers.id_card.stranger import frame

FIND, READ, ADDRESS = b"\x20\x01", b"\x30\x01", b"\x30\x03"
STILL_LYING = LiftAndReplace(LiftReason.STILL_LYING)
PLAIN = ReadCard(with_address=False)


class Corner:
    """The stranger in memory, our driver on it, and time that passes only in waits."""

    def __init__(self) -> None:
        self.time = StillTime()
        self.module = MemoryModule(lambda data: data)
        self.reader = IdCardReader(MemoryLink(self.module, self.time), today=lambda: TODAY, timebase=self.time)
        self.reader.open()
        self.progress: list[object] = []

    def run(self, command: ReadCard | WaitRemoval = PLAIN, timeout_s: float = 60.0) -> object:
        """Run a command."""
        self.progress.clear()
        context = LiveContext(timebase=self.time, timeout_s=timeout_s, on_progress=self.progress.append)
        return self.reader.run(command, context)


def test_a_module_that_started_anew_is_not_believed_for_some_seconds() -> None:
    """It finds the card again and nobody knows whether it was lifted: the resident is asked to, and then it counts."""
    corner = Corner()
    corner.module.put(stranger.citizen())
    assert isinstance(corner.run(), CardRead)
    corner.reader.close()
    corner.module.put(stranger.citizen())
    corner.reader.open()
    before = corner.time.now()
    assert isinstance(corner.run(), CardRead)
    assert corner.progress[0] == STILL_LYING
    assert corner.time.now() - before > REMEMBERED_S


def test_a_card_that_is_lifted_counts_at_once() -> None:
    """Also behind a module that has started anew."""
    corner = Corner()
    corner.module.put(stranger.citizen())
    corner.run()
    corner.reader.close()
    corner.module.put(stranger.citizen())
    corner.reader.open()
    corner.module.when_asked[FIND] = [
        lambda: None,
        lambda: corner.module.put(None),
        lambda: None,
        lambda: corner.module.put(stranger.permit()),
    ]
    before = corner.time.now()
    result = corner.run()
    assert isinstance(result, CardRead)
    assert result.record.card_type == "hmt_permit"
    assert corner.time.now() - before < REMEMBERED_S


def test_a_module_that_refuses_the_probe_is_asked_to_find_instead() -> None:
    """Nobody had asked it for an address before; it is not asked again."""
    corner = Corner()
    corner.module.habits.address = None
    corner.module.habits.finds_again = True
    corner.module.put(stranger.citizen())
    corner.run()
    corner.module.when_asked[FIND] = [lambda: None] * 4 + [lambda: corner.module.put(None)]
    corner.run(WaitRemoval())
    assert corner.module.asked[-8:] == [READ, ADDRESS, *[FIND] * 6]


def test_a_refused_card_is_asked_to_be_lifted() -> None:
    """On a module that finds it again it would otherwise be refused over and over."""
    corner = Corner()
    corner.module.habits.finds_again = True
    corner.module.put(stranger.citizen(flag="Q"))
    with pytest.raises(UnknownCardTypeError):
        corner.run()
    reads = corner.module.asked.count(READ)
    corner.module.when_asked[ADDRESS] = [lambda: None, lambda: corner.module.put(None)]
    corner.module.when_asked[FIND] = [lambda: None, lambda: corner.module.put(stranger.citizen())]
    assert isinstance(corner.run(), CardRead)
    assert corner.progress[:2] == [STILL_LYING, WaitingForCard()]
    assert corner.module.asked.count(READ) == reads + 1


def test_what_cannot_be_is_read_twice_and_no_third_time() -> None:
    """The silent second read failed because the card moved; found again it still holds the wrong number."""
    corner = Corner()
    corner.module.habits.finds_again = True
    corner.module.put(stranger.citizen(number="340524198001010011"))
    corner.module.when_asked[READ] = [
        lambda: None,
        lambda: corner.module.habits.script.update({READ: [frame(0x41)]}),
    ]
    with pytest.raises(CardInconsistentError, match="check_digit_wrong"):
        corner.run()
    assert corner.module.asked.count(READ) == 3
