"""Appointments and tickets by touch at the real hall: booked, cancelled, drawn, taken by somebody else, and offline."""

from __future__ import annotations

import pytest

from hall.services.tables import appointments, queue_tickets
from kiosk.flows.booking_flow import BookingFlow, BookingStep
from kiosk.hall_calls import HallCalls, OfflineError
from kiosk.present.kinds import NoticeKind
from kiosk.stage import PageName
from offline_queue.wire.appointments import AppointmentAnswer, AppointmentRequest
from offline_queue.wire.document_parts import CardType
from screens.pages.booking import BookingPage
from screens.pages.home import HomeAction
from tests.kiosk.live.quarter import Quarter
from tests.kiosk.rig import assert_at_rest

ITEM = "senior_allowance"
DEPARTMENT = "civil_affairs"


@pytest.fixture(autouse=True)
def _no_appointments(there: Quarter) -> None:
    """Nobody has one: a person gets one place in a slot, and the tests come in any order."""
    there.running.hall.database.write(lambda connection: connection.execute(appointments.delete())).result()


def flow_of(there: Quarter) -> BookingFlow:
    flow = there.rig.terminal.flow
    assert isinstance(flow, BookingFlow)
    return flow


def at(there: Quarter, state: BookingStep) -> None:
    there.rig.until(lambda: flow_of(there).state is state, state.value)


def choose(there: Quarter, key: str) -> None:
    there.rig.do(PageName.BOOKING, "choice_pressed", key)


def to_item(there: Quarter, way: str) -> None:
    """By touch from the home page to the item."""
    there.rig.arrive()
    there.rig.do(PageName.HOME, "action_pressed", HomeAction.BOOKING)
    there.rig.seen(PageName.BOOKING)
    there.rig.press(f"booking.{way}")
    choose(there, DEPARTMENT)
    choose(there, ITEM)


def to_check(there: Quarter) -> str:
    """To everything once more, with the first free time; gives its id."""
    to_item(there, "appointment")
    at(there, BookingStep.DAY)
    slots = flow_of(there).case.slots
    assert slots is not None
    free = next(slot for slot in slots.slots if slot.free)
    choose(there, free.starts_at.astimezone(there.rig.around.now().tzinfo).date().isoformat())
    choose(there, free.slot_id)
    there.rig.seen(PageName.ID_CARD)
    there.place_card()
    there.rig.seen(PageName.BOOKING_CHECK)
    return free.slot_id


def book(there: Quarter) -> AppointmentAnswer:
    """An appointment with its slip."""
    to_check(there)
    there.rig.press("booking.check.yes")
    at(there, BookingStep.BOOKED)
    there.rig.until(lambda: there.rig.hand.can_press(there.rig.text("booking.done")), "the slip")
    made = flow_of(there).case.made
    assert made is not None
    return made


def rows(there: Quarter) -> list[tuple[str, bool]]:
    """Every appointment at the hall, and whether it stands."""
    found = there.running.hall.database.read(lambda connection: connection.execute(appointments.select()).all())
    return [(row.booking_number, row.cancelled_at is None) for row in found]


def test_a_time_is_booked_its_slip_printed_and_taken_back_with_the_card(there: Quarter) -> None:
    """The number is the hall's, the slip masks who comes; the card alone is enough to cancel it."""
    rig = there.rig
    made = book(there)
    assert (made.booking_number, True) in rows(there)
    slip = rig.slips[-1].to_text()
    assert made.booking_number in slip
    assert "610198194503120016" not in slip
    rig.press("booking.done")
    assert rig.front() is PageName.HOME
    assert rig.reader is not None
    rig.reader.remove()
    rig.do(PageName.HOME, "action_pressed", HomeAction.BOOKING)
    rig.press("booking.mine")
    there.place_card()
    at(there, BookingStep.MINE)
    choose(there, made.appointment_id)
    rig.press("booking.cancel.no")
    choose(there, made.appointment_id)
    rig.press("booking.cancel.yes")
    at(there, BookingStep.CANCELLED)
    assert (made.booking_number, False) in rows(there)
    rig.press("shell.exit")
    assert_at_rest(rig)


