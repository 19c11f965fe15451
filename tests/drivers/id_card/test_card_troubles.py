"""Cards that move, lie too long, are swapped, are none, or hold data that cannot be."""

from __future__ import annotations

from collections import deque

import pytest

from drivers.commands import CommandStoppedError
from drivers.id_card.cards import SAMPLE_FIELDS, SAMPLE_PHOTO, SimulatedCard, make_card, not_an_id_card, sample_card
from drivers.id_card.codec import CardContent, Command
from drivers.id_card.consistency import Check
from drivers.id_card.errors import (
    CardDataError,
    CardInconsistentError,
    CardNotVerifiedError,
    NotPermittedError,
    ReaderStuckError,
    SamNotAuthorisedError,
    SamSelfTestError,
    UnexpectedReplyError,
    UnknownCardTypeError,
)
from drivers.id_card.model import LiftAndReplace, LiftReason, NotAnIdCard, ReadCard, Reading, WaitingForCard
from drivers.id_card.records import CitizenRecord
from tests.drivers.id_card.desk import Desk

READS = {Command.READ_TEXT_PHOTO, Command.READ_TEXT_PHOTO_FINGERPRINT}
STILL_LYING = LiftAndReplace(LiftReason.STILL_LYING)


def test_card_moved_mid_read_is_found_again(desk: Desk) -> None:
    """Twice without a word to the resident."""
    desk.simulator.faults.move_in_read = 2
    desk.simulator.place(sample_card())
    assert desk.read().record.card_type == "citizen"
    assert not [p for p in desk.progress if isinstance(p, LiftAndReplace)]


def test_card_moved_three_times_asks_to_lay_it_flat(desk: Desk) -> None:
    """And goes on trying."""
    desk.simulator.faults.move_in_read = 3
    desk.simulator.place(sample_card())
    assert desk.read().record.card_type == "citizen"
    assert LiftAndReplace(LiftReason.MOVED) in desk.progress


def test_select_failed_goes_back_to_find(desk: Desk) -> None:
    """A read never follows a failed select."""
    desk.simulator.faults.status[Command.SELECT_CARD] = deque([0x81])
    desk.simulator.place(sample_card())
    desk.read(ReadCard(with_address=False))
    assert desk.simulator.requests[2:] == [
        Command.FIND_CARD,
        Command.SELECT_CARD,
        Command.FIND_CARD,
        Command.SELECT_CARD,
        Command.READ_TEXT_PHOTO,
    ]


def test_never_a_read_after_a_failed_find(desk: Desk) -> None:
    """A module that hands out its last card is never asked: the next resident gets nobody's data."""
    desk.simulator.faults.keeps_last_content = True
    desk.simulator.place(sample_card())
    desk.read()
    desk.simulator.remove()
    desk.wait_removal()
    reads = desk.requests(*READS)
    context = desk.context()
    for _ in range(3):
        desk.simulator.faults.status.setdefault(Command.FIND_CARD, deque()).append(0x41)
    desk.when(LiftAndReplace(LiftReason.MOVED), context.cancel)
    with pytest.raises(CommandStoppedError):
        desk.reader.run(ReadCard(), context)
    assert desk.requests(*READS) == reads


def test_same_card_left_lying_is_asked_to_be_lifted(desk: Desk) -> None:
    """The module says "no card" (80) while it lies there; the resident lifts it and places it again."""
    desk.simulator.place(sample_card())
    desk.read()
    desk.when(STILL_LYING, desk.simulator.remove)
    desk.when(WaitingForCard(), lambda: desk.simulator.place(sample_card()))
    assert desk.read().record.card_type == "citizen"
    assert desk.progress[-4] == STILL_LYING


def test_a_forgotten_card_is_not_read_for_the_next_resident(desk: Desk) -> None:
    """Also on a module that finds a card again which was read and still lies there."""
    desk.simulator.faults.found_again = True
    desk.simulator.place(sample_card("citizen"))
    desk.read()
    desk.when(STILL_LYING, desk.simulator.remove)
    desk.when(WaitingForCard(), lambda: desk.simulator.place(sample_card("citizen-man")))
    record = desk.read().record
    assert isinstance(record, CitizenRecord)
    assert record.citizen_number == SAMPLE_FIELDS["citizen-man"]["citizen_number"]


