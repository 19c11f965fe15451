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
    String,
    Table,
    Text,
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
)
"""What a department wants corrected; JSON list of ``{"material_ref", "text"}``."""
