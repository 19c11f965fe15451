"""Replies that are damaged, late, of the wrong shape, or missing."""

from __future__ import annotations

from collections import deque

import pytest

from drivers.id_card.cards import SAMPLE_FIELDS, make_card, sample_card
from drivers.id_card.codec import Command
from drivers.id_card.errors import GarbledReplyError, ReaderStuckError, UnexpectedReplyError
from drivers.id_card.model import NotAuthorised, Ready, SelfTestFailed
from drivers.transport.errors import NoReplyError
from drivers.vocabulary import ErrorClass
from tests.drivers.id_card.desk import Desk


def test_bad_checksum_from_reader_is_asked_for_again(desk: Desk) -> None:
    """Noise on the line costs one repetition."""
    desk.simulator.faults.bad_checksum = 1
    assert isinstance(desk.reader.poll(), Ready)
    assert desk.requests(Command.SAM_STATUS) == 2


def test_two_bad_checksums_in_a_row_are_a_link_fault(desk: Desk) -> None:
    """Wrong speed, or a second program on the port."""
    desk.simulator.faults.bad_checksum = 2
    with pytest.raises(GarbledReplyError) as caught:
        desk.reader.poll()
    assert caught.value.error_class is ErrorClass.LINK


def test_torn_frame_is_asked_for_again(hasty_desk: Desk) -> None:
    """The rest never comes; the driver does not wait for ever and starts anew."""
    hasty_desk.reader.poll()
    hasty_desk.simulator.faults.torn = 1
    assert isinstance(hasty_desk.reader.poll(), Ready)


def test_torn_frames_in_a_row_are_a_link_fault(hasty_desk: Desk) -> None:
    """Not silence: something did come."""
    hasty_desk.simulator.faults.torn = 2
    with pytest.raises(GarbledReplyError):
        hasty_desk.reader.poll()


@pytest.mark.parametrize("noise", [b"\x00\xff\x13", b"\xaa\xaa\xaa\x96", b"\x69" * 40])
def test_garbage_before_frames_is_skipped(desk: Desk, noise: bytes) -> None:
    """Every reply has noise in front of it, and a card is read all the same."""
    desk.simulator.line.noise = noise
    desk.simulator.place(sample_card())
    assert desk.read().record.card_type == "citizen"


def test_extra_aa_before_frames_is_skipped(desk: Desk) -> None:
    """The preamble behind the stray byte is seen."""
    desk.simulator.line.noise = b"\xaa"
    desk.simulator.place(sample_card())
    assert desk.read().record.card_type == "citizen"


def test_garbage_frames_only(hasty_desk: Desk) -> None:
    """Preambles with impossible lengths, and nothing behind them."""
    hasty_desk.simulator.line.noise = bytes.fromhex("AAAAAA9669FFFF") * 3 + bytes.fromhex("AAAAAA96690040")
    with pytest.raises(GarbledReplyError):
        hasty_desk.reader.poll()


def test_the_vendors_time_out_marker_is_survived(hasty_desk: Desk) -> None:
    """It is no frame: the reply behind it counts, and alone it is a damaged reply."""
    marker = bytes.fromhex("AAAAAA96690005050505")
    hasty_desk.simulator.line.noise = marker
    hasty_desk.simulator.place(sample_card())
    assert hasty_desk.read().record.card_type == "citizen"
    hasty_desk.simulator.line.noise = b""
    hasty_desk.simulator.faults.replaced_by = marker
    with pytest.raises(GarbledReplyError):
        hasty_desk.reader.poll()


def test_split_frames_are_put_together(desk: Desk) -> None:
    """Every byte alone."""
    desk.simulator.line.split = True
    desk.simulator.place(sample_card())
    assert desk.read().record.card_type == "citizen"


def test_preamble_in_payload_is_no_frame(desk: Desk) -> None:
    """A photo that contains a whole "no card" reply."""
    reply = bytes.fromhex("AAAAAA966900040000 8084")
    photo = b"\x57\x4c\x66\x00" + reply * 90
    desk.simulator.place(make_card("citizen", SAMPLE_FIELDS["citizen"], photo_wlt=photo.ljust(1024, b"\xaa")))
    assert desk.read().photo_wlt.startswith(photo)


