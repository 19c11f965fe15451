"""Live calls as a terminal makes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import httpx
from pydantic import BaseModel

from config.domain.working_days import load_work_calendar
from offline_queue.wire import routes
from offline_queue.wire.appointments import AppointmentRequest, SlotsAnswer, TicketRequest
from offline_queue.wire.card_queries import CardQuery, CardReading
from offline_queue.wire.document_parts import CardType
from tests.hall.terminal import CLIENT, RunningHall, Terminal, TestClock
from tests.wire.build import uuid_of

SENIOR = "610198194503120016"
OTHER = "61019819520908002X"


def post(terminal: Terminal, path: str, model: BaseModel) -> httpx.Response:
    return terminal.call("POST", path, model.model_dump_json().encode())


def card(number: str = SENIOR, **changes: object) -> CardReading:
    values = {"card_type": CardType.RESIDENT_ID, "number": number, "source": "chip", "read_age_s": 3}
    return CardReading.model_validate(values | changes)


def ask_card(terminal: Terminal, number: str = SENIOR) -> httpx.Response:
    return post(terminal, routes.CARD_QUERIES, CardQuery(card=card(number)))


def at_work(clock: TestClock, hour: int = 10) -> None:
    """Move the clock to the next working day, to this hour in China."""
    calendar = load_work_calendar()
    day = clock.now.date() + timedelta(days=1)
    while not calendar.is_workday(day):
        day += timedelta(days=1)
    to_hour(clock, day, hour)


def to_hour(clock: TestClock, day: date, hour: int) -> None:
    clock.now = datetime(day.year, day.month, day.day, hour - 8, 0, 1, tzinfo=UTC)


def slots(terminal: Terminal, item_id: str = "senior_allowance", station: str = "LS") -> SlotsAnswer:
    response = get_slots(terminal, f"item_id={item_id}&station={station}")
    assert response.status_code == 200, response.text
    return SlotsAnswer.model_validate_json(response.content)


def get_slots(terminal: Terminal, query: str) -> httpx.Response:
    signed = terminal.signature("GET", routes.SLOTS, query=query)
    response = CLIENT.get(f"{terminal.url}{routes.SLOTS}?{query}", headers=signed)
    terminal.check(response)
    return response


def appointment(
    slot_id: str, name: str = "one", number: str = SENIOR, item_id: str = "senior_allowance"
) -> AppointmentRequest:
    return AppointmentRequest(
        appointment_id=uuid_of(f"appointment {name}"),
        slot_id=slot_id,
        item_id=item_id,
        card_type=CardType.RESIDENT_ID,
        number=number,
    )


def book(terminal: Terminal, request: AppointmentRequest) -> httpx.Response:
    return post(terminal, routes.APPOINTMENTS, request)


def draw(terminal: Terminal, name: str = "one", item_id: str = "senior_allowance") -> httpx.Response:
    return post(terminal, routes.QUEUE_TICKETS, TicketRequest(ticket_id=uuid_of(f"ticket {name}"), item_id=item_id))


def everything_written(running: RunningHall) -> str:
    """All that stands in the hall's services tables, as text."""
    from hall.tables import metadata

    def read(connection: object) -> str:
        return "\n".join(
            str(tuple(row))
            for table in metadata.sorted_tables
            if table.name not in {"entries", "terminal_health"}
            for row in connection.execute(table.select())  # type: ignore[attr-defined]  # a connection
        )

    return running.hall.database.read(read)
