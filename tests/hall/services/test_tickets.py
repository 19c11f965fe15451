"""Queue tickets: numbers without gaps, the same id the same number, none out of hours or beyond the day's."""

from __future__ import annotations

import threading

import httpx
import pytest

from hall.services.tickets import call_next
from offline_queue.wire.appointments import TicketAnswer
from offline_queue.wire.entries import ProblemKind
from tests.hall.services.asking import at_work, draw, to_hour
from tests.hall.services.conftest import District
from tests.hall.terminal import Terminal, assert_problem


@pytest.fixture
def open_office(district: District) -> Terminal:
    at_work(district.running.clock, 10)
    return district.terminal


def ticket(response: httpx.Response, status: int = 201) -> TicketAnswer:
    assert response.status_code == status, response.text
    return TicketAnswer.model_validate_json(response.content)


def test_numbers_count_up_and_say_how_many_wait(open_office: Terminal) -> None:
    first, second = ticket(draw(open_office)), ticket(draw(open_office, "two"))
    assert [(one.ticket_number, one.ahead) for one in (first, second)] == [("A001", 0), ("A002", 1)]


def test_the_same_id_gets_the_same_number(open_office: Terminal) -> None:
    first = ticket(draw(open_office))
    assert ticket(draw(open_office), 200) == first
    assert_problem(draw(open_office, item_id="id_card_renewal"), 409, ProblemKind.ID_TAKEN)


def test_each_window_has_its_own_line(open_office: Terminal) -> None:
    ticket(draw(open_office))
    assert ticket(draw(open_office, "two", "id_card_renewal")).ticket_number == "H001"


def test_a_number_that_was_called_waits_no_more(district: District, open_office: Terminal) -> None:
    day = ticket(draw(open_office)).day.isoformat()
    ticket(draw(open_office, "two"))

    def call() -> int | None:
        return district.running.hall.database.write(lambda one: call_next(one, "LS", "general", day)).result()

    assert call() == 1
    assert ticket(draw(open_office, "two"), 200).ahead == 0
    assert [call(), call()] == [2, None]


@pytest.mark.parametrize("hour", [8, 12, 17])
def test_nothing_is_drawn_out_of_hours(district: District, open_office: Terminal, hour: int) -> None:
    to_hour(district.running.clock, district.running.clock.now.date(), hour)
    assert_problem(draw(open_office), 409, ProblemKind.CLOSED)


def test_nothing_is_drawn_on_a_rest_day(district: District, open_office: Terminal) -> None:
    while district.services.offices.calendar.is_workday(district.running.clock.now.date()):
        district.running.clock.move(24 * 3600)
    assert_problem(draw(open_office), 409, ProblemKind.CLOSED)


def test_a_day_has_so_many_numbers(open_office: Terminal) -> None:
    for number in range(3):
        ticket(draw(open_office, f"n{number}", "id_card_renewal"))
    assert_problem(draw(open_office, "late", "id_card_renewal"), 409, ProblemKind.CLOSED)


def test_the_next_day_begins_anew(district: District, open_office: Terminal) -> None:
    ticket(draw(open_office))
    at_work(district.running.clock, 10)
    assert ticket(draw(open_office, "two")).ticket_number == "A001"


def test_many_at_once_get_a_number_each(district: District, open_office: Terminal) -> None:
    numbers: list[str] = []
    barrier = threading.Barrier(8)

    def want(name: str) -> None:
        barrier.wait()
        numbers.append(ticket(draw(district.running.terminal(f"LS{name}"), name)).ticket_number)

    terminals = [f"{number}" for number in range(10, 18)]
    threads = [threading.Thread(target=want, args=(name,)) for name in terminals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(numbers) == [f"A{number:03}" for number in range(1, 9)]
    assert ticket(draw(open_office, "last")).ticket_number == "A009"
