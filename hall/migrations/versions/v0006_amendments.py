"""Hand-over of amendments, and what answers a correction.

Revision 0006.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column."""
    op.add_column("corrections", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "amendment_handovers",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_fault", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["answers"], ["transitions.transition_id"], name="fk_amendment_handovers_answers"),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_amendment_handovers_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_amendment_handovers"),
    )
    op.create_index("ix_amendment_handovers_case_id", "amendment_handovers", ["case_id"], unique=False)
    op.create_index(
        "ix_amendment_handovers_state_amendment_handovers_next_at",
        "amendment_handovers",
        ["state", "next_at"],
        unique=False,
    )
    _queue_what_is_complete()


def _queue_what_is_complete() -> None:
    """Let the amendments that are complete already go to their departments; what they answer is not known."""
    amendments = sa.table("amendments", sa.column("entry_id"), sa.column("case_id"))
    entries = sa.table("entries", *(sa.column(name) for name in ("entry_id", "state", "received_at", "completed_at")))
    names = ("entry_id", "case_id", "state", "attempts", "queued_at", "next_at")
    handovers = sa.table("amendment_handovers", *(sa.column(name) for name in names))
    since = sa.func.coalesce(entries.c.completed_at, entries.c.received_at)
    complete = (
        sa.select(amendments.c.entry_id, amendments.c.case_id, sa.literal("waiting"), sa.literal(0), since, since)
        .select_from(amendments.join(entries, amendments.c.entry_id == entries.c.entry_id))
        .where(entries.c.state == "complete")
    )
    op.get_bind().execute(sa.insert(handovers).from_select(list(names), complete))
