"""Bills, payment orders with their audit, refunds, notes and the providers' daily bills.

Revision 0005.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _orders()
    _beside_orders()
    _reconciliation()


def _orders() -> None:
    op.create_table(
        "pay_bills",
        sa.Column("bill_id", sa.String(length=36), nullable=False),
        sa.Column("origin", sa.String(length=200), nullable=False),
        sa.Column("fee_class", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("payee", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("full_amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("late_fee_fen", sa.BigInteger(), nullable=False),
        sa.Column("reduction", sa.String(length=64), nullable=True),
        sa.Column("item_id", sa.String(length=64), nullable=True),
        sa.Column("receipt_number", sa.String(length=40), nullable=True),
        sa.Column("region_code", sa.String(length=6), nullable=True),
        sa.Column("notice_code", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(length=32), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("document_number", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("bill_id", name="pk_pay_bills"),
        sa.UniqueConstraint("origin", name="uq_pay_bills_origin"),
    )
    op.create_index("ix_pay_bills_receipt_number", "pay_bills", ["receipt_number"], unique=False)
    op.create_table(
        "pay_orders",
        sa.Column("order_number", sa.String(length=32), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("client_request_id", sa.String(length=36), nullable=False),
        sa.Column("bill_id", sa.String(length=36), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("by_code", sa.Boolean(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("code_url", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("show_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transaction_id", sa.String(length=64), nullable=True),
        sa.Column("credited_fen", sa.BigInteger(), nullable=False),
        sa.Column("refusal", sa.String(length=64), nullable=True),
        sa.Column("last_fault", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["bill_id"], ["pay_bills.bill_id"], name="fk_pay_orders_bill_id"),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_pay_orders_terminal_id"),
        sa.PrimaryKeyConstraint("order_number", name="pk_pay_orders"),
        sa.UniqueConstraint("terminal_id", "client_request_id", name="uq_pay_orders_terminal_id_client_request_id"),
    )
    op.create_index("ix_pay_orders_bill_id", "pay_orders", ["bill_id"], unique=False)
    op.create_index("ix_pay_orders_next_at", "pay_orders", ["next_at"], unique=False)
    op.create_index("ix_pay_orders_paid_at", "pay_orders", ["paid_at"], unique=False)
    op.create_index("ix_pay_orders_state", "pay_orders", ["state"], unique=False)
    op.create_index(
        "uq_pay_orders_open_bill",
        "pay_orders",
        ["bill_id"],
        unique=True,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )


def _beside_orders() -> None:
    op.create_table(
        "pay_transitions",
        sa.Column("transition_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_number", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_number"], ["pay_orders.order_number"], name="fk_pay_transitions_order_number"),
        sa.PrimaryKeyConstraint("transition_id", name="pk_pay_transitions"),
    )
    op.create_index("ix_pay_transitions_order_number", "pay_transitions", ["order_number"], unique=False)
    op.create_table(
        "pay_attempts",
        sa.Column("attempt_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_number", sa.String(length=32), nullable=False),
        sa.Column("call", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["order_number"], ["pay_orders.order_number"], name="fk_pay_attempts_order_number"),
        sa.PrimaryKeyConstraint("attempt_id", name="pk_pay_attempts"),
        sa.UniqueConstraint("order_number", "call", "outcome", name="uq_pay_attempts_order_number_call_outcome"),
    )
    op.create_index("ix_pay_attempts_order_number", "pay_attempts", ["order_number"], unique=False)
    op.create_table(
        "pay_notifications",
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=128), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "event_id", name="pk_pay_notifications"),
    )
    op.create_index("ix_pay_notifications_order_number", "pay_notifications", ["order_number"], unique=False)
    op.create_table(
        "pay_refunds",
        sa.Column("refund_number", sa.String(length=40), nullable=False),
        sa.Column("order_number", sa.String(length=32), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["order_number"], ["pay_orders.order_number"], name="fk_pay_refunds_order_number"),
        sa.PrimaryKeyConstraint("refund_number", name="pk_pay_refunds"),
        sa.UniqueConstraint("order_number", name="uq_pay_refunds_order_number"),
    )
    op.create_table(
        "pay_credits",
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("order_number", sa.String(length=32), nullable=False),
        sa.Column("value_fen", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["order_number"], ["pay_orders.order_number"], name="fk_pay_credits_order_number"),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_pay_credits_terminal_id"),
        sa.PrimaryKeyConstraint("terminal_id", "device", "epoch", "counter", name="pk_pay_credits"),
    )
    op.create_index("ix_pay_credits_order_number", "pay_credits", ["order_number"], unique=False)


def _reconciliation() -> None:
    op.create_table(
        "pay_bill_days",
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("taken_fen", sa.BigInteger(), nullable=False),
        sa.Column("returned_fen", sa.BigInteger(), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "day", name="pk_pay_bill_days"),
    )
    op.create_table(
        "pay_bill_rows",
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("transaction_id", sa.String(length=64), nullable=False),
        sa.Column("refund_number", sa.String(length=64), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", "day", "ordinal", name="pk_pay_bill_rows"),
    )
    op.create_index("ix_pay_bill_rows_order_number", "pay_bill_rows", ["order_number"], unique=False)
    op.create_table(
        "pay_differences",
        sa.Column("provider", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("order_number", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("ours", sa.String(length=64), nullable=False),
        sa.Column("theirs", sa.String(length=64), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolution", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("provider", "day", "order_number", "kind", name="pk_pay_differences"),
    )
