"""Samples of an appointment or a ticket before and after it is made."""

from __future__ import annotations

from datetime import date

from config.catalogue import Catalogue
from config.texts import Texts
from kiosk.present import booking as present
from kiosk.present.sealed import SlipView
from offline_queue.wire.appointments import AppointmentState, TicketAnswer
from screens.pages.booking_check import BookingCheckPage
from tests.screens.sample_case import allowance
from tests.screens.samples import Sample
from tests.screens.samples.booking import NOW, WHERE, ZONE, sample_appointment, sample_slots

WHO = ("张*兰", "610***********0024")


def sample_ticket(ahead: int = 4) -> TicketAnswer:
    """A place in the line."""
    return TicketAnswer(
        ticket_id="fa3c1f0e-8f57-4a6e-9d1e-0b1c9a7f2d11",
        ticket_number="A012",
        station_code="LS",
        place=WHERE[0],
        service_name=WHERE[1],
        ahead=ahead,
        day=date(2026, 11, 24),
        hall_time=NOW,
    )


def samples(texts: Texts, catalogue: Catalogue) -> dict[str, Sample]:
    """Before, booked, the slip under way and missing, a ticket, cancelling."""
    allowed = allowance(catalogue)
    item = catalogue.item_common_name(allowed, texts.language)
    bring = present.what_to_bring(texts, catalogue, allowed)
    slots = sample_slots()

    def booked(slip: SlipView) -> Sample:
        state = present.present_booked(
            texts, sample_appointment(), item=item, who=WHO, bring=bring, slip=slip, zone=ZONE
        )
        return BookingCheckPage, state

    def ticket(slip: SlipView) -> Sample:
        state = present.present_ticket(texts, sample_ticket(), item=item, bring=bring, slip=slip, zone=ZONE)
        return BookingCheckPage, state

    check = present.present_check(texts, slots, slots.slots[1], item=item, who=WHO, bring=bring, zone=ZONE)
    gone = sample_appointment(AppointmentState.CANCELLED)
    return {
        "usual": (BookingCheckPage, check),
        "booked": booked(SlipView.PRINTED),
        "booked-printing": booked(SlipView.PRINTING),
        "booked-no-printer": booked(SlipView.NO_PRINTER),
        "ticket": ticket(SlipView.PRINTED),
        "cancel": (BookingCheckPage, present.present_cancel(texts, sample_appointment(), item=item, zone=ZONE)),
        "cancelled": (BookingCheckPage, present.present_cancelled(texts, gone, item=item, zone=ZONE)),
    }
