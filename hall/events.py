"""Every line that the hall logs, in one table. Identifiers and figures only, personal data never."""

from __future__ import annotations

import logging
from enum import StrEnum

log = logging.getLogger("hall")
"""The hall's logger; the one name that operators filter by."""


class Event(StrEnum):
    """The names of the hall's log lines."""

    STARTED = "hall.started"
    STOPPED = "hall.stopped"
    KEYS_MADE = "hall.keys_made"
    MIGRATED = "hall.migrated"
    ENTRY_STORED = "entry.stored"
    ENTRY_COMPLETE = "entry.complete"
    ENTRY_REFUSED = "entry.refused"
    BUNDLE_TAKEN = "bundle.taken"
    UPLOAD_RESTARTED = "upload.restarted"
    UPLOADS_EXPIRED = "upload.expired"
    TERMINAL_ENROLLED = "terminal.enrolled"
    KEY_ADDED = "terminal.key_added"
    KEYS_RETIRED = "terminal.keys_retired"
    ENROLMENT_REFUSED = "terminal.enrolment_refused"
    NOTICE_SENT = "notice.sent"
    NOTICE_DELAYED = "notice.delayed"
    NOTICE_FAILED = "notice.failed"
    HANDOVER_TAKEN = "handover.taken"
    HANDOVER_DELAYED = "handover.delayed"
    HANDOVER_REFUSED = "handover.refused"
    AMENDMENT_TAKEN = "amendment.taken"
    AMENDMENT_DELAYED = "amendment.delayed"
    AMENDMENT_REFUSED = "amendment.refused"
    WITHDRAWAL_TAKEN = "withdrawal.taken"
    WITHDRAWAL_DELAYED = "withdrawal.delayed"
    WITHDRAWAL_REFUSED = "withdrawal.refused"
    HANDOVER_DECIDED = "handover.decided"
    COMPLAINT_ANSWERED = "complaint.answered"
    ANSWER_NOT_OPENED = "complaint.answer_not_opened"
    DEPARTMENT_SILENT = "department.silent"
    STEP_TAKEN = "department.step_taken"
    STEP_REFUSED = "department.step_refused"
    ROUND_FAILED = "round.failed"
    CARD_ASKED = "query.card"
    PREFILL_ASKED = "query.prefill"
    CERTIFICATES_ASKED = "query.certificates"
    APPOINTMENT_BOOKED = "appointment.booked"
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    TICKET_DRAWN = "ticket.drawn"
    PHONE_LINK_MADE = "phone.link_made"
    PHONE_PICTURE_CAME = "phone.picture_came"
    ORDER_OPENED = "payment.order_opened"
    ORDER_MOVED = "payment.order_moved"
    PROVIDER_SILENT = "payment.provider_silent"
    PROVIDER_REFUSED = "payment.provider_refused"
    PROVIDER_UNTRUSTED = "payment.provider_untrusted"
    PLATFORM_SILENT = "payment.platform_silent"
    NOTICE_UNCLEAR = "payment.notice_unclear"
    BILL_SETTLED = "payment.bill_settled"
    BILL_TAKEN = "payment.bill_taken"
    REFUND_ENDED = "payment.refund_ended"
    NOTIFICATION_TAKEN = "payment.notification_taken"
    NOTIFICATION_REFUSED = "payment.notification_refused"
    PAYMENT_DISPUTED = "payment.disputed"
    BILL_FILE_MATCHED = "payment.bill_file_matched"
    BILL_FILE_LATE = "payment.bill_file_late"
    ORDER_DECIDED = "payment.order_decided"
    DIFFERENCE_RESOLVED = "payment.difference_resolved"
    STORAGE_FULL = "storage.full"
    DATABASE_AWAY = "database.away"
    FILES_AWAY = "files.away"
    FAULT = "hall.fault"


def record(event: Event, level: int = logging.INFO, **figures: str | float | None) -> None:
    """Log one event with its identifiers and figures."""
    if log.isEnabledFor(level):
        log.log(level, "%s %s", event.value, " ".join(f"{name}={value}" for name, value in figures.items()))
