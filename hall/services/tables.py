"""The tables of the hall's services. As in ``hall.tables``, nothing in them says who somebody is.

Persons stand as keyed digests; a notice names its entry, from which number and language are read when it is sent.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from hall.tables import UtcDateTime, metadata

notices = Table(
    "notices",
    metadata,
    Column("notice_id", String(100), primary_key=True),
    Column("entry_id", ForeignKey("entries.entry_id"), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("receipt_number", String(40), nullable=False),
    Column("due_day", String(10)),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("last_fault", String(64)),
    Index(None, "state", "next_at"),
)
"""One row per message. ``notice_id`` is its idempotency id: case id and what it is about."""

handovers = Table(
    "handovers",
    metadata,
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("department_id", String(64)),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("last_step", BigInteger, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("last_fault", String(64)),
    Index(None, "state", "next_at"),
)
"""One row per complete case: whether its department has it, and which of its steps the hall has seen."""

department_feeds = Table(
    "department_feeds",
    metadata,
    Column("department_id", String(64), primary_key=True),
    Column("after", String(200), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("last_fault", String(64)),
)
"""How far the hall has read the steps of each department."""

corrections = Table(
    "corrections",
    metadata,
    Column("transition_id", ForeignKey("transitions.transition_id"), primary_key=True),
    Column("due_day", String(10)),
    Column("wanted", Text, nullable=False),
    Column("answered_at", UtcDateTime),
)
"""What a department wants corrected; JSON list of ``{"material_ref", "text"}``.

``answered_at``: when the department's system had taken what was handed in for it; whether that is enough, it says.
"""

amendment_handovers = Table(
    "amendment_handovers",
    metadata,
    Column("entry_id", ForeignKey("entries.entry_id"), primary_key=True),
    Column("case_id", String(36), nullable=False, index=True),
    Column("answers", ForeignKey("transitions.transition_id")),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("last_fault", String(64)),
    Index(None, "state", "next_at"),
)
"""One row per complete amendment: whether the department of its case has it, and which correction it answers."""

withdrawal_handovers = Table(
    "withdrawal_handovers",
    metadata,
    Column("entry_id", ForeignKey("entries.entry_id"), primary_key=True),
    Column("case_id", String(36), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, nullable=False),
    Column("taken_at", UtcDateTime),
    Column("last_fault", String(64)),
    Index(None, "state", "next_at"),
)
"""One row per withdrawal: whether the department that has its case was told."""

handover_decisions = Table(
    "handover_decisions",
    metadata,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("entry_id", ForeignKey("entries.entry_id"), nullable=False, index=True),
    Column("outcome", String(16), nullable=False),
    Column("fault", String(64)),
    Column("decided_by", String(64), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
)
"""What staff decided about an amendment or a withdrawal that its department had refused with ``fault``."""

case_people = Table(
    "case_people",
    metadata,
    Column("case_id", ForeignKey("cases.case_id"), primary_key=True),
    Column("person_digest", String(64), nullable=False, index=True),
)
"""Whose case it is, as a keyed digest of card type and number."""

appointments = Table(
    "appointments",
    metadata,
    Column("appointment_id", String(36), primary_key=True),
    Column("slot_id", String(64), nullable=False),
    Column("seat", Integer),
    Column("holder", String(64)),
    Column("person_digest", String(64), nullable=False, index=True),
    Column("booking_number", String(32), nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False),
    Column("starts_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("cancelled_at", UtcDateTime),
    UniqueConstraint("slot_id", "seat"),
    UniqueConstraint("slot_id", "holder"),
)
"""One row per appointment. ``seat`` and ``holder`` (the person's digest) are empty once it is taken back: both
constraints hold for what stands, so no seat is given twice and nobody has two in one slot."""

ticket_lines = Table(
    "ticket_lines",
    metadata,
    Column("station_code", String(8), primary_key=True),
    Column("service_id", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("last", Integer, nullable=False),
    Column("called", Integer, nullable=False),
)
"""Today's line of one window: the last number given and the last one called."""

queue_tickets = Table(
    "queue_tickets",
    metadata,
    Column("ticket_id", String(36), primary_key=True),
    Column("station_code", String(8), nullable=False),
    Column("service_id", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("serial", Integer, nullable=False),
    Column("item_id", String(64), nullable=False),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("station_code", "service_id", "day", "serial"),
)

staff_calls = Table(
    "staff_calls",
    metadata,
    Column("call_id", String(36), primary_key=True),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False, index=True),
    Column("station_code", String(8), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Column("answered_by", String(64)),
    Column("closed_at", UtcDateTime),
    Column("closed_by", String(64)),
)
"""Calls for a person at a terminal: which terminal, a reason code, and what staff made of it."""

phone_links = Table(
    "phone_links",
    metadata,
    Column("link_id", String(36), primary_key=True),
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("subject", String(120), nullable=False),
    Column("receipt_number", String(40)),
    Column("state", String(16), nullable=False),
    Column("picture", LargeBinary),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)
"""One row per link that still leads somewhere. ``picture`` is enciphered on the phone; the hall has no key for it."""

data_queries = Table(
    "data_queries",
    metadata,
    Column("data_query_id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False),
    Column("item_id", String(64)),
    Column("source", String(64)),
    Column("basis", String(200)),
    Column("outcome", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)
"""Who asked for whose data is not here, but that a terminal asked, for which item, on what basis, and what came."""
