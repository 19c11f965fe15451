"""The driver on a reader that was written by another hand, with habits that ours does not have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from drivers.commands import CommandStoppedError, LiveContext
from drivers.id_card.consistency import Check
from drivers.id_card.errors import UnknownCardTypeError
from drivers.id_card.exchange import TimeLimits
from drivers.id_card.model import (
    CardRead,
    LiftAndReplace,
    LiftReason,
    ReadCard,
    Ready,
    ResetModule,
    WaitingForCard,
    WaitRemoval,
)
from drivers.id_card.reader import IdCardReader
from drivers.id_card.records import CitizenRecord, UnknownSexCode
from drivers.timebase import SystemTime
from drivers.transport.errors import LinkError
from drivers.transport.serial_link import SerialLink
from drivers.vocabulary import DeviceError
from tests.drivers.id_card import stranger
from tests.drivers.id_card.desk import TODAY
from tests.drivers.id_card.stranger import HEAD, Habits, Stranger, frame, units

FIND, SELECT, READ, READ_LONG, ADDRESS = b"\x20\x01", b"\x20\x02", b"\x30\x01", b"\x30\x10", b"\x30\x03"
STATUS, NUMBER, RESET = b"\x11\xff", b"\x12\xff", b"\x10\xff"
OTHER = stranger.citizen("另一人", "440524188001010014", sex="1", birth="18800101")
LIMITS = TimeLimits(0.25, 0.25, 0.25, 2.0, 2.0, 0.25, 0.25)
STILL_LYING = LiftAndReplace(LiftReason.STILL_LYING)


class Table:
    """The stranger, our driver on it, and a hand."""

    def __init__(self, *, limits: TimeLimits | None = LIMITS) -> None:
        self.module = Stranger()
        self.habits = self.module.habits
        self.reader = IdCardReader(
            SerialLink(self.module.port), today=lambda: TODAY, limits=limits, poll_period_s=0.005
        )
        self.reader.open()
        self.progress: list[object] = []
        self.hand: Callable[[object], None] | None = None
        """What the resident does about what is shown."""

    def _show(self, progress: object) -> None:
        self.progress.append(progress)
        if self.hand is not None and isinstance(progress, LiftAndReplace | WaitingForCard):
            self.hand(progress)

    def context(self, timeout_s: float = 30.0) -> LiveContext:
        """A context that notes progress."""
        return LiveContext(timebase=SystemTime(), timeout_s=timeout_s, on_progress=self._show)

    def read(self, command: ReadCard | None = None) -> CardRead:
        """Run a ``ReadCard`` on this thread."""
        result = self.reader.run(command or ReadCard(), self.context())
        assert isinstance(result, CardRead)
        return result

    def name(self) -> str:
        """Read a citizen's card; give the name."""
        record = self.read().record
        assert isinstance(record, CitizenRecord)
        return record.name


@pytest.fixture
def table() -> Iterator[Table]:
    made = Table()
    yield made
    made.reader.close()
    made.module.close()
    _every_read_follows_find_and_select(made.module.asked)


def _every_read_follows_find_and_select(asked: list[bytes]) -> None:
    """Whatever happened in the test: no read but right after a find and a select, or as its own repetition."""
    for index, request in enumerate(asked):
        if request in {READ, READ_LONG}:
            before = index - 1
            while asked[before] in {READ, READ_LONG, STATUS}:
                before -= 1
            assert asked[before - 1 : before + 1] in ([FIND, SELECT], [SELECT, SELECT]), asked[: index + 1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (stranger.citizen(), "citizen"),
        (stranger.permit(), "hmt_permit"),
        (stranger.foreign_2017(), "foreign_resident_2017"),
        (stranger.foreign_2023(), "foreign_resident_2023"),
    ],
)
def test_the_four_cards_of_the_sheet(table: Table, text: bytes, kind: str) -> None:
    """Built from section 14's fields by other code than ours; nothing is found wrong with them."""
    table.module.put(text)
    read = table.read()
    assert (read.record.card_type, read.findings) == (kind, ())
    assert table.module.asked == [STATUS, NUMBER, FIND, SELECT, READ, ADDRESS]


