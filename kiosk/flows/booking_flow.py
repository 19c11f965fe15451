"""An appointment at a window, or a place in today's line: what for, when, who, the number of the hall, the slip.

Live only: the hall gives every time and every number, and without a line the page says how to book instead (domain
guide 2.1). What is asked for has an identity of its own, so that a lost answer is asked for again and counts once.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from config.domain.identifiers import ItemId
from kiosk.flows.booking_case import BookingCase, BookingPages
from kiosk.flows.booking_table import BOOKING_TABLE, BookingEvent, BookingStep
from kiosk.flows.card_cases import failure_of
from kiosk.flows.card_desk import CardDesk
from kiosk.flows.machine import step
from kiosk.flows.take_away import TakeAway
from kiosk.hall_calls import LiveCallError, OfflineError, RefusedError
from kiosk.idle_clock import IdleKind
from kiosk.live_slips import booking_slip, ticket_slip
from kiosk.present.booking import APPOINTMENT, MINE, TICKET, days_of
from kiosk.present.kinds import NoticeKind
from kiosk.stage import Intent, PageName
from offline_queue.wire.appointments import (
    AppointmentAnswer,
    AppointmentRequest,
    AppointmentsAnswer,
    SlotsAnswer,
    TicketAnswer,
)
from offline_queue.wire.entries import ProblemKind

if TYPE_CHECKING:
    from drivers.vocabulary import DeviceEvent
    from kiosk.flows.step import IntentTable
    from kiosk.flows.surroundings import Surroundings

__all__ = ["BOOKING_TABLE", "BookingEvent", "BookingFlow", "BookingStep"]

_REFUSALS = {ProblemKind.SLOT_TAKEN: NoticeKind.SLOT_TAKEN, ProblemKind.CLOSED: NoticeKind.BOOKING_CLOSED}
_ASKS_AGAIN = frozenset({NoticeKind.LIVE_OFFLINE, NoticeKind.BOOKING_UNKNOWN})
_DONE = frozenset({BookingStep.BOOKED, BookingStep.TICKET, BookingStep.CANCELLED})


class BookingFlow:
    """From the first choice to the slip."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.state = BookingStep.CHOOSING
        self.case = BookingCase()
        self._again: Callable[[], None] = self._ask_for_slots
        self._card = CardDesk(around, self._on_card, self._on_card_changed)
        self._slip = TakeAway(around, self._on_slip)
        self._pages = BookingPages(around, self.case, self._card, self._slip)
        self._choices: dict[BookingStep, Callable[[str], None]] = {
            BookingStep.CHOOSING: self._on_way,
            BookingStep.DEPARTMENT: self._on_department,
            BookingStep.ITEM: self._on_item,
            BookingStep.DAY: self._on_day,
            BookingStep.TIME: self._on_time,
            BookingStep.MINE: self._on_one,
        }
        self._intents: IntentTable = {
            (PageName.BOOKING, "choice_pressed"): self._on_choice,
            (PageName.BOOKING_CHECK, "primary_pressed"): self._on_primary,
            (PageName.BOOKING_CHECK, "secondary_pressed"): self._on_secondary,
            (PageName.ID_CARD, "staff_pressed"): around.ways.call_staff,
            (PageName.NOTICE, "primary_pressed"): self._on_notice,
            (PageName.NOTICE, "secondary_pressed"): around.ways.call_staff,
        }

    # ---- what every flow offers ----------------------------------------------------------------------------------

    @property
    def idle_kind(self) -> IdleKind:
        """Laying a card down and reading takes longer than choosing."""
        return IdleKind.FORM if self.state in {BookingStep.CARD, BookingStep.CHECK, *_DONE} else IdleKind.MENU

    @property
    def can_go_back(self) -> bool:
        """Not while the hall is asked for what it may have done by now, and not from what is done."""
        return self.state is not BookingStep.ASKING and self.state not in _DONE

    @property
    def can_leave(self) -> bool:
        """At any time; what is under way is the hall's then."""
        return True

    @property
    def would_lose(self) -> bool:
        """A choice can be made again."""
        return False

    def enter(self) -> None:
        """The first choice."""
        self.render()

    def render(self) -> None:
        """The present page."""
        self._pages.show(self.state)

    def handle(self, intent: Intent) -> None:
        """What the resident did."""
        act = self._intents.get((intent.page, intent.name))
        if act is not None:
            act(*intent.args)

    def on_device(self, event: DeviceEvent) -> None:
        """The card and the slip."""
        self._card.on_device(event)
        self._slip.on_device(event)

    def on_tick(self) -> None:
        """Nothing runs by itself."""

    def go_back(self) -> None:
        """One step back; from the first choice home."""
        if self.state is BookingStep.CHOOSING:
            self.around.ways.go_home()
        else:
            self._fire(BookingEvent.BACK)

    def leave(self) -> None:
        """Nothing of the person stays."""
        self._card.forget()
        self._slip.forget()
        self.case.forget()

    def _fire(self, event: BookingEvent) -> None:
        self.state = step(BOOKING_TABLE, self.state, event)
        if self.state is BookingStep.CARD:
            self._card.begin()
        else:
            self._card.end()
        self.render()

    # ---- choosing ------------------------------------------------------------------------------------------------

    def _on_choice(self, key: str) -> None:
        act = self._choices.get(self.state)
        if act is not None:
            act(key)

    def _on_way(self, way: str) -> None:
        self.case.way = way
        self._fire(BookingEvent.MINE_WANTED if way == MINE else BookingEvent.BOOK)

    def _on_department(self, department: str) -> None:
        self.case.department = department
        self._fire(BookingEvent.DEPARTMENT_CHOSEN)

    def _on_item(self, item_id: str) -> None:
        self.case.item_id = ItemId(item_id)
        self._fire(BookingEvent.ITEM_CHOSEN)
        if self.case.way == TICKET:
            self.case.request_id = str(uuid.uuid4())
            self._draw()
        else:
            self._ask_for_slots()

    def _on_day(self, day: str) -> None:
        self.case.day = date.fromisoformat(day)
        self._fire(BookingEvent.DAY_CHOSEN)

    def _on_time(self, slot_id: str) -> None:
        slots = self.case.slots
        self.case.slot = next((one for one in slots.slots if one.slot_id == slot_id), None) if slots else None
        if self.case.slot is not None:
            self.case.request_id = str(uuid.uuid4())
            self._fire(BookingEvent.TIME_CHOSEN)

    def _on_one(self, appointment_id: str) -> None:
        mine = self.case.mine
        told = mine.appointments if mine is not None else ()
        self.case.one = next((one for one in told if one.appointment_id == appointment_id), None)
        if self.case.one is not None:
            self._fire(BookingEvent.ONE_CHOSEN)

    # ---- the card ------------------------------------------------------------------------------------------------

    def _on_card(self) -> None:
        if self.state is not BookingStep.CARD:
            return
        if self.case.way == APPOINTMENT:
            self._fire(BookingEvent.CARD_READ)
        else:
            self._fire(BookingEvent.CARD_FOR_MINE)
            self._ask_for_mine()

    def _on_card_changed(self) -> None:
        if self.state is BookingStep.CARD:
            self.render()

    # ---- buttons -------------------------------------------------------------------------------------------------

    def _on_primary(self) -> None:
        match self.state:
            case BookingStep.CHECK:
                self._fire(BookingEvent.CONFIRMED)
                self._book()
            case BookingStep.CANCEL:
                self._fire(BookingEvent.BACK)
            case _:
                self.around.ways.go_home()

    def _on_secondary(self) -> None:
        match self.state:
            case BookingStep.CHECK:
                self._fire(BookingEvent.BACK)
            case BookingStep.CANCEL:
                self._fire(BookingEvent.CONFIRMED)
                self._cancel()
            case _:
                self._slip.again()

    def _on_notice(self) -> None:
        if self.state is not BookingStep.FAILED:
            return
        if self.case.failure in _ASKS_AGAIN:
            self._fire(BookingEvent.SENT)
            self._again()
        elif self.case.failure is NoticeKind.SLOT_TAKEN:
            self._fire(BookingEvent.OTHER_TIME)
            self._ask_for_slots()
        elif self.case.failure is NoticeKind.BOOKING_CLOSED:
            self._fire(BookingEvent.BACK)
        else:
            self.around.ways.go_home()

    def _on_slip(self) -> None:
        if self.state in {BookingStep.BOOKED, BookingStep.TICKET}:
            self.render()

    # ---- the hall ------------------------------------------------------------------------------------------------

    def _ask_for_slots(self) -> None:
        item_id = self.case.item_id
        self._again = self._ask_for_slots
        self.around.hall.ask(lambda calls: calls.slots(item_id), self._on_slots, self._on_failed)

    def _draw(self) -> None:
        item_id, ticket_id = self.case.item_id, self.case.request_id
        self._again = self._draw
        failed = partial(self._on_failed, made=True)
        self.around.hall.ask(lambda calls: calls.draw_ticket(ticket_id, item_id), self._on_drawn, failed)

    def _book(self) -> None:
        case, person = self.case, self._card.identity
        if case.slot is None or person is None:
            return
        asked = AppointmentRequest(
            appointment_id=case.request_id,
            slot_id=case.slot.slot_id,
            item_id=case.item_id,
            card_type=person.card_type,
            number=person.number,
        )
        self._again = self._book
        self.around.hall.ask(lambda calls: calls.book(asked), self._on_made, partial(self._on_failed, made=True))

    def _ask_for_mine(self) -> None:
        reading = self._card.reading()
        self._again = self._ask_for_mine
        self.around.hall.ask(lambda calls: calls.appointments(reading), self._on_mine, self._on_failed)

    def _cancel(self) -> None:
        one = self.case.one
        if one is None:
            return
        self._again = self._cancel
        self.around.hall.ask(lambda calls: calls.cancel(one.appointment_id), self._on_cancelled, self._on_failed)

    def _on_slots(self, told: SlotsAnswer) -> None:
        if self.state is BookingStep.ASKING:
            self.case.slots = told
            days = days_of(told.slots, self.around.now().tzinfo)
            self.case.day = next(iter(days), self.around.today)
            self._fire(BookingEvent.SLOTS_TOLD)

    def _on_drawn(self, drawn: TicketAnswer) -> None:
        if self.state is BookingStep.ASKING:
            self.case.drawn = drawn
            self._fire(BookingEvent.DRAWN)
            self._slip.print(ticket_slip(self.around.texts, self._pages.ticket_facts()))

    def _on_made(self, made: AppointmentAnswer) -> None:
        if self.state is BookingStep.ASKING:
            self.case.made = made
            self._fire(BookingEvent.MADE)
            self._slip.print(booking_slip(self.around.texts, self._pages.booking_facts()))

    def _on_mine(self, mine: AppointmentsAnswer) -> None:
        if self.state is BookingStep.ASKING:
            self.case.mine = mine
            self._fire(BookingEvent.MINE_TOLD)

    def _on_cancelled(self, one: AppointmentAnswer) -> None:
        if self.state is BookingStep.ASKING:
            self.case.one = one
            self._fire(BookingEvent.TAKEN_BACK)

    def _on_failed(self, error: LiveCallError, *, made: bool = False) -> None:
        """Say why; ``made``: the hall may have done it although its answer was lost."""
        if self.state is not BookingStep.ASKING:
            return
        self.case.failure = failure_of(error, NoticeKind.LIVE_OFFLINE)
        if isinstance(error, RefusedError) and error.kind in _REFUSALS:
            self.case.failure = _REFUSALS[error.kind]
        elif isinstance(error, OfflineError) and made:
            self.case.failure = NoticeKind.BOOKING_UNKNOWN
        self._fire(BookingEvent.NOT_TOLD)
