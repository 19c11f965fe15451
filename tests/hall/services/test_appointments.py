"""Appointments: capacity from data, no seat twice, no person twice in a slot, the same id the same appointment."""

from __future__ import annotations

import threading
from datetime import timedelta

import httpx
import pytest

from offline_queue.wire import routes
from offline_queue.wire.appointments import AppointmentAnswer, AppointmentState
from offline_queue.wire.entries import ProblemKind
from tests.hall.services.asking import OTHER, SENIOR, appointment, at_work, book, everything_written, get_slots, slots
from tests.hall.services.conftest import District
from tests.hall.terminal import RunningHall, Terminal, assert_problem
from tests.wire.build import uuid_of


@pytest.fixture
def morning(district: District) -> Terminal:
    """The terminal on a working day at half past nine, when there is something to book."""
    at_work(district.running.clock, 9)
    return district.terminal


def answer_of(response: httpx.Response, status: int = 201) -> AppointmentAnswer:
    assert response.status_code == status, response.text
    return AppointmentAnswer.model_validate_json(response.content)


def test_slots_are_opening_hours_on_working_days(morning: Terminal) -> None:
    """Half hours between nine and twelve and two and five in China; two seats each; none that has begun."""
    offered = slots(morning)
    first = offered.slots[0]
    assert (first.starts_at.hour, first.starts_at.minute, first.free) == (1, 30, 2)
    assert {slot.ends_at - slot.starts_at for slot in offered.slots} == {timedelta(minutes=30)}
    assert {slot.starts_at.hour + 8 for slot in offered.slots} == {9, 10, 11, 14, 15, 16}
    assert offered.service_name == "综合窗口"


def test_an_item_with_a_window_of_its_own_is_offered_there(morning: Terminal) -> None:
    assert slots(morning, "id_card_renewal").service_name == "户籍窗口"


@pytest.mark.parametrize("query", ["item_id=senior_allowance&station=XQ"])
def test_a_station_without_an_office_offers_none(morning: Terminal, query: str) -> None:
    assert_problem(get_slots(morning, query), 404, ProblemKind.NOT_OFFERED)


@pytest.mark.parametrize("query", ["", "item_id=", "item_id=a&station=ls", "item_id=%E6%88%91&station=LS"])
def test_a_question_that_is_none_is_refused(morning: Terminal, query: str) -> None:
    assert_problem(get_slots(morning, query), 422, ProblemKind.SCHEMA)


def test_a_seat_is_booked_and_no_longer_free(morning: Terminal) -> None:
    slot = slots(morning).slots[0]
    booked = answer_of(book(morning, appointment(slot.slot_id)))
    assert booked.state is AppointmentState.BOOKED
    assert (booked.starts_at, booked.ends_at) == (slot.starts_at, slot.ends_at)
    assert booked.booking_number == f"A{slot.starts_at:%m%d}-0930-1"
    assert slots(morning).slots[0].free == 1


def test_the_same_id_gets_the_same_appointment(morning: Terminal) -> None:
    slot = slots(morning).slots[0]
    first = answer_of(book(morning, appointment(slot.slot_id)))
    assert answer_of(book(morning, appointment(slot.slot_id)), 200) == first
    assert slots(morning).slots[0].free == 1


def test_another_request_under_the_same_id_is_refused(morning: Terminal) -> None:
    first, second, *_ = slots(morning).slots
    answer_of(book(morning, appointment(first.slot_id)))
    for other in (appointment(second.slot_id), appointment(first.slot_id, number=OTHER)):
        assert_problem(book(morning, other), 409, ProblemKind.ID_TAKEN)


def test_a_full_slot_takes_nobody(morning: Terminal) -> None:
    slot = slots(morning).slots[0]
    for name, number in (("one", SENIOR), ("two", OTHER)):
        answer_of(book(morning, appointment(slot.slot_id, name, number)))
    third = appointment(slot.slot_id, "three", "61019819780615003X")
    assert_problem(book(morning, third), 409, ProblemKind.SLOT_TAKEN)
    assert slots(morning).slots[0].free == 0


