"""Every path of the contract in one place. Paths never hold personal data."""

from __future__ import annotations

TIME = "/v1/time"
HEALTH = "/v1/health"
ENROLMENTS = "/v1/enrolments"
ENTRY = "/v1/entries/{entry_id}"
ENTRIES_BATCH = "/v1/entries:batch"
ATTACHMENT = "/v1/entries/{entry_id}/attachments/{attachment_id}"
HEARTBEAT = "/v1/terminals/self/heartbeat"
TERMINAL_KEYS = "/v1/terminals/self/keys"
METRICS = "/metrics"
PROGRESS_QUERIES = "/v1/progress-queries"
CARD_QUERIES = "/v1/card-queries"
SLOTS = "/v1/appointments/slots"
APPOINTMENTS = "/v1/appointments"
APPOINTMENT = "/v1/appointments/{appointment_id}"
APPOINTMENT_QUERIES = "/v1/appointment-queries"
STAFF_CALLS = "/v1/staff-calls"
STAFF_CALL = "/v1/staff-calls/{call_id}"
QUEUE_TICKETS = "/v1/queue-tickets"
PREFILL_QUERIES = "/v1/prefill-queries"
CERTIFICATE_QUERIES = "/v1/certificate-queries"
CERTIFICATE_FILES = "/v1/certificate-files"
PHONE_LINKS = "/v1/phone-links"
PHONE_LINK = "/v1/phone-links/{link_id}"
PHONE_LINK_PICTURE = "/v1/phone-links/{link_id}/picture"
PHONE_PAGE = "/p/{token}"
PHONE_PAGE_PICTURE = "/p/{token}/picture"
PHONE_PAGE_CASE = "/p/{token}/case"
PHONE_FILE = "/phone-files/{name}"
HOLIDAYS = "/v1/holidays"
PAYMENT_OFFERS = "/v1/payment-offers"
BILL_QUERIES = "/v1/bill-queries"
ORDERS = "/v1/orders"
ORDER_QUERIES = "/v1/order-queries"
ORDER = "/v1/orders/{order_id}"
ORDER_CANCEL = "/v1/orders/{order_id}/cancel"
ORDER_CASH = "/v1/orders/{order_id}/cash"
ORDER_CARD = "/v1/orders/{order_id}/card"
PAYMENT_NOTIFY = "/v1/payments/notify/{provider}"
PAYMENT_DECISION = "/v1/payments/orders/{order_id}/decision"
DIFFERENCE_DECISION = "/v1/payments/differences/decision"
PAYMENT_REPORTS = "/v1/payments/reports/{day}"


def entry_path(entry_id: str) -> str:
    """Return the path of one entry: PUT stores it, GET asks for its state."""
    return ENTRY.format(entry_id=entry_id)


def attachment_path(entry_id: str, attachment_id: str) -> str:
    """Return the path of one attachment's upload: POST opens, HEAD asks, PATCH appends, DELETE gives up."""
    return ATTACHMENT.format(entry_id=entry_id, attachment_id=attachment_id)


def appointment_path(appointment_id: str) -> str:
    """Return the path of one appointment: DELETE takes it back."""
    return APPOINTMENT.format(appointment_id=appointment_id)


def phone_link_path(link_id: str) -> str:
    """Return the path of one phone link: GET asks for it, DELETE ends it."""
    return PHONE_LINK.format(link_id=link_id)


def phone_picture_path(link_id: str) -> str:
    """Return where the picture of a phone link is fetched."""
    return PHONE_LINK_PICTURE.format(link_id=link_id)


def staff_call_path(call_id: str) -> str:
    """Return the path of one call for a person: GET asks how it stands, DELETE takes it back."""
    return STAFF_CALL.format(call_id=call_id)


def order_path(order_id: str) -> str:
    """Return the path of one payment order: GET asks for it, also with ``?wait=25&version=…``."""
    return ORDER.format(order_id=order_id)


def order_cancel_path(order_id: str) -> str:
    """Return where POST closes an order."""
    return ORDER_CANCEL.format(order_id=order_id)


def order_cash_path(order_id: str) -> str:
    """Return where POST tells which notes were stacked for an order."""
    return ORDER_CASH.format(order_id=order_id)


def order_card_path(order_id: str) -> str:
    """Return where POST tells what the card terminal said."""
    return ORDER_CARD.format(order_id=order_id)
