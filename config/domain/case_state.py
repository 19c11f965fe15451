"""The states of a case and who may set each. Source: glossary section 4, domain guide section 6.

A terminal says what it did itself; everything from *received* on is reserved for the receiving system, and
may be shown only when that system returned it.
"""

from __future__ import annotations

from enum import StrEnum


class SetBy(StrEnum):
    """Who may set a state."""

    KIOSK = "kiosk"
    """The terminal by itself."""
    KIOSK_ON_VERIFIED_REPLY = "kiosk_on_verified_reply"
    """The terminal, only after a reply of the receiving system that it has verified."""
    KIOSK_OR_STAFF = "kiosk_or_staff"
    """The terminal or its staff."""
    KIOSK_BEFORE_DELIVERY = "kiosk_before_delivery"
    """The terminal before delivery, the receiving system after it."""
    SYSTEM = "system"
    """The receiving system only: reserved words."""


class CaseState(StrEnum):
    """The states of a case, in the order of its life."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    HANDED_OVER = "handed_over"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    RECEIVED = "received"
    PRE_REVIEW = "pre_review"
    CORRECTION_REQUIRED = "correction_required"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    UNDER_REVIEW = "under_review"
    SUSPENDED = "suspended"
    DECIDED = "decided"
    APPROVED = "approved"
    REFUSED = "refused"
    CLOSED = "closed"
    SERVED = "served"
    RETURNED = "returned"

    @property
    def set_by(self) -> SetBy:
        """Who may set this state."""
        return _SET_BY.get(self, SetBy.SYSTEM)

    @property
    def reserved(self) -> bool:
        """Whether its word may be shown only when the receiving system returned it."""
        return self.set_by is SetBy.SYSTEM

    @property
    def needs_document_number(self) -> bool:
        """Whether its word may be shown only together with the acceptance document's number."""
        return self is CaseState.ACCEPTED


_SET_BY = {
    CaseState.DRAFT: SetBy.KIOSK,
    CaseState.QUEUED: SetBy.KIOSK,
    CaseState.SENDING: SetBy.KIOSK,
    CaseState.DELIVERED: SetBy.KIOSK_ON_VERIFIED_REPLY,
    CaseState.HANDED_OVER: SetBy.KIOSK_OR_STAFF,
    CaseState.WITHDRAWN: SetBy.KIOSK_BEFORE_DELIVERY,
    CaseState.EXPIRED: SetBy.KIOSK,
}