def test_no_reply(hasty_desk: Desk) -> None:
    """Asked twice, then a typed fault of the link."""
    hasty_desk.simulator.line.silent = True
    with pytest.raises(NoReplyError):
        hasty_desk.reader.poll()
    assert hasty_desk.requests(Command.SAM_STATUS) == 2


def test_late_reply_of_previous_command_is_no_answer_to_the_next(hasty_desk: Desk) -> None:
    """A reply that comes after its time-out stands in front of the reply to the next request."""
    hasty_desk.reader.poll()
    faults = hasty_desk.simulator.faults
    faults.held_back = 1
    hasty_desk.simulator.place(sample_card())
    # The reply to find is held back and comes in front of the reply to the repeated find.
    assert hasty_desk.read().record.card_type == "citizen"
    # A held reply to the newest address comes in front of the answer to the next status request.
    hasty_desk.simulator.remove()
    hasty_desk.wait_removal()
    assert isinstance(hasty_desk.reader.poll(), Ready)


def test_a_late_find_is_skipped_when_the_status_is_asked(hasty_desk: Desk) -> None:
    """A reply that cannot belong to the request is passed over, and the right one behind it is taken."""
    hasty_desk.reader.poll()
    hasty_desk.simulator._held = bytes.fromhex("AAAAAA9669 0008 00009F 00000000 97")
    assert isinstance(hasty_desk.reader.poll(), Ready)
    assert hasty_desk.requests(Command.SAM_STATUS) == 2


def test_wrong_length_of_a_reply(hasty_desk: Desk) -> None:
    """A success without the card's content is no read."""
    hasty_desk.reader.poll()
    hasty_desk.simulator.faults.status[Command.READ_TEXT_PHOTO] = deque([0x90, 0x90])
    hasty_desk.simulator.place(sample_card())
    with pytest.raises(UnexpectedReplyError):
        hasty_desk.read()


def test_wrong_length_words_in_the_content(desk: Desk) -> None:
    """The sizes inside do not fit the whole: the data is not used."""
    desk.simulator.faults.wrong_length_words = True
    desk.simulator.place(sample_card())
    with pytest.raises(UnexpectedReplyError):
        desk.read()


def test_a_request_that_arrived_damaged_is_sent_again(desk: Desk) -> None:
    """The module says 10; once is noise."""
    desk.simulator.faults.reported_bad_checksum = 1
    assert isinstance(desk.reader.poll(), Ready)


def test_requests_that_arrive_damaged_again_and_again_are_a_link_fault(desk: Desk) -> None:
    """Twice is a fault."""
    desk.simulator.faults.reported_bad_checksum = 2
    with pytest.raises(GarbledReplyError, match="SW3 10"):
        desk.reader.poll()


def test_a_module_without_the_command_for_its_number_is_ready(desk: Desk) -> None:
    """Its refusal is well formed, so it speaks the protocol; only the inventory is poorer."""
    desk.simulator.faults.status[Command.READ_SAM_NUMBER] = deque([0x21])
    assert desk.reader.poll() == Ready(None)
    desk.simulator.place(sample_card())
    assert desk.read().record.card_type == "citizen"


@pytest.mark.parametrize(("sw3", "status"), [(0x60, SelfTestFailed()), (0x66, NotAuthorised())])
def test_a_number_that_the_module_cannot_give_for_its_own_fault(desk: Desk, sw3: int, status: object) -> None:
    """The status said ready, the next answer does not."""
    desk.simulator.faults.status[Command.READ_SAM_NUMBER] = deque([sw3])
    assert desk.reader.poll() == status
    assert isinstance(desk.reader.poll(), Ready)


def test_a_number_that_is_refused_for_no_known_reason(desk: Desk) -> None:
    """The reader is stuck."""
    desk.simulator.faults.status[Command.READ_SAM_NUMBER] = deque([0x24])
    with pytest.raises(ReaderStuckError, match="number SW3 24"):
        desk.reader.poll()
