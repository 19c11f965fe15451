"""Every path of the contract in one place. Paths never hold personal data."""

from __future__ import annotations

TIME = "/v1/time"
HEALTH = "/v1/health"
ENROLMENTS = "/v1/enrolments"
ENTRY = "/v1/entries/{entry_id}"
ENTRIES_BATCH = "/v1/entries:batch"
ATTACHMENT = "/v1/entries/{entry_id}/attachments/{attachment_id}"
HEARTBEAT = "/v1/terminals/self/heartbeat"
PROGRESS_QUERIES = "/v1/progress-queries"


def entry_path(entry_id: str) -> str:
    """Return the path of one entry: PUT stores it, GET asks for its state."""
    return ENTRY.format(entry_id=entry_id)


def attachment_path(entry_id: str, attachment_id: str) -> str:
    """Return the path of one attachment's upload: POST opens, HEAD asks, PATCH appends, DELETE gives up."""
    return ATTACHMENT.format(entry_id=entry_id, attachment_id=attachment_id)
