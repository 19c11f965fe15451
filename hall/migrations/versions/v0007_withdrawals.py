"""Hand-over of withdrawals, and when a complaint was answered.

Revision 0007.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.add_column("complaints", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "withdrawal_handovers",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_fault", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_withdrawal_handovers_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_withdrawal_handovers"),
    )
    op.create_index("ix_withdrawal_handovers_case_id", "withdrawal_handovers", ["case_id"], unique=False)
    op.create_index(
        "ix_withdrawal_handovers_state_withdrawal_handovers_next_at",
        "withdrawal_handovers",
        ["state", "next_at"],
        unique=False,
    )
    _queue_what_there_is()


def _queue_what_there_is() -> None:
    """Let the departments be told of the withdrawals that the hall has already."""
    withdrawals = sa.table("withdrawals", *(sa.column(name) for name in ("entry_id", "case_id", "received_at")))
    names = ("entry_id", "case_id", "state", "attempts", "queued_at", "next_at")
    handovers = sa.table("withdrawal_handovers", *(sa.column(name) for name in names))
    since = withdrawals.c.received_at
    every = sa.select(withdrawals.c.entry_id, withdrawals.c.case_id, sa.literal("waiting"), sa.literal(0), since, since)
    op.get_bind().execute(sa.insert(handovers).from_select(list(names), every))
