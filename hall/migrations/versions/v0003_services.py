"""Notices, hand-over to departments, corrections.

Revision 0003.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "notices",
        sa.Column("notice_id", sa.String(length=100), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("receipt_number", sa.String(length=40), nullable=False),
        sa.Column("due_day", sa.String(length=10), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_fault", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_notices_entry_id"),
        sa.PrimaryKeyConstraint("notice_id", name="pk_notices"),
    )
    op.create_index("ix_notices_state_notices_next_at", "notices", ["state", "next_at"], unique=False)
    op.create_table(
        "handovers",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("department_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_fault", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_handovers_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_handovers"),
    )
    op.create_index("ix_handovers_state_handovers_next_at", "handovers", ["state", "next_at"], unique=False)
    op.create_table(
        "department_feeds",
        sa.Column("department_id", sa.String(length=64), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_fault", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("department_id", name="pk_department_feeds"),
    )
    op.create_table(
        "corrections",
        sa.Column("transition_id", sa.Integer(), nullable=False),
        sa.Column("due_day", sa.String(length=10), nullable=True),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["transition_id"], ["transitions.transition_id"], name="fk_corrections_transition_id"),
        sa.PrimaryKeyConstraint("transition_id", name="pk_corrections"),
    )
    _queue_what_is_complete()


def _queue_what_is_complete() -> None:
    """Let the cases that are complete already go to their departments too; nobody is sent old news."""
    connection = op.get_bind()
    cases = sa.table("cases", sa.column("case_id"), sa.column("entry_id"))
    entries = sa.table("entries", sa.column("entry_id"), sa.column("state"), sa.column("received_at"))
    handovers = sa.table(
        "handovers",
        *(sa.column(name) for name in ("case_id", "state", "attempts", "last_step", "next_at")),
    )
    complete = (
        sa.select(cases.c.case_id, sa.literal("waiting"), sa.literal(0), sa.literal(0), entries.c.received_at)
        .select_from(cases.join(entries, cases.c.entry_id == entries.c.entry_id))
        .where(entries.c.state == "complete")
    )
    connection.execute(sa.insert(handovers).from_select([column.name for column in handovers.c], complete))
