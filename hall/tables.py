"""The tables of the hall. Entries stay sealed in ``entries.body``; what stands beside them is about no person.

The lookup code is kept as a keyed digest. ``entries`` rows are kept for ever: they are the memory that makes a replay
harmless.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC, on databases with and without zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Store UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give the zone back where the database has dropped it."""
        return value if value is None or value.tzinfo is not None else value.replace(tzinfo=UTC)


terminals = Table(
    "terminals",
    metadata,
    Column("terminal_id", String(32), primary_key=True),
    Column("station_code", String(8), nullable=False),
    Column("terminal_no", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("station_code", "terminal_no"),
)

terminal_keys = Table(
    "terminal_keys",
    metadata,
    Column("key_id", String(32), primary_key=True),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("enrolled_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("selector", String(3), primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("spent_key_id", String(32)),
)

entries = Table(
    "entries",
    metadata,
    Column("entry_id", String(36), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False),
    Column("epoch", String(36), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("signature_input", Text, nullable=False),
    Column("signature", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("completed_at", UtcDateTime),
    Index(None, "terminal_id", "epoch", "sequence"),
)

cases = Table(
    "cases",
    metadata,
    Column("case_id", String(36), primary_key=True),
    Column("entry_id", ForeignKey("entries.entry_id"), nullable=False, unique=True),
    Column("receipt_number", String(40), nullable=False, unique=True),
    Column("lookup_digest", String(64), nullable=False),
    Column("case_number", String(50), nullable=False, unique=True),
    Column("item_id", String(64), nullable=False),
    Column("item_name", String(200), nullable=False),
    Column("receiving_office", String(200), nullable=False),
)

case_serials = Table(
    "case_serials",
    metadata,
    Column("prefix", String(36), primary_key=True),
    Column("day", String(8), primary_key=True),
    Column("last", Integer, nullable=False),
)

transitions = Table(
    "transitions",
    metadata,
    Column("transition_id", Integer, primary_key=True, autoincrement=True),
    Column("case_id", ForeignKey("cases.case_id"), nullable=False, index=True),
    Column("state", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("acceptance_doc_number", String(50)),
    Column("note", Text),
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("entry_id", ForeignKey("entries.entry_id"), primary_key=True),
    Column("case_id", String(36), nullable=False, index=True),
    Column("received_at", UtcDateTime, nullable=False),
    Column("state", String(16), nullable=False, server_default="waiting"),
)

amendments = Table(
    "amendments",
    metadata,
    Column("entry_id", ForeignKey("entries.entry_id"), primary_key=True),
    Column("case_id", String(36), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)

complaints = Table(
    "complaints",
    metadata,
    Column("entry_id", ForeignKey("entries.entry_id"), primary_key=True),
    Column("complaint_number", String(50), nullable=False, unique=True),
    Column("receipt_number", String(40), nullable=False, unique=True),
    Column("lookup_digest", String(64), nullable=False),
    Column("category", String(16), nullable=False),
    Column("item_id", String(64)),
    Column("about_receipt_number", String(40), index=True),
    Column("state", String(16), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
)

complaint_answers = Table(
    "complaint_answers",
    metadata,
    Column("answer_id", Integer, primary_key=True, autoincrement=True),
    Column("entry_id", ForeignKey("complaints.entry_id"), nullable=False, index=True),
    Column("suite", String(64), nullable=False),
    Column("key_id", String(64), nullable=False),
    Column("wrapped_key", LargeBinary, nullable=False),
    Column("sealed_text", LargeBinary, nullable=False),
    Column("answered_by", String(64), nullable=False),
    Column("answered_at", UtcDateTime, nullable=False),
)
"""What staff answered, sealed as an entry is; the newest counts, the others stay."""

payments = Table(
    "payments",
    metadata,
    Column("terminal_id", ForeignKey("terminals.terminal_id"), primary_key=True),
    Column("order_id", String(64), primary_key=True),
    Column("entry_id", ForeignKey("entries.entry_id"), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("method", String(64), nullable=False),
    Column("item_id", String(64)),
    Column("receipt_number", String(40), index=True),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("disputed", Boolean, nullable=False),
)

payment_outcomes = Table(
    "payment_outcomes",
    metadata,
    Column("entry_id", ForeignKey("entries.entry_id"), primary_key=True),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False),
    Column("order_id", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index(None, "terminal_id", "order_id"),
)

device_reports = Table(
    "device_reports",
    metadata,
    Column("terminal_id", ForeignKey("terminals.terminal_id"), primary_key=True),
    Column("device", String(64), primary_key=True),
    Column("epoch", String(36), nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("model", String(64)),
    Column("state", String(64), nullable=False),
    Column("counters", Text, nullable=False),
    Column("captured_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)

ratings = Table(
    "ratings",
    metadata,
    Column("entry_id", ForeignKey("entries.entry_id"), primary_key=True),
    Column("scope", String(16), nullable=False),
    Column("level", String(32), nullable=False),
    Column("item_id", String(64)),
    Column("receipt_number", String(40), index=True),
    Column("received_at", UtcDateTime, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("attachment_id", String(36), primary_key=True),
    Column("entry_id", ForeignKey("entries.entry_id"), nullable=False, index=True),
    Column("ordinal", Integer, nullable=False),
    Column("media_type", String(80), nullable=False),
    Column("sealed_size_bytes", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("content_sha256", String(64), nullable=False),
    Column("offset_bytes", BigInteger, nullable=False),
    Column("state", String(16), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("entry_id", "ordinal"),
)

terminal_health = Table(
    "terminal_health",
    metadata,
    Column("terminal_id", ForeignKey("terminals.terminal_id"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("report", Text, nullable=False),
)
