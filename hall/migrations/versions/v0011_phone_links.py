"""Short-lived links to pages for phones.

Revision 0011.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "phone_links",
        sa.Column("link_id", sa.String(length=36), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("receipt_number", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("picture", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_phone_links_terminal_id"),
        sa.PrimaryKeyConstraint("link_id", name="pk_phone_links"),
        sa.UniqueConstraint("token_digest", name="uq_phone_links_token_digest"),
    )
    op.create_index("ix_phone_links_terminal_id", "phone_links", ["terminal_id"], unique=False)
    op.create_index("ix_phone_links_expires_at", "phone_links", ["expires_at"], unique=False)
