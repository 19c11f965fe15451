"""The reader when nothing is wrong: the order of steps, all four cards, waiting, removal."""

from __future__ import annotations

import logging
from collections import deque
from pathlib import Path

import pytest

from drivers.commands import CommandStoppedError, TimeLimitError
from drivers.id_card.cards import SAMPLE_FIELDS, make_card, sample_card
from drivers.id_card.codec import Command
from drivers.id_card.model import (
    CardFound,
    CardRemoved,
    LiftAndReplace,
    LiftReason,
    Offline,
    ReadCard,
    Reading,
    Ready,
    Unknown,
    WaitingForCard,
)
from drivers.id_card.reader import IdCardReader
from drivers.id_card.records import CitizenRecord, parse_text
from drivers.transport.errors import NoReplyError
from drivers.transport.serial_link import SerialLink
from drivers.vocabulary import DeviceKind
from tests.drivers.id_card.desk import TODAY, Desk

READS = (Command.READ_TEXT_PHOTO, Command.READ_TEXT_PHOTO_FINGERPRINT)


def test_poll_proves_the_module_and_asks_for_its_number_once(desk: Desk) -> None:
    """Status each time, the number once per opening."""
    statuses = [desk.reader.poll() for _ in range(3)]
    numbers = [s.sam.text for s in statuses if isinstance(s, Ready) and s.sam is not None]
    assert numbers == ["05.03-20140305-0001234567-0987654321"] * 3
    assert all(s.usable for s in statuses)
    assert desk.simulator.requests == [
        Command.SAM_STATUS,
        Command.READ_SAM_NUMBER,
        Command.SAM_STATUS,
        Command.SAM_STATUS,
    ]


def test_a_card_is_read_in_the_order_of_the_sheet(desk: Desk) -> None:
    """Status, number, find, select, read, newest address; progress goes along."""
    desk.simulator.place(sample_card())
    read = desk.read()
    assert desk.simulator.requests == [
        Command.SAM_STATUS,
        Command.READ_SAM_NUMBER,
        Command.FIND_CARD,
        Command.SELECT_CARD,
        Command.READ_TEXT_PHOTO,
        Command.READ_NEWEST_ADDRESS,
    ]
    assert desk.progress == [WaitingForCard(), CardFound(), Reading()]
    assert isinstance(read.record, CitizenRecord)
    assert read.record.name == "张桂兰"
    assert len(read.photo_wlt) == 1024
    assert (read.newest_address, read.fingerprint, read.findings) == (None, b"", ())
    assert [note.sw3 for note in read.exchanges] == [0x9F, 0x90, 0x90, 0x91]


@pytest.mark.parametrize("name", SAMPLE_FIELDS)
def test_every_kind_of_card(desk: Desk, name: str) -> None:
    """Citizen, permit, and both foreigners' cards."""
    card = sample_card(name)
    desk.simulator.place(card)
    assert desk.read().record == parse_text(card.content.text)


def test_the_newest_address_is_read_with_the_card(desk: Desk) -> None:
    """The last of several; it does not replace the printed one."""
    desk.simulator.place(make_card("citizen", SAMPLE_FIELDS["citizen"], addresses=("测试市旧路1号", "测试市新路9号")))
    assert desk.read().newest_address == "测试市新路9号"


def test_the_newest_address_is_left_out_when_not_asked_for(desk: Desk) -> None:
    """One exchange less."""
    desk.simulator.place(sample_card())
    assert desk.read(ReadCard(with_address=False)).newest_address is None
    assert desk.requests(Command.READ_NEWEST_ADDRESS) == 0


def test_the_fingerprint_comes_only_when_asked_for(desk: Desk) -> None:
    """Two templates of 512 bytes."""
    desk.simulator.place(make_card("citizen", SAMPLE_FIELDS["citizen"], fingerprint=b"\x07" * 1024))
    assert desk.read(ReadCard(with_fingerprint=True)).fingerprint == b"\x07" * 1024
    assert desk.requests(Command.READ_TEXT_PHOTO) == 0


