"""The tables of the payment gateway. No payer, no payment code, no card in them; amounts are integer fen.

``pay_orders.is_open`` falls once and never rises: the partial unique index over it is "one open order per bill".
``pay_orders.next_at`` is when the worker has something to do; whoever moves it from what it has read holds the order.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from hall.tables import UtcDateTime, metadata

pay_bills = Table(
    "pay_bills",
    metadata,
    Column("bill_id", String(36), primary_key=True),
    Column("origin", String(200), nullable=False, unique=True),
    Column("fee_class", String(32), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("payee", String(200), nullable=False),
    Column("basis", String(200), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("full_amount_fen", BigInteger, nullable=False),
    Column("late_fee_fen", BigInteger, nullable=False),
    Column("reduction", String(64)),
    Column("reduction_basis", String(200)),
    Column("item_id", String(64)),
    Column("receipt_number", String(40), index=True),
    Column("region_code", String(6)),
    Column("notice_code", String(40), index=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("settled_by", String(32)),
    Column("settled_at", UtcDateTime),
    Column("document_number", String(64)),
)
"""``settled_by``: the order whose money settles it, claimed before the platform is told; ``elsewhere`` when the
platform says so."""

pay_orders = Table(
    "pay_orders",
    metadata,
    Column("order_number", String(32), primary_key=True),
    Column("terminal_id", ForeignKey("terminals.terminal_id"), nullable=False),
    Column("client_request_id", String(36), nullable=False),
    Column("bill_id", ForeignKey("pay_bills.bill_id"), nullable=False, index=True),
    Column("method", String(64), nullable=False),
    Column("by_code", Boolean, nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("subject", String(200), nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("is_open", Boolean, nullable=False),
    Column("code_url", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("show_until", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("next_at", UtcDateTime, index=True),
    Column("attempts", Integer, nullable=False),
    Column("paid_at", UtcDateTime),
    Column("transaction_id", String(64)),
    Column("credited_fen", BigInteger, nullable=False),
    Column("refusal", String(64)),
    Column("last_fault", String(64)),
    UniqueConstraint("terminal_id", "client_request_id"),
    Index(None, "state"),
    Index(None, "paid_at"),
    Index(
        "uq_pay_orders_open_bill",
        "bill_id",
        unique=True,
        sqlite_where=text("is_open"),
        postgresql_where=text("is_open"),
    ),
)

pay_transitions = Table(
    "pay_transitions",
    metadata,
    Column("transition_id", Integer, primary_key=True, autoincrement=True),
    Column("order_number", ForeignKey("pay_orders.order_number"), nullable=False, index=True),
    Column("before", String(16), nullable=False),
    Column("event", String(32), nullable=False),
    Column("after", String(16), nullable=False),
    Column("source", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""The audit: every step of every order, and who said so."""

pay_attempts = Table(
    "pay_attempts",
    metadata,
    Column("attempt_id", Integer, primary_key=True, autoincrement=True),
    Column("order_number", ForeignKey("pay_orders.order_number"), nullable=False, index=True),
    Column("call", String(32), nullable=False),
    Column("outcome", String(64), nullable=False),
    Column("first_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
    UniqueConstraint("order_number", "call", "outcome"),
)
"""Calls to the provider, one row for each kind of answer, so that polling does not fill the disk."""

pay_notifications = Table(
    "pay_notifications",
    metadata,
    Column("provider", String(64), primary_key=True),
    Column("event_id", String(128), primary_key=True),
    Column("order_number", String(64), nullable=False, index=True),
    Column("outcome", String(32), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("count", Integer, nullable=False),
)

pay_refunds = Table(
    "pay_refunds",
    metadata,
    Column("refund_number", String(40), primary_key=True),
    Column("order_number", ForeignKey("pay_orders.order_number"), nullable=False, unique=True),
    Column("amount_fen", BigInteger, nullable=False),
    Column("reason", String(64), nullable=False),
    Column("stage", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
)
"""Written before the provider is first asked; the number stays the same however often it is asked."""

pay_credits = Table(
    "pay_credits",
    metadata,
    Column("terminal_id", ForeignKey("terminals.terminal_id"), primary_key=True),
    Column("device", String(64), primary_key=True),
    Column("epoch", BigInteger, primary_key=True),
    Column("counter", BigInteger, primary_key=True),
    Column("order_number", ForeignKey("pay_orders.order_number"), nullable=False, index=True),
    Column("value_fen", BigInteger, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)
"""Notes that were stacked. The key counts each once for ever."""

pay_bill_days = Table(
    "pay_bill_days",
    metadata,
    Column("provider", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("state", String(16), nullable=False),
    Column("row_count", Integer, nullable=False),
    Column("taken_fen", BigInteger, nullable=False),
    Column("returned_fen", BigInteger, nullable=False),
    Column("tried_at", UtcDateTime, nullable=False),
)
"""The day's bill of a provider: ``late`` until it is there, then ``matched``."""

pay_bill_rows = Table(
    "pay_bill_rows",
    metadata,
    Column("provider", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("order_number", String(64), nullable=False, index=True),
    Column("transaction_id", String(64), nullable=False),
    Column("refund_number", String(64), nullable=False),
    Column("amount_fen", BigInteger, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

pay_differences = Table(
    "pay_differences",
    metadata,
    Column("provider", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("order_number", String(64), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("ours", String(64), nullable=False),
    Column("theirs", String(64), nullable=False),
    Column("found_at", UtcDateTime, nullable=False),
    Column("resolution", String(64)),
)

pay_decisions = Table(
    "pay_decisions",
    metadata,
    Column("decision_id", Integer, primary_key=True, autoincrement=True),
    Column("subject", String(16), nullable=False),
    Column("provider", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("order_number", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("decided_by", String(64), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("decided_at", UtcDateTime, nullable=False, index=True),
    UniqueConstraint("subject", "provider", "day", "order_number", "kind", "version", name="uq_pay_decisions_what"),
)
"""What staff decided by hand: of an order that waited for a person (``day`` and ``kind`` empty), or of a difference
(``version`` 0)."""