def test_a_number_is_drawn_and_printed(there: Quarter) -> None:
    """How many wait is as of the hall's answer; at night there is none, and that is said."""
    rig = there.rig
    to_item(there, "ticket")
    at(there, BookingStep.TICKET)
    drawn = flow_of(there).case.drawn
    assert drawn is not None
    rig.until(lambda: rig.hand.can_press(rig.text("booking.done")), "the slip")
    assert drawn.ticket_number in rig.slips[-1].to_text()
    count = there.running.hall.database.read(lambda connection: len(connection.execute(queue_tickets.select()).all()))
    assert count == drawn.ahead + 1
    rig.press("booking.done")
    there.running.clock.move(12 * 3600)
    try:
        rig.do(PageName.HOME, "action_pressed", HomeAction.BOOKING)
        rig.press("booking.ticket")
        choose(there, DEPARTMENT)
        choose(there, ITEM)
        at(there, BookingStep.FAILED)
        assert flow_of(there).case.failure is NoticeKind.BOOKING_CLOSED
        rig.press("notice.booking_closed.primary")
        assert flow_of(there).state is BookingStep.CHOOSING
    finally:
        there.running.clock.move(-12 * 3600)


def test_a_place_that_somebody_else_took_is_said_and_another_one_offered(there: Quarter) -> None:
    """Between the choice and the confirmation all seats go; the days come anew."""
    slot_id = to_check(there)
    for seat, number in enumerate(("61019819520908002X", "610198199001010047")):
        asked = AppointmentRequest(
            appointment_id=f"00000000-0000-4000-8000-{seat:012d}",
            slot_id=slot_id,
            item_id=ITEM,
            card_type=CardType.RESIDENT_ID,
            number=number,
        )
        calls: list[AppointmentAnswer] = []
        there.rig.around.hall.ask(lambda hall, one=asked: hall.book(one), calls.append, lambda error: None)  # type: ignore[misc]
        there.rig.until(lambda: bool(calls), "the other one")  # noqa: B023 - waited for right here
    there.rig.press("booking.check.yes")
    at(there, BookingStep.FAILED)
    assert flow_of(there).case.failure is NoticeKind.SLOT_TAKEN
    there.rig.press("notice.slot_taken.primary")
    at(there, BookingStep.DAY)


def test_a_lost_answer_is_asked_for_again_and_counts_once(there: Quarter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hall has booked it, its answer got lost: not known, says the page, and the second time there is one."""
    to_check(there)
    before = len(rows(there))
    real = HallCalls.book

    def lose(calls: HallCalls, asked: AppointmentRequest) -> AppointmentAnswer:
        real(calls, asked)
        monkeypatch.setattr(HallCalls, "book", real)
        raise OfflineError

    monkeypatch.setattr(HallCalls, "book", lose)
    there.rig.press("booking.check.yes")
    at(there, BookingStep.FAILED)
    assert flow_of(there).case.failure is NoticeKind.BOOKING_UNKNOWN
    there.rig.press("notice.booking_unknown.primary")
    at(there, BookingStep.BOOKED)
    assert len(rows(there)) == before + 1


def test_without_a_line_it_says_how_to_book_and_has_no_number(there: Quarter) -> None:
    """Nothing on the page can be pressed; the phone and the hours stand there."""
    rig = there.rig
    there.cut()
    rig.arrive()
    rig.do(PageName.HOME, "action_pressed", HomeAction.BOOKING)
    page = rig.stage.page(PageName.BOOKING)
    assert isinstance(page, BookingPage)
    said = repr([piece.spec for piece in page._pieces])
    assert rig.around.settings.station.window_phone in said
    assert not rig.hand.can_press(rig.text("booking.ticket"))
    rig.press("shell.back")
    assert rig.front() is PageName.HOME