def test_two_cards_swap_quickly(desk: Desk) -> None:
    """The field was never seen empty; the second card is the one that is read."""
    desk.simulator.place(sample_card("citizen"))
    first = desk.read().record
    desk.simulator.swap(sample_card("citizen-man"))
    second = desk.read().record
    assert (first.sex, second.sex) == ("2", "1")


def test_a_swap_in_the_middle_of_a_cycle_reads_one_whole_card(desk: Desk) -> None:
    """The card changes between select and read: the read fails and the new card is found."""
    desk.simulator.place(sample_card("citizen"))
    desk.when(Reading(), lambda: desk.simulator.swap(sample_card("citizen-man")))
    record = desk.read().record
    assert isinstance(record, CitizenRecord)
    assert record.citizen_number == SAMPLE_FIELDS["citizen-man"]["citizen_number"]


def test_not_an_id_card_waits_until_it_is_gone(desk: Desk) -> None:
    """A bus card; then the right one."""
    desk.simulator.place(not_an_id_card())
    desk.when(NotAnIdCard(), desk.simulator.remove)
    desk.when(WaitingForCard(), lambda: None)
    desk.when(WaitingForCard(), lambda: desk.simulator.place(sample_card()))
    assert desk.read().record.card_type == "citizen"
    assert NotAnIdCard() in desk.progress


def test_unknown_card_type_is_refused(desk: Desk) -> None:
    """A flag that is none of the four."""
    card = sample_card()
    text = card.content.text[:248] + b"\x5a\x00" + card.content.text[250:]
    desk.simulator.place(SimulatedCard(CardContent(text, SAMPLE_PHOTO, b"")))
    with pytest.raises(UnknownCardTypeError, match="U\\+005A"):
        desk.read()


def test_wrong_check_digit_is_read_once_more_and_then_refused(desk: Desk) -> None:
    """The message names the check and nothing of the number."""
    fields = {**SAMPLE_FIELDS["citizen"], "citizen_number": "610198194705080025"}
    desk.simulator.place(make_card("citizen", fields))
    with pytest.raises(CardInconsistentError) as caught:
        desk.read()
    assert caught.value.detail == Check.CHECK_DIGIT_WRONG
    assert desk.requests(Command.READ_TEXT_PHOTO) == 2


def test_wrong_check_digit_once_is_silently_read_again(desk: Desk) -> None:
    """Two flipped bits that the checksum of the frame does not see."""
    wrong = make_card("citizen", {**SAMPLE_FIELDS["citizen"], "citizen_number": "610198194705080025"})
    desk.simulator.place(wrong)

    def mend() -> None:
        desk.simulator._card = wrong
        original = desk.simulator._read

        def read_and_mend(*, with_fingerprint: bool) -> object:
            reply = original(with_fingerprint=with_fingerprint)
            desk.simulator._card = sample_card()
            return reply

        desk.simulator._read = read_and_mend  # type: ignore[method-assign,assignment]

    desk.when(Reading(), mend)
    assert desk.read().findings == ()
    assert desk.requests(Command.READ_TEXT_PHOTO) == 2
    assert not [p for p in desk.progress if isinstance(p, LiftAndReplace)]


def test_an_impossible_date_is_read_once_more_and_then_refused(desk: Desk) -> None:
    """The message names the field."""
    desk.simulator.place(make_card("citizen", {**SAMPLE_FIELDS["citizen"], "birth_date": "19470230"}))
    with pytest.raises(CardDataError, match="birth_date"):
        desk.read()
    assert desk.requests(Command.READ_TEXT_PHOTO) == 2


def test_a_card_lifted_before_the_silent_second_read(desk: Desk) -> None:
    """It starts at find again."""
    desk.simulator.place(make_card("citizen", {**SAMPLE_FIELDS["citizen"], "birth_date": "19470230"}))
    original = desk.simulator._read

    def read_and_lift(*, with_fingerprint: bool) -> object:
        reply = original(with_fingerprint=with_fingerprint)
        desk.simulator.place(sample_card())
        desk.simulator._read = original  # type: ignore[method-assign]
        return reply

    desk.simulator._read = read_and_lift  # type: ignore[method-assign,assignment]
    assert desk.read().record.card_type == "citizen"


def test_an_expired_card_is_read_and_noted(desk: Desk) -> None:
    """Whether it counts is the service's decision."""
    desk.simulator.place(make_card("citizen", {**SAMPLE_FIELDS["citizen"], "valid_until": "20200101"}))
    assert [finding.check for finding in desk.read().findings] == [Check.EXPIRED]