HABITS: dict[str, Habits] = {
    "bytes alone, with pauses": Habits(chunk_bytes=1, chunk_pause_s=0.0002),
    "pieces of a USB bridge": Habits(chunk_bytes=62, chunk_pause_s=0.016),
    "odd pieces": Habits(chunk_bytes=7),
    "a stray AA": Habits(noise=b"\xaa"),
    "many stray AA": Habits(noise=b"\xaa" * 9),
    "half a preamble": Habits(noise=HEAD[:4]),
    "a preamble and a length that cannot be": Habits(noise=HEAD + b"\xff\xff"),
    "two preambles": Habits(noise=HEAD),
    "a time-out marker": Habits(noise=HEAD + b"\x00\x05\x05\x05\x05"),
    "noise behind": Habits(noise_after=b"\x00\xaa\xaa"),
    "an echo": Habits(echo=True),
    "nothing behind find and select": Habits(find_data=b"", select_data=b""),
    "other bytes behind find and select": Habits(find_data=b"\x12\x34\x56\x78" * 2, select_data=b"\x01" * 8),
    "bytes behind faults": Habits(data_with_faults=bytes(4)),
    "no command for its number": Habits(without_sam_number=True),
    "no command for the address": Habits(address=None),
    "deaf to the address": Habits(deaf_to=frozenset({ADDRESS})),
    "finds the same card again": Habits(finds_again=True),
    "answers for the address always": Habits(address_always=True),
}


@pytest.mark.parametrize("habit", HABITS)
def test_two_people_on_a_reader_of_another_habit(table: Table, habit: str) -> None:
    """One is read and lifts the card, the next one is read, and each gets their own."""
    table.module.habits = HABITS[habit]
    assert isinstance(table.reader.poll(), Ready)
    table.module.put(stranger.citizen("甲"))
    assert table.name() == "甲"
    table.module.put(None)
    if not HABITS[habit].address_always:
        table.reader.run(WaitRemoval(), table.context())
    table.module.put(OTHER)
    assert table.name() == "另一人"


@pytest.mark.parametrize("habit", ["finds the same card again", "answers for the address always", "odd pieces"])
def test_a_forgotten_card_is_not_the_next_persons(table: Table, habit: str) -> None:
    """It lies there until it is lifted, however the module tells of it; then it may be read again."""
    table.module.habits = HABITS[habit]
    table.module.put(stranger.citizen("甲"))
    assert table.name() == "甲"
    before = len(table.module.asked)
    polls = 8

    def lift_and_lay_down_later() -> None:
        assert STILL_LYING in table.progress
        table.module.put(None)
        table.module.when_asked[FIND] = [lambda: None] * 4 + [lambda: table.module.put(stranger.citizen("甲"))]

    table.module.when_asked[ADDRESS] = [lambda: None] * polls + [lift_and_lay_down_later]
    assert table.name() == "甲"
    assert table.module.asked[before:].count(ADDRESS) > polls


def test_a_module_that_finds_again_and_knows_no_probe(table: Table) -> None:
    """Finding it is the only way to see the card; it must not be found once before the next one counts."""
    table.module.habits = Habits(finds_again=True, address=None)
    table.module.put(stranger.citizen("甲"))
    table.read()
    finds = table.module.asked.count(FIND)
    table.module.when_asked[FIND] = [lambda: None] * 7 + [lambda: table.module.put(None)]
    table.reader.run(WaitRemoval(), table.context())
    assert table.module.asked.count(FIND) == finds + 9
    table.module.put(OTHER)
    assert table.name() == "另一人"


@pytest.mark.parametrize("step", [FIND, SELECT])
@pytest.mark.parametrize("sw3", [0x24, 0x31, 0x33, 0x41, 0x47, 0x80, 0x81])
def test_no_step_that_fails_is_followed_by_a_read(table: Table, step: bytes, sw3: int) -> None:
    """The module would give the person before; the fixture looks at every request."""
    table.module.put(stranger.citizen("甲"))
    assert table.name() == "甲"
    table.module.put(None)
    table.reader.run(WaitRemoval(), table.context())
    table.habits.script[step] = [frame(sw3)] * 2
    table.module.put(OTHER)
    table.hand = lambda shown: table.module.put(None if isinstance(shown, LiftAndReplace) else OTHER)
    assert table.name() == "另一人"


