"""What the other kinds of entry do: amendments, complaints, payments, device reports; what a withdrawal has done.

Until now a withdrawal was shown as the last step of its case; now it is one of the case's transitions.

Revision 0002.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; carry over what withdrawals there are."""
    op.add_column("withdrawals", sa.Column("state", sa.String(length=16), nullable=False, server_default="waiting"))
    op.execute(
        "INSERT INTO transitions (case_id, state, at)"
        " SELECT case_id, 'withdrawn', min(received_at) FROM withdrawals"
        " WHERE case_id IN (SELECT case_id FROM cases) GROUP BY case_id"
    )
    op.execute("UPDATE withdrawals SET state = 'withdrawn' WHERE case_id IN (SELECT case_id FROM cases)")
    _later_entries()
    _payments()
    _device_reports()


def _later_entries() -> None:
    op.create_table(
        "amendments",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_amendments_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_amendments"),
    )
    op.create_index("ix_amendments_case_id", "amendments", ["case_id"], unique=False)
    op.create_table(
        "complaints",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("complaint_number", sa.String(length=50), nullable=False),
        sa.Column("receipt_number", sa.String(length=40), nullable=False),
        sa.Column("lookup_digest", sa.String(length=64), nullable=False),
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=True),
        sa.Column("about_receipt_number", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_complaints_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_complaints"),
        sa.UniqueConstraint("complaint_number", name="uq_complaints_complaint_number"),
        sa.UniqueConstraint("receipt_number", name="uq_complaints_receipt_number"),
    )
    op.create_index("ix_complaints_about_receipt_number", "complaints", ["about_receipt_number"], unique=False)


def _payments() -> None:
    op.create_table(
        "payments",
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.String(length=64), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=True),
        sa.Column("receipt_number", sa.String(length=40), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disputed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_payments_terminal_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_payments_entry_id"),
        sa.PrimaryKeyConstraint("terminal_id", "order_id", name="pk_payments"),
    )
    op.create_index("ix_payments_receipt_number", "payments", ["receipt_number"], unique=False)
    op.create_table(
        "payment_outcomes",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_payment_outcomes_entry_id"),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_payment_outcomes_terminal_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_payment_outcomes"),
    )
    op.create_index(
        "ix_payment_outcomes_terminal_id_payment_outcomes_order_id",
        "payment_outcomes",
        ["terminal_id", "order_id"],
        unique=False,
    )


def _device_reports() -> None:
    op.create_table(
        "device_reports",
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=64), nullable=False),
        sa.Column("counters", sa.Text(), nullable=False),
        sa.Column("captured_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_device_reports_terminal_id"),
        sa.PrimaryKeyConstraint("terminal_id", "device", name="pk_device_reports"),
    )
