"""The hall's live calls for residents, typed. Each blocks: to be run on the lane for the hall, never on the GUI thread.

None of them is ever queued (domain guide 6.3): without a line the resident is told so. The id of an appointment or a
ticket is made before the call, so that a call whose answer was lost can be made again.

Error hierarchy::

    LiveCallError
    ├── OfflineError    the hall could not be asked, or what answered is not the hall; nothing is known
    ├── BusyError       it answers, but not now; ``retry_after_s`` where it said when
    └── RefusedError    its word on this question; ``kind`` says which (docs/wire.md, "Statuses")
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlencode

from pydantic import ValidationError

from config.domain.identifiers import ItemId
from offline_queue.errors import QueueError
from offline_queue.transport import Answer, HallTransport
from offline_queue.wire import routes
from offline_queue.wire.appointments import (
    AppointmentAnswer,
    AppointmentRequest,
    AppointmentsAnswer,
    AppointmentsQuery,
    SlotsAnswer,
    TicketAnswer,
    TicketRequest,
)
from offline_queue.wire.card_queries import CardAnswer, CardQuery, CardReading
from offline_queue.wire.entries import ProblemKind
from offline_queue.wire.fields import WireAnswer, WireRequest
from offline_queue.wire.payments import (
    BillQuery,
    BillsAnswer,
    CardReport,
    CashReport,
    OpenOrdersAnswer,
    OrderAnswer,
    OrderQuery,
    OrderRequest,
    OrderStandingAnswer,
    PaymentOffers,
)
from offline_queue.wire.phone_links import PhoneLinkAnswer, PhoneLinkRequest
from offline_queue.wire.shared_data import (
    MAX_PAPER_BYTES,
    CertificateEntry,
    CertificateFileQuery,
    CertificateQuery,
    CertificatesAnswer,
    PrefillAnswer,
    PrefillQuery,
)
from offline_queue.wire.staff_calls import StaffCallAnswer, StaffCallRequest

Told = TypeVar("Told", bound=WireAnswer)


class LiveCallError(Exception):
    """A live call brought no answer. Carries nothing personal."""


class OfflineError(LiveCallError):
    """The hall could not be asked; whether a booking counts is unknown until the same call is made again."""


class BusyError(LiveCallError):
    """The hall answers, but not now."""

    def __init__(self, retry_after_s: float | None) -> None:
        super().__init__("busy")
        self.retry_after_s = retry_after_s


class RefusedError(LiveCallError):
    """The hall's word on this question."""

    def __init__(self, kind: ProblemKind) -> None:
        super().__init__(kind.value)
        self.kind = kind


