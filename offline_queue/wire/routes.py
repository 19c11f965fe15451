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
QUEUE_TICKETS = "/v1/queue-tickets"
PREFILL_QUERIES = "/v1/prefill-queries"
CERTIFICATE_QUERIES = "/v1/certificate-queries"
CERTIFICATE_FILES = "/v1/certificate-files"
HOLIDAYS = "/v1/holidays"


def entry_path(entry_id: str) -> str:
    """Return the path of one entry: PUT stores it, GET asks for its state."""
    return ENTRY.format(entry_id=entry_id)


def attachment_path(entry_id: str, attachment_id: str) -> str:
    """Return the path of one attachment's upload: POST opens, HEAD asks, PATCH appends, DELETE gives up."""
    return ATTACHMENT.format(entry_id=entry_id, attachment_id=attachment_id)


def appointment_path(appointment_id: str) -> str:
    """Return the path of one appointment: DELETE takes it back."""
    return APPOINTMENT.format(appointment_id=appointment_id)