def test_nobody_has_two_places_in_one_slot(morning: Terminal) -> None:
    slot = slots(morning).slots[0]
    answer_of(book(morning, appointment(slot.slot_id)))
    assert_problem(book(morning, appointment(slot.slot_id, "again")), 409, ProblemKind.SLOT_TAKEN)


def test_nobody_holds_many_appointments(morning: Terminal) -> None:
    for number, slot in enumerate(slots(morning).slots[:3]):
        answer_of(book(morning, appointment(slot.slot_id, f"n{number}")))
    fourth = slots(morning).slots[3]
    assert_problem(book(morning, appointment(fourth.slot_id, "fourth")), 409, ProblemKind.SLOT_TAKEN)


def test_an_appointment_is_taken_back_and_its_seat_given_to_another(district: District, morning: Terminal) -> None:
    """Any terminal can, with the id; a second time changes nothing; the person may book the slot anew."""
    slot = slots(morning).slots[0]
    answer_of(book(morning, appointment(slot.slot_id)))
    path = routes.appointment_path(uuid_of("appointment one"))
    for terminal in (district.running.terminal("LS02"), morning):
        assert answer_of(terminal.call("DELETE", path), 200).state is AppointmentState.CANCELLED
    assert slots(morning).slots[0].free == 2
    answer_of(book(morning, appointment(slot.slot_id, "anew")))
    assert answer_of(book(morning, appointment(slot.slot_id)), 200).state is AppointmentState.CANCELLED


def test_an_appointment_that_nobody_made_cannot_be_taken_back(morning: Terminal) -> None:
    path = routes.appointment_path(uuid_of("appointment none"))
    assert_problem(morning.call("DELETE", path), 404, ProblemKind.NOT_FOUND)


def test_an_appointment_that_has_begun_cannot_be_taken_back(district: District, morning: Terminal) -> None:
    slot = slots(morning).slots[0]
    answer_of(book(morning, appointment(slot.slot_id)))
    district.running.clock.move(3600)
    path = routes.appointment_path(uuid_of("appointment one"))
    assert_problem(morning.call("DELETE", path), 409, ProblemKind.CLOSED)


def test_a_slot_that_is_not_offered_cannot_be_booked(district: District, morning: Terminal) -> None:
    """One that never was, one that has begun, one of a window for other items."""
    begun = slots(morning).slots[0].slot_id
    other = slots(morning, "id_card_renewal").slots[0].slot_id
    district.running.clock.move(3600)
    for slot_id in ("LS.general.20261131-0900", "XX.none", begun, other):
        assert_problem(book(morning, appointment(slot_id, slot_id)), 404, ProblemKind.NOT_OFFERED)


def test_many_at_once_never_share_a_seat(district: District, morning: Terminal) -> None:
    """Twelve terminals' threads want the two seats of one slot: two get them, with different numbers."""
    slot_id = slots(morning).slots[0].slot_id
    terminals = [district.running.terminal(f"LS{number:02}") for number in range(10, 22)]
    barrier = threading.Barrier(len(terminals))
    answers: list[httpx.Response] = []

    def want(number: int, terminal: Terminal) -> None:
        request = appointment(slot_id, f"rush {number}", f"6101981990010100{number:02}")
        barrier.wait()
        answers.append(book(terminal, request))

    threads = [threading.Thread(target=want, args=pair) for pair in enumerate(terminals, start=10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    won = [AppointmentAnswer.model_validate_json(one.content) for one in answers if one.status_code == 201]
    assert len(answers) == len(terminals)
    assert len({one.booking_number for one in won}) == len(won) == 2
    for lost in answers:
        if lost.status_code != 201:
            assert_problem(lost, 409, ProblemKind.SLOT_TAKEN)


def test_who_comes_is_kept_as_a_digest_only(district: District, morning: Terminal) -> None:
    answer_of(book(morning, appointment(slots(morning).slots[0].slot_id)))
    assert SENIOR not in everything_written(district.running)


def test_without_offices_nothing_is_offered(running: RunningHall, terminal: Terminal) -> None:
    assert_problem(get_slots(terminal, "item_id=senior_allowance"), 404, ProblemKind.NOT_OFFERED)
    assert running.hall.services.file.offices == ()