def test_a_module_without_the_fingerprint_command_is_asked_for_the_rest(desk: Desk) -> None:
    """The card is read all the same."""
    desk.simulator.faults.no_fingerprint_command = True
    desk.simulator.place(sample_card())
    assert desk.read(ReadCard(with_fingerprint=True)).fingerprint == b""


def test_it_waits_until_a_card_comes(desk: Desk) -> None:
    """The field is empty at first."""
    desk.when(WaitingForCard(), lambda: desk.simulator.place(sample_card("J")))
    assert desk.read().record.card_type == "hmt_permit"


def test_a_cancelled_read_ends(desk: Desk) -> None:
    """Nobody placed a card."""
    context = desk.context()
    desk.when(WaitingForCard(), context.cancel)
    with pytest.raises(CommandStoppedError):
        desk.reader.run(ReadCard(), context)


def test_a_read_ends_with_its_time(desk: Desk) -> None:
    """A time-out is not a cancel."""
    with pytest.raises(TimeLimitError):
        desk.read(timeout_s=0.05)


def test_removal_is_seen(desk: Desk) -> None:
    """While the card lies there the probe is answered; two misses in a row mean gone."""
    desk.simulator.place(sample_card())
    desk.read()
    probes = desk.requests(Command.READ_NEWEST_ADDRESS)
    desk.simulator.remove()
    assert desk.wait_removal() == CardRemoved()
    assert desk.requests(Command.READ_NEWEST_ADDRESS) == probes + 2


def test_one_missed_probe_is_not_a_removal(desk: Desk) -> None:
    """The card still lies there."""
    desk.simulator.place(sample_card())
    desk.read()
    before = desk.requests(Command.READ_NEWEST_ADDRESS)
    desk.simulator.faults.status[Command.READ_NEWEST_ADDRESS] = deque([0x41, 0x91, 0x41, 0x41])
    desk.wait_removal()
    assert desk.requests(Command.READ_NEWEST_ADDRESS) == before + 4


def test_a_second_read_after_removal_starts_at_once(desk: Desk) -> None:
    """No further probe."""
    desk.simulator.place(sample_card())
    desk.read()
    desk.simulator.remove()
    desk.wait_removal()
    desk.simulator.place(sample_card("citizen-man"))
    assert desk.read(ReadCard(with_address=False)).record.sex == "1"
    assert LiftAndReplace(LiftReason.STILL_LYING) not in desk.progress


def test_unreached_names_the_cause() -> None:
    """Never asked is unknown, not offline."""
    reader = IdCardReader(SerialLink("loop://"), today=lambda: TODAY)
    assert reader.kind is DeviceKind.ID_CARD
    assert reader.unreached(None) == Unknown()
    assert reader.unreached(NoReplyError()) == Offline("no_reply")
    assert not Unknown().usable
    assert not Offline("no_reply").usable


def test_a_command_of_another_device_is_a_bug(desk: Desk) -> None:
    """It is not silently ignored."""
    with pytest.raises(TypeError, match="str"):
        desk.reader.run("print", desk.context())


def test_nothing_of_a_card_is_logged_or_shown(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """At the most talkative level, and in the repr of the result."""
    caplog.set_level(logging.DEBUG)
    fields = SAMPLE_FIELDS["citizen"]
    desk.simulator.place(make_card("citizen", fields, addresses=("测试市新路9号",)))
    read = desk.read()
    told = caplog.text + repr(read) + repr(desk.progress)
    assert "id_card_exchange" in told
    for canary in (*fields.values(), "测试市新路9号"):
        if len(canary) > 2:
            assert canary not in told


def test_a_paced_line_gives_the_same(tmp_path: Path) -> None:
    """At 115200 baud, byte for byte."""
    desk = Desk(tmp_path, baud=115200)
    desk.simulator.place(sample_card())
    assert desk.read().record == parse_text(sample_card().content.text)
    desk.close()
