"""What is known on the way to an appointment or a ticket, and the page for each state of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import TYPE_CHECKING

from config.domain.identifiers import ItemId
from kiosk.flows.booking_table import BookingStep
from kiosk.live_slips import BookingFacts, TicketFacts
from kiosk.present import booking as present
from kiosk.present.id_card import present_card_for
from kiosk.present.notice import NoticeKind, present_notice
from kiosk.slips import Place
from kiosk.stage import PageName

if TYPE_CHECKING:
    from kiosk.flows.card_desk import CardDesk
    from kiosk.flows.surroundings import Surroundings
    from kiosk.flows.take_away import TakeAway
    from offline_queue.wire.appointments import AppointmentAnswer, AppointmentsAnswer, Slot, SlotsAnswer, TicketAnswer


NOTHING_CHOSEN = ItemId("")


@dataclass(slots=True)
class BookingCase:
    """Chosen and told so far; ``request_id`` names what is asked for, so that asking again counts once."""

    way: str = present.APPOINTMENT
    department: str = ""
    item_id: ItemId = NOTHING_CHOSEN
    slots: SlotsAnswer | None = None
    day: date = date.min
    slot: Slot | None = None
    request_id: str = ""
    made: AppointmentAnswer | None = field(default=None, repr=False)
    drawn: TicketAnswer | None = None
    mine: AppointmentsAnswer | None = field(default=None, repr=False)
    one: AppointmentAnswer | None = field(default=None, repr=False)
    failure: NoticeKind = NoticeKind.LIVE_OFFLINE

    def forget(self) -> None:
        """Nothing of the person stays."""
        self.made = self.mine = self.one = None
        self.drawn = self.slot = self.slots = None


class BookingPages:
    """Draws the page of a state."""

    def __init__(self, around: Surroundings, case: BookingCase, card: CardDesk, slip: TakeAway) -> None:
        self._around = around
        self._case = case
        self._card = card
        self._slip = slip
        s = BookingStep
        self._shows = {
            s.CHOOSING: self._ways,
            s.DEPARTMENT: self._departments,
            s.ITEM: self._items,
            s.ASKING: lambda: self._notice(NoticeKind.BOOKING_ASKING),
            s.FAILED: lambda: self._notice(case.failure),
            s.DAY: self._days,
            s.TIME: self._times,
            s.CARD: self._place_card,
            s.CHECK: self._check,
            s.BOOKED: self._booked,
            s.TICKET: self._ticket,
            s.MINE: self._mine,
            s.CANCEL: self._cancel,
            s.CANCELLED: self._cancelled,
        }

    def show(self, state: BookingStep) -> None:
        """Show the page of that state."""
        self._shows[state]()

    def booking_facts(self) -> BookingFacts:
        """What the slip of the appointment says."""
        around, made = self._around, self._case.made
        assert made is not None
        return BookingFacts(
            place=self._place(),
            number=made.booking_number,
            item_name=self._item_name(made.item_id),
            when=present.when_of(around.texts, made.starts_at, made.ends_at, self._zone),
            where=f"{made.place}\n{made.service_name}",
            who=self._who(),
            bring=self._bring(),
            printed_at=around.now(),
        )

    def ticket_facts(self) -> TicketFacts:
        """What the slip of the ticket says."""
        drawn = self._case.drawn
        assert drawn is not None
        at = drawn.hall_time.astimezone(self._zone)
        return TicketFacts(
            place=self._place(),
            number=drawn.ticket_number,
            item_name=self._item_name(self._case.item_id),
            where=f"{drawn.place}\n{drawn.service_name}",
            ahead=drawn.ahead,
            drawn_at=at,
            bring=self._bring(),
        )

    # ---- pages ---------------------------------------------------------------------------------------------------

    def _ways(self) -> None:
        around = self._around
        station = around.settings.station
        state = present.present_ways(
            around.texts,
            online=around.online(),
            hours=station.hours_note_in(around.words.language),
            phone=station.window_phone,
        )
        around.stage.show(PageName.BOOKING, state)

    def _departments(self) -> None:
        around = self._around
        state = present.present_departments(around.texts, around.catalogue, self._case.way)
        around.stage.show(PageName.BOOKING, state)

    def _items(self) -> None:
        around, case = self._around, self._case
        state = present.present_items(around.texts, around.catalogue, case.way, case.department)
        around.stage.show(PageName.BOOKING, state)

    def _days(self) -> None:
        slots = self._case.slots
        assert slots is not None
        self._around.stage.show(PageName.BOOKING, present.present_days(self._around.texts, slots, self._zone))

    def _times(self) -> None:
        slots = self._case.slots
        assert slots is not None
        state = present.present_times(self._around.texts, slots, self._case.day, self._zone)
        self._around.stage.show(PageName.BOOKING, state)

    def _place_card(self) -> None:
        texts, caption = self._around.texts, f"booking.{self._case.way}"
        note = texts("booking.card.note")
        state = present_card_for(texts, texts(caption), self._card.phase, other=None, note=note)
        self._around.stage.show(PageName.ID_CARD, state)

    def _check(self) -> None:
        case = self._case
        assert case.slots is not None
        assert case.slot is not None
        state = present.present_check(
            self._around.texts,
            case.slots,
            case.slot,
            item=self._item_name(case.item_id),
            who=self._who(),
            bring=self._bring(),
            zone=self._zone,
        )
        self._around.stage.show(PageName.BOOKING_CHECK, state)

    def _booked(self) -> None:
        made = self._case.made
        assert made is not None
        state = present.present_booked(
            self._around.texts,
            made,
            item=self._item_name(made.item_id),
            who=self._who(),
            bring=self._bring(),
            slip=self._slip.view,
            zone=self._zone,
        )
        self._around.stage.show(PageName.BOOKING_CHECK, state)

    def _ticket(self) -> None:
        drawn = self._case.drawn
        assert drawn is not None
        state = present.present_ticket(
            self._around.texts,
            drawn,
            item=self._item_name(self._case.item_id),
            bring=self._bring(),
            slip=self._slip.view,
            zone=self._zone,
        )
        self._around.stage.show(PageName.BOOKING_CHECK, state)

    def _mine(self) -> None:
        around, mine = self._around, self._case.mine
        assert mine is not None
        state = present.present_mine(
            around.texts, around.catalogue, mine.appointments, name_masked=self._who()[0], zone=self._zone
        )
        around.stage.show(PageName.BOOKING, state)

    def _cancel(self) -> None:
        one = self._case.one
        assert one is not None
        item = self._item_name(one.item_id)
        state = present.present_cancel(self._around.texts, one, item=item, zone=self._zone)
        self._around.stage.show(PageName.BOOKING_CHECK, state)

    def _cancelled(self) -> None:
        one = self._case.one
        assert one is not None
        item = self._item_name(one.item_id)
        state = present.present_cancelled(self._around.texts, one, item=item, zone=self._zone)
        self._around.stage.show(PageName.BOOKING_CHECK, state)

    def _notice(self, kind: NoticeKind) -> None:
        self._around.stage.show(PageName.NOTICE, present_notice(self._around.texts, kind))

    # ---- words ---------------------------------------------------------------------------------------------------

    @property
    def _zone(self) -> tzinfo | None:
        return self._around.now().tzinfo

    def _item_name(self, item_id: str) -> str:
        return present.item_name(self._around.texts, self._around.catalogue, item_id)

    def _bring(self) -> tuple[str, ...]:
        around = self._around
        return present.what_to_bring(around.texts, around.catalogue, around.catalogue.item(self._case.item_id))

    def _who(self) -> tuple[str, str]:
        person = self._card.identity
        return ("", "") if person is None else (person.name_masked, person.number_masked)

    def _place(self) -> Place:
        station, language = self._around.settings.station, self._around.words.language
        return Place(station.name_in(language), station.terminal_no, "", station.window_phone)