class HallCalls:
    """The calls over one transport; its time-outs hold for each.

    Args:
        transport: signs, and takes no answer but the hall's.
        heard: called after every verified answer, whatever it says: the line is there.
    """

    def __init__(self, transport: HallTransport, heard: Callable[[], None] = lambda: None) -> None:
        self._transport = transport
        self._heard = heard

    def cases_of_card(self, card: CardReading) -> CardAnswer:
        """Return how all cases of the card on the reader stand; refused ``not-found`` when there is none."""
        return self._post(routes.CARD_QUERIES, CardQuery(card=card), CardAnswer)

    def prefill(self, item_id: ItemId, card: CardReading, credit_code: str | None = None) -> PrefillAnswer:
        """Return what a form may be filled with, for the resident to confirm; refused where no rule allows it."""
        asked = PrefillQuery(item_id=item_id, purpose="case_form", card=card, credit_code=credit_code)
        return self._post(routes.PREFILL_QUERIES, asked, PrefillAnswer)

    def certificates(self, item_id: ItemId, card: CardReading) -> CertificatesAnswer:
        """Return which papers the issuer has for the card; may be none. Refused ``source-down`` without the issuer."""
        return self._post(routes.CERTIFICATE_QUERIES, CertificateQuery(item_id=item_id, card=card), CertificatesAnswer)

    def certificate(self, item_id: ItemId, paper: CertificateEntry, card: CardReading) -> bytes:
        """Return the bytes of one paper, compared with what was listed. To be printed and forgotten, never stored."""
        asked = CertificateFileQuery(
            item_id=item_id,
            certificate_id=paper.certificate_id,
            content_sha256=paper.content_sha256,
            card=card,
        )
        content = self._call("POST", routes.CERTIFICATE_FILES, asked).body
        if len(content) > MAX_PAPER_BYTES or hashlib.sha256(content).hexdigest() != paper.content_sha256:
            raise OfflineError
        return content

    def slots(self, item_id: ItemId, station: str | None = None) -> SlotsAnswer:
        """Return when somebody can come for an item; to the terminal's own station unless another is named."""
        query = {"item_id": item_id} if station is None else {"item_id": item_id, "station": station}
        return _read(self._call("GET", routes.SLOTS, query=urlencode(query)), SlotsAnswer)

    def book(self, asked: AppointmentRequest) -> AppointmentAnswer:
        """Book a place; the same request again gets the same place. Refused ``slot-taken`` when none is left."""
        return self._post(routes.APPOINTMENTS, asked, AppointmentAnswer)

    def cancel(self, appointment_id: str) -> AppointmentAnswer:
        """Take an appointment back; again changes nothing."""
        return _read(self._call("DELETE", routes.appointment_path(appointment_id)), AppointmentAnswer)

    def appointments(self, card: CardReading) -> AppointmentsAnswer:
        """Return which appointments to come the card on the reader has; may be none."""
        return self._post(routes.APPOINTMENT_QUERIES, AppointmentsQuery(card=card), AppointmentsAnswer)

    def call_staff(self, asked: StaffCallRequest) -> StaffCallAnswer:
        """Tell staff that a person is wanted here; the same request again changes nothing."""
        return self._post(routes.STAFF_CALLS, asked, StaffCallAnswer)

    def look_at_staff_call(self, call_id: str) -> StaffCallAnswer:
        """Return whether somebody of the staff has seen the call."""
        return _read(self._call("GET", routes.staff_call_path(call_id)), StaffCallAnswer)

    def end_staff_call(self, call_id: str) -> StaffCallAnswer:
        """Take the call back; again changes nothing."""
        return _read(self._call("DELETE", routes.staff_call_path(call_id)), StaffCallAnswer)

    def draw_ticket(self, ticket_id: str, item_id: ItemId) -> TicketAnswer:
        """Draw a place in today's line of this station; the same id again gets the same. Refused ``closed``."""
        return self._post(routes.QUEUE_TICKETS, TicketRequest(ticket_id=ticket_id, item_id=item_id), TicketAnswer)

    def phone_link(self, asked: PhoneLinkRequest) -> PhoneLinkAnswer:
        """Return a link for a phone; the same request again gets the same. Refused ``not-offered`` by halls without."""
        return self._post(routes.PHONE_LINKS, asked, PhoneLinkAnswer)

    def look_at_phone_link(self, link_id: str) -> PhoneLinkAnswer:
        """Return what has become of a link; refused ``not-found`` once the hall has forgotten it."""
        return _read(self._call("GET", routes.phone_link_path(link_id)), PhoneLinkAnswer)

    def phone_picture(self, link_id: str) -> bytes:
        """Return the enciphered picture that a phone sent; refused ``not-found`` where none waits."""
        return self._call("GET", routes.phone_picture_path(link_id)).body

    def end_phone_link(self, link_id: str) -> PhoneLinkAnswer:
        """Have the hall forget a link and its picture."""
        return _read(self._call("DELETE", routes.phone_link_path(link_id)), PhoneLinkAnswer)

    # Payments: `kiosk.payments.order_desk` asks for orders; nothing else does.

    def payment_offers(self) -> PaymentOffers:
        """Return how and what can be paid here; refused ``not-found`` by a hall that does not know the question."""
        return _read(self._call("GET", routes.PAYMENT_OFFERS), PaymentOffers)

    def bills(self, asked: BillQuery) -> BillsAnswer:
        """Return what can be paid for an item, a case or a notice; refused ``not-found``, ``source-down``."""
        return self._post(routes.BILL_QUERIES, asked, BillsAnswer)

    def order(self, asked: OrderRequest) -> OrderAnswer:
        """Order a bill; the same request again gets the same order. ``OfflineError``: there may be one or not."""
        return self._post(routes.ORDERS, asked, OrderAnswer)

    def open_orders(self) -> OpenOrdersAnswer:
        """Return this terminal's orders that are not finished."""
        return _read(self._call("GET", routes.ORDERS), OpenOrdersAnswer)

    def look_at_order(self, order_id: str, *, wait_s: int = 0, version: int | None = None) -> OrderAnswer:
        """Return how an order stands; with a version once it is another one, or after ``wait_s`` at the latest."""
        query = urlencode({"wait": wait_s, "version": version}) if version is not None else ""
        return _read(self._call("GET", routes.order_path(order_id), query=query), OrderAnswer)

    def order_of_slip(self, order_id: str, lookup_code: str) -> OrderStandingAnswer:
        """Return how an order stands for somebody with its slip, wherever that was printed; refused ``not-found``."""
        asked = OrderQuery(order_id=order_id, lookup_code=lookup_code)
        return self._post(routes.ORDER_QUERIES, asked, OrderStandingAnswer)

    def cancel_order(self, order_id: str) -> OrderAnswer:
        """Have an order closed that is not paid; one that is paid stays so, and that is the answer."""
        return _read(self._call("POST", routes.order_cancel_path(order_id)), OrderAnswer)

    def report_cash(self, order_id: str, report: CashReport) -> OrderAnswer:
        """Tell every note that was stacked for an order; each counts once, however often it is told."""
        return self._post(routes.order_cash_path(order_id), report, OrderAnswer)

    def report_card(self, order_id: str, report: CardReport) -> OrderAnswer:
        """Tell what the card terminal said of an order; again changes nothing."""
        return self._post(routes.order_card_path(order_id), report, OrderAnswer)

    def _post(self, path: str, asked: WireRequest, told: type[Told]) -> Told:
        return _read(self._call("POST", path, asked), told)

    def _call(self, method: str, path: str, asked: WireRequest | None = None, *, query: str = "") -> Answer:
        body = b"" if asked is None else asked.model_dump_json().encode("utf-8")
        try:
            answer = self._transport.call(method, path, query=query, body=body)
        except QueueError as error:
            raise OfflineError from error
        self._heard()
        if 200 <= answer.status < 300:
            return answer
        problem = answer.problem
        if answer.status in {429, 500, 503}:
            raise BusyError(None if problem is None else problem.retry_after_s)
        kind = None if problem is None else problem.kind
        if kind is None:
            raise OfflineError
        raise RefusedError(kind)


def _read(answer: Answer, told: type[Told]) -> Told:
    try:
        return told.model_validate_json(answer.body)
    except ValidationError:
        # Without its cause: the answer may be personal.
        raise OfflineError from None