@pytest.mark.parametrize("step", [STATUS, FIND, SELECT, READ, ADDRESS])
@pytest.mark.parametrize(
    "damage",
    [
        "wrong XOR",
        "one byte short",
        "one byte more",
        "a length too large",
        "a length too small",
        "twice",
    ],
)
def test_one_damaged_reply_costs_one_repetition(table: Table, step: bytes, damage: str) -> None:
    """Whatever is wrong with it, and whichever step it answers."""
    table.module.put(stranger.citizen("甲"))
    good = {
        STATUS: frame(0x90),
        FIND: frame(0x9F, bytes(4)),
        SELECT: frame(0x90, bytes(8)),
        READ: frame(0x90, b"\x01\x00\x04\x00" + stranger.citizen("乙") + stranger.PHOTO),
        ADDRESS: frame(0x91),
    }[step]
    bad = {
        "wrong XOR": good[:-1] + bytes([good[-1] ^ 0x55]),
        "one byte short": good[:-1],
        "one byte more": good[:-1] + b"\x00" + good[-1:],
        "a length too large": good[:5] + (len(good) + 20).to_bytes(2, "big") + good[7:],
        "a length too small": good[:5] + b"\x00\x05" + good[7:],
        "twice": good[: len(good) // 2] + good[: len(good) // 2],
    }[damage]
    table.habits.script[step] = [bad]
    read = table.read()
    assert isinstance(read.record, CitizenRecord)
    assert (read.record.name, read.newest_address) == ("甲", None)


@pytest.mark.parametrize("step", [STATUS, FIND, SELECT, READ])
def test_a_late_reply_is_not_taken_for_the_next_ones(table: Table, step: bytes) -> None:
    """It comes after its time limit, when the request was already sent again or given up."""
    table.module.put(stranger.citizen("甲"))
    table.habits.delay_s[step] = [2.1 if step == READ else 0.35]
    assert table.name() == "甲"
    assert isinstance(table.reader.poll(), Ready)


def test_the_newest_address_in_every_form(table: Table) -> None:
    """Padded, bare, empty, blank, none; of a length that cannot be it is unknown, and the read stays good."""
    answers = [
        (frame(0x90, units("测试省测试市新路9号", 35)), "测试省测试市新路9号"),
        (frame(0x90, units("新路9号", 4)), "新路9号"),
        (frame(0x90, b""), None),
        (frame(0x90, units("", 35)), None),
        (frame(0x90, bytes(70)), None),
        (frame(0x91), None),
        (frame(0x91, bytes(70)), None),
    ]
    for answer, address in answers:
        table.module.put(stranger.citizen())
        table.habits.script[ADDRESS] = [answer]
        read = table.read()
        assert (read.newest_address, read.findings) == (address, ())
        table.module.put(None)
        table.reader.run(WaitRemoval(), table.context())
    for answer in (frame(0x90, bytes(71)), frame(0x90, bytes(140)), frame(0x41)):
        table.module.put(stranger.citizen())
        table.habits.script[ADDRESS] = [answer] * 2
        read = table.read()
        assert read.newest_address is None
        assert [finding.check for finding in read.findings] == [Check.NEWEST_ADDRESS_UNKNOWN]
        table.module.put(None)
        table.habits.script.clear()
        table.reader.run(WaitRemoval(), table.context())


@pytest.mark.parametrize("size", [0, 512, 1024])
def test_fingerprints_of_every_length(table: Table, size: int) -> None:
    """None, one finger, two."""
    table.habits.fingerprint = b"\x05" * size
    table.module.put(stranger.citizen())
    assert table.read(ReadCard(with_fingerprint=True)).fingerprint == b"\x05" * size


def test_a_module_that_answers_the_long_read_in_the_short_form(table: Table) -> None:
    """It has no fingerprints to give."""
    table.habits.short_form = True
    table.module.put(stranger.citizen("甲"))
    read = table.read(ReadCard(with_fingerprint=True))
    assert isinstance(read.record, CitizenRecord)
    assert (read.record.name, read.fingerprint) == ("甲", b"")


def test_fingerprints_that_nobody_asked_for_are_dropped(table: Table) -> None:
    """A module may send them with the short read; they are not handed on."""
    words = b"\x01\x00\x04\x00\x02\x00"
    table.habits.script[READ] = [frame(0x90, words + stranger.citizen() + stranger.PHOTO + b"\x07" * 512)]
    table.module.put(stranger.citizen())
    assert table.read().fingerprint == b""


@pytest.mark.parametrize(
    "name", ["\U00020bb7田", "\ue863\ue864", "\ud842", "\udfb7甲", "ཨ་ཡེ", "阿不都热依木·阿不都热西提", "\U0002a6d6" * 7]
)
def test_names_that_few_fonts_have(table: Table, name: str) -> None:
    """Extension B, private use, halves of pairs: as the card has them."""
    table.module.put(stranger.citizen(name))
    assert table.name() == name


def test_codes_that_no_table_has_are_shown_as_they_are(table: Table) -> None:
    """Sex 3 and ethnic group 83: read, and not guessed at."""
    table.module.put(stranger.citizen(sex="3", ethnic="83"))
    record = table.read().record
    assert isinstance(record, CitizenRecord)
    assert (record.sex, record.ethnic_group_code) == (UnknownSexCode("3"), "83")


def test_a_type_that_no_sheet_has_is_refused_by_its_name(table: Table) -> None:
    """Shown as a citizen's its fields would lie in the wrong places."""
    table.module.put(stranger.citizen(flag="Q"))
    with pytest.raises(UnknownCardTypeError, match=r"U\+0051"):
        table.read()


@pytest.mark.parametrize(
    "chatter",
    [b"\x00" * 64, b"\xaa" * 64, HEAD, HEAD + b"\xff\xff", frame(0x90, bytes(16)), HEAD + b"\x00\x05\x05\x05\x05"],
)
def test_a_line_that_never_falls_silent_ends_in_a_typed_error(table: Table, chatter: bytes) -> None:
    """Bytes without an end do not hold the driver."""
    table.habits.chatter = chatter
    with pytest.raises(DeviceError):
        table.reader.poll()


def test_a_module_that_hangs_in_a_step_is_reset(table: Table) -> None:
    """It answers its status, so it is not dead; after the reset the card is read."""
    table.module.put(stranger.citizen("甲"))
    table.habits.deaf_to = frozenset({SELECT})
    table.module.when_asked[RESET] = [lambda: setattr(table.habits, "deaf_to", frozenset())]
    assert table.name() == "甲"
    assert table.module.asked.count(RESET) == 1


def test_a_dead_module_is_a_fault_of_the_link(table: Table) -> None:
    """It falls silent in the middle of a card."""
    table.module.put(stranger.citizen())
    everything = frozenset({STATUS, NUMBER, FIND, SELECT, READ, RESET})
    table.module.when_asked[SELECT] = [lambda: setattr(table.habits, "deaf_to", everything)]
    with pytest.raises(LinkError):
        table.read()


def test_a_reset_that_takes_long_is_waited_for(table: Table) -> None:
    """The module says nothing to the reset and to the first questions after it."""
    table.reader.poll()
    table.habits.deaf_to = frozenset({RESET, STATUS})
    questions = [lambda: None] * 3 + [lambda: setattr(table.habits, "deaf_to", frozenset())]
    table.module.when_asked[STATUS] = questions
    assert isinstance(table.reader.run(ResetModule(), table.context()), Ready)


def test_a_cancelled_read_does_not_wait_for_a_reply_that_does_not_come() -> None:
    """The module has a minute for its answer; the resident has gone after a moment."""
    table = Table(limits=TimeLimits(read_s=60.0))
    table.module.put(stranger.citizen())
    table.habits.deaf_to = frozenset({READ})
    context = table.context()
    table.module.when_asked[READ] = [context.cancel]
    with pytest.raises(CommandStoppedError):
        table.reader.run(ReadCard(), context)
    table.habits.deaf_to = frozenset()
    table.module.put(OTHER)
    assert table.name() == "另一人"
    table.reader.close()
    table.module.close()


def test_the_content_of_a_cancelled_read_is_nobody_elses(table: Table) -> None:
    """It arrives late, when the next person's card is being found."""
    table.module.put(stranger.citizen("甲"))
    context = table.context()
    table.module.when_asked[READ] = [context.cancel]
    table.habits.delay_s[READ] = [0.3]
    with pytest.raises(CommandStoppedError):
        table.reader.run(ReadCard(), context)
    table.module.put(OTHER)
    assert table.name() == "另一人"


def test_a_read_that_nobody_got_is_asked_to_be_lifted_soon(table: Table) -> None:
    """The module read the card and will not find it again; the resident need not wait half a minute for a hint."""
    table.module.put(stranger.citizen("甲"))
    context = table.context()
    table.module.when_asked[READ] = [context.cancel]
    table.habits.delay_s[READ] = [0.3]
    with pytest.raises(CommandStoppedError):
        table.reader.run(ReadCard(), context)
    table.module.when_asked[FIND] = [lambda: None] * 5 + [lambda: table.module.put(stranger.citizen("甲"))]
    assert table.name() == "甲"
    assert table.progress[-4:-2] == [WaitingForCard(), LiftAndReplace(LiftReason.NO_REACTION)]
