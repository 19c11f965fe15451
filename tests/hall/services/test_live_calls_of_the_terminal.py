"""The terminal's own client of the live calls, against a real hall with the systems around it."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from config.domain.identifiers import ItemId
from kiosk.hall_calls import BusyError, HallCalls, OfflineError, RefusedError
from offline_queue.transport import HallTransport, Signer, Timeouts
from offline_queue.wire.appointments import AppointmentState
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.shared_data import SourceOutcome
from tests.hall.services.asking import OTHER, appointment, at_work, card, to_hour
from tests.hall.services.conftest import District
from tests.hall.terminal import Terminal
from tests.offline_queue.build import ManualClock
from tests.wire.build import case_document, seal, uuid_of

ALLOWANCE = ItemId("senior_allowance")
PRINT = ItemId("insurance_certificate_print")


@contextmanager
def calls_to(url: str, terminal: Terminal, heard: Callable[[], None] = lambda: None) -> Iterator[HallCalls]:
    """The client of an enrolled terminal, until the block ends."""
    enrolled = terminal.enrolled
    assert enrolled is not None
    hall_key = Ed25519PublicKey.from_public_bytes(enrolled.signing_key.public_key)
    transport = HallTransport(
        url,
        lambda: Signer(terminal.key, terminal.key_id, hall_key),
        ManualClock(wall_s=terminal.clock().timestamp()),
        timeouts=Timeouts(connect_s=5, stall_s=5 if url == terminal.url else 0.1),
    )
    yield HallCalls(transport, heard)
    transport.close()


@pytest.fixture
def heard() -> list[str]:
    return []


@pytest.fixture
def calls(district: District, heard: list[str]) -> Iterator[HallCalls]:
    """On a working day at half past nine."""
    at_work(district.running.clock, 9)
    with calls_to(district.running.url, district.terminal, lambda: heard.append("answer")) as made:
        yield made


def test_the_cases_of_a_card_come_as_the_hall_tells_them(
    district: District, calls: HallCalls, heard: list[str]
) -> None:
    """A card with a case is answered; one without is refused; both prove that the line is there."""
    district.terminal.put_answer(seal(district.running.sealing_key, case_document("s1"), sequence=1))
    assert [case.item_id for case in calls.cases_of_card(card()).cases] == [ALLOWANCE]
    with pytest.raises(RefusedError) as refused:
        calls.cases_of_card(card(OTHER))
    assert refused.value.kind is ProblemKind.NOT_FOUND
    assert len(heard) == 2


def test_a_form_is_filled_as_far_as_the_rule_allows(calls: HallCalls) -> None:
    """An item without a rule is refused as not offered."""
    told = calls.prefill(ALLOWANCE, card())
    assert {field.key for field in told.fields} == {"household_head", "household_address"}
    assert [source.outcome for source in told.sources] == [SourceOutcome.ANSWERED]
    with pytest.raises(RefusedError) as refused:
        calls.prefill(ItemId("residence_permit"), card())
    assert refused.value.kind is ProblemKind.NOT_OFFERED


def test_a_paper_is_listed_and_fetched_whole(calls: HallCalls) -> None:
    """What comes is what was listed, byte for byte."""
    paper = calls.certificates(PRINT, card()).certificates[0]
    content = calls.certificate(PRINT, paper, card())
    assert content.startswith(b"%PDF-")
    assert len(content) == paper.size_bytes


def test_an_issuer_that_is_down_is_told_from_a_line_that_is(district: District, calls: HallCalls) -> None:
    """The hall answers that its source does not."""
    district.simulators.fail(503)
    with pytest.raises(RefusedError) as refused:
        calls.certificates(PRINT, card())
    assert refused.value.kind is ProblemKind.SOURCE_DOWN


def test_a_place_is_booked_once_and_taken_back(calls: HallCalls) -> None:
    """The same request after a lost answer gets the same place; a second place in the slot is refused."""
    slot = calls.slots(ALLOWANCE).slots[0]
    assert calls.slots(ALLOWANCE, "LS").slots[0].slot_id == slot.slot_id
    asked = appointment(slot.slot_id)
    assert calls.book(asked).booking_number == calls.book(asked).booking_number
    with pytest.raises(RefusedError) as refused:
        calls.book(appointment(slot.slot_id, "two"))
    assert refused.value.kind is ProblemKind.SLOT_TAKEN
    assert calls.cancel(asked.appointment_id).state is AppointmentState.CANCELLED


def test_a_ticket_is_drawn_once(calls: HallCalls) -> None:
    """The same id gets the same number."""
    ticket_id = uuid_of("ticket one")
    assert calls.draw_ticket(ticket_id, ALLOWANCE) == calls.draw_ticket(ticket_id, ALLOWANCE)


def test_out_of_hours_no_ticket_is_drawn(district: District) -> None:
    """The hall refuses as closed; the terminal is told which refusal it is."""
    at_work(district.running.clock)
    to_hour(district.running.clock, district.running.clock.now.date(), 20)
    with calls_to(district.running.url, district.terminal) as calls, pytest.raises(RefusedError) as refused:
        calls.draw_ticket(uuid_of("ticket late"), ALLOWANCE)
    assert refused.value.kind is ProblemKind.CLOSED


def test_too_many_questions_are_told_as_busy(district: District, calls: HallCalls) -> None:
    """With the time after which it may be asked again."""
    for _ in range(district.running.hall.settings.person_queries):
        calls.prefill(ALLOWANCE, card())
    with pytest.raises(BusyError) as busy:
        calls.prefill(ALLOWANCE, card())
    assert busy.value.retry_after_s


def test_a_hall_that_is_silent_is_offline(district: District) -> None:
    """Nobody listens; then somebody listens and never answers: both end within the time-outs and say the same."""
    heard: list[str] = []
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with calls_to(url, district.terminal, lambda: heard.append("answer")) as calls:
        with pytest.raises(OfflineError):
            calls.slots(ALLOWANCE)
        listener.close()
        with pytest.raises(OfflineError):
            calls.slots(ALLOWANCE)
    assert heard == []
