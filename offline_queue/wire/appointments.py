"""Appointments and queue tickets: live calls, never queued. Different things: a slot on a day, a place in today's line.

The client makes the id of what it asks for; the same id again gets the same answer, so a lost reply is asked anew.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from offline_queue.wire.card_queries import CardNumber, CardReading
from offline_queue.wire.document_parts import CardType
from offline_queue.wire.fields import Count, StationCodeField, Token, Uuid, WireAnswer, WireRequest
from offline_queue.wire.times import UtcTime


class Slot(WireAnswer):
    """A time at which somebody can come.

    Attributes:
        slot_id: to book it with.
        free: places left, as of the answer.
    """

    slot_id: Token
    starts_at: UtcTime
    ends_at: UtcTime
    free: Annotated[int, Field(ge=0)]


class SlotsAnswer(WireAnswer):
    """Answer of ``GET /v1/appointments/slots?station=LS&item_id=…``: what can be booked, soonest first.

    Attributes:
        station_code, place: where.
        service_id, service_name: which window.
        slots: all of them, also those without a free place.
        hall_time: as of when.
    """

    station_code: StationCodeField
    place: str
    service_id: Token
    service_name: str
    slots: tuple[Slot, ...]
    hall_time: UtcTime


class AppointmentRequest(WireRequest):
    """Body of ``POST /v1/appointments``.

    Attributes:
        appointment_id: made by the terminal; names this request for ever.
        card_type, number: of who comes; the window asks for this card. The hall keeps a keyed digest only.
    """

    appointment_id: Uuid
    slot_id: Token
    item_id: Token
    card_type: CardType
    number: CardNumber = Field(repr=False)


class AppointmentState(StrEnum):
    """Whether an appointment stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"


class AppointmentAnswer(WireAnswer):
    """An appointment. ``booking_number`` is what the resident says at the window, with the card."""

    appointment_id: Uuid
    booking_number: str
    state: AppointmentState
    station_code: StationCodeField
    place: str
    service_name: str
    item_id: Token
    starts_at: UtcTime
    ends_at: UtcTime
    hall_time: UtcTime


class AppointmentsQuery(WireRequest):
    """Body of ``POST /v1/appointment-queries``: which appointments the person has whose card lies on the reader."""

    card: CardReading


class AppointmentsAnswer(WireAnswer):
    """The appointments to come of one person that stand, soonest first; may be none."""

    appointments: tuple[AppointmentAnswer, ...]
    hall_time: UtcTime


class TicketRequest(WireRequest):
    """Body of ``POST /v1/queue-tickets``: a place in today's line of the terminal's own station."""

    ticket_id: Uuid
    item_id: Token


class TicketAnswer(WireAnswer):
    """A place in a line.

    Attributes:
        ticket_number: as it will be called, such as ``A012``.
        ahead: how many wait before it, as of the answer.
        day: for which day it is.
    """

    ticket_id: Uuid
    ticket_number: str
    station_code: StationCodeField
    place: str
    service_name: str
    ahead: Count
    day: date
    hall_time: UtcTime