@pytest.mark.parametrize("sw3", [0x31, 0x32, 0x33])
def test_a_card_that_is_not_verified_is_lifted_and_tried_again(desk: Desk, sw3: int) -> None:
    """Once may be a bad position."""
    desk.simulator.faults.status[Command.READ_TEXT_PHOTO] = deque([sw3])
    desk.simulator.place(sample_card())
    desk.when(LiftAndReplace(LiftReason.NOT_VERIFIED), desk.simulator.remove)
    desk.when(WaitingForCard(), lambda: None)
    desk.when(WaitingForCard(), lambda: desk.simulator.place(sample_card()))
    assert desk.read().record.card_type == "citizen"


def test_a_card_that_is_never_verified_is_refused(desk: Desk) -> None:
    """Three times: staff should look at the card."""
    desk.simulator.faults.status[Command.READ_TEXT_PHOTO] = deque([0x32] * 3)
    desk.simulator.place(sample_card())
    for _ in range(2):
        desk.when(LiftAndReplace(LiftReason.NOT_VERIFIED), desk.simulator.remove)
    for _ in range(3):
        desk.when(WaitingForCard(), lambda: desk.simulator.place(sample_card()))
    with pytest.raises(CardNotVerifiedError, match="00 00 32"):
        desk.read()


def test_errors_at_each_step_end_in_one_reset(desk: Desk) -> None:
    """The stuck module reads again after it."""
    desk.simulator.faults.status[Command.SELECT_CARD] = deque([0x24, 0x47])
    desk.simulator.place(sample_card())
    assert desk.read().record.card_type == "citizen"
    assert desk.requests(Command.RESET_SAM) == 1


def test_errors_that_go_on_after_a_reset_end_the_command(desk: Desk) -> None:
    """Staff should power-cycle the reader. An unknown status counts as such an error."""
    desk.simulator.faults.status[Command.SELECT_CARD] = deque([0x24, 0x77, 0x24, 0x24])
    desk.simulator.place(sample_card())
    with pytest.raises(ReaderStuckError):
        desk.read()


def test_a_module_that_does_not_come_back_from_a_reset(desk: Desk) -> None:
    """It is asked for its status ten times."""
    desk.reader.poll()
    desk.simulator.faults.status[Command.SELECT_CARD] = deque([0x24, 0x24])
    desk.simulator.faults.status[Command.SAM_STATUS] = deque([0x24] * 20)
    desk.simulator.place(sample_card())
    with pytest.raises(ReaderStuckError, match="reset"):
        desk.read()


def test_a_chip_that_hangs_gets_a_hint_and_then_a_reset(desk: Desk) -> None:
    """Find says "no card" for ever although one lies there: only a reset helps."""
    desk.simulator.place(sample_card())
    desk.simulator._read_done = True
    assert desk.read().record.card_type == "citizen"
    assert LiftAndReplace(LiftReason.NO_REACTION) in desk.progress
    assert desk.requests(Command.RESET_SAM) == 1


def test_not_permitted_is_a_matter_of_configuration(desk: Desk) -> None:
    """No retry."""
    desk.simulator.faults.status[Command.READ_TEXT_PHOTO] = deque([0x23])
    desk.simulator.place(sample_card())
    with pytest.raises(NotPermittedError):
        desk.read()


def test_a_status_that_cannot_be_ends_the_command(desk: Desk) -> None:
    """ "No such item" is no answer to find."""
    desk.simulator.faults.status[Command.FIND_CARD] = deque([0x91])
    with pytest.raises(UnexpectedReplyError):
        desk.read()


def test_sam_unauthorised_in_the_middle(desk: Desk) -> None:
    """A read is refused for good."""
    desk.reader.poll()
    desk.simulator.faults.sam_status = 0x66
    with pytest.raises(SamNotAuthorisedError):
        desk.read()


def test_self_test_failed_in_the_middle(desk: Desk) -> None:
    """One reset; it does not help."""
    desk.reader.poll()
    desk.simulator.faults.status[Command.FIND_CARD] = deque([0x60, 0x60])
    with pytest.raises(SamSelfTestError):
        desk.read()
    assert desk.requests(Command.RESET_SAM) == 1
