"""Calls for a person at a terminal.

Revision 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "staff_calls",
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("station_code", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=64), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_staff_calls_terminal_id"),
        sa.PrimaryKeyConstraint("call_id", name="pk_staff_calls"),
    )
    op.create_index("ix_staff_calls_terminal_id", "staff_calls", ["terminal_id"], unique=False)
    op.create_index("ix_staff_calls_state", "staff_calls", ["state"], unique=False)
