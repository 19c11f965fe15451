"""The first tables: terminals and their keys, entries, attachments, cases and their transitions, ratings.

Revision 0001.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _terminals()
    _entries()
    _cases()


def _terminals() -> None:
    op.create_table(
        "terminals",
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("station_code", sa.String(length=8), nullable=False),
        sa.Column("terminal_no", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("terminal_id", name="pk_terminals"),
        sa.UniqueConstraint("station_code", "terminal_no", name="uq_terminals_station_code_terminal_no"),
    )
    op.create_table(
        "terminal_keys",
        sa.Column("key_id", sa.String(length=32), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_terminal_keys_terminal_id"),
        sa.PrimaryKeyConstraint("key_id", name="pk_terminal_keys"),
    )
    op.create_index("ix_terminal_keys_terminal_id", "terminal_keys", ["terminal_id"], unique=False)
    op.create_table(
        "enrolment_codes",
        sa.Column("selector", sa.String(length=3), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("spent_key_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_enrolment_codes_terminal_id"),
        sa.PrimaryKeyConstraint("selector", name="pk_enrolment_codes"),
    )
    op.create_table(
        "terminal_health",
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_terminal_health_terminal_id"),
        sa.PrimaryKeyConstraint("terminal_id", name="pk_terminal_health"),
    )


def _entries() -> None:
    op.create_table(
        "entries",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature_input", sa.Text(), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_entries_terminal_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_entries"),
    )
    op.create_index(
        "ix_entries_terminal_id_entries_epoch_entries_sequence",
        "entries",
        ["terminal_id", "epoch", "sequence"],
        unique=False,
    )
    op.create_table(
        "attachments",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("sealed_size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_attachments_entry_id"),
        sa.PrimaryKeyConstraint("attachment_id", name="pk_attachments"),
        sa.UniqueConstraint("entry_id", "ordinal", name="uq_attachments_entry_id_ordinal"),
    )
    op.create_index("ix_attachments_entry_id", "attachments", ["entry_id"], unique=False)
    op.create_table(
        "ratings",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=True),
        sa.Column("receipt_number", sa.String(length=40), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_ratings_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_ratings"),
    )
    op.create_index("ix_ratings_receipt_number", "ratings", ["receipt_number"], unique=False)
    op.create_table(
        "withdrawals",
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_withdrawals_entry_id"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_withdrawals"),
    )
    op.create_index("ix_withdrawals_case_id", "withdrawals", ["case_id"], unique=False)


def _cases() -> None:
    op.create_table(
        "case_serials",
        sa.Column("prefix", sa.String(length=36), nullable=False),
        sa.Column("day", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "day", name="pk_case_serials"),
    )
    op.create_table(
        "cases",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("entry_id", sa.String(length=36), nullable=False),
        sa.Column("receipt_number", sa.String(length=40), nullable=False),
        sa.Column("lookup_digest", sa.String(length=64), nullable=False),
        sa.Column("case_number", sa.String(length=50), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("item_name", sa.String(length=200), nullable=False),
        sa.Column("receiving_office", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.entry_id"], name="fk_cases_entry_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_cases"),
        sa.UniqueConstraint("case_number", name="uq_cases_case_number"),
        sa.UniqueConstraint("entry_id", name="uq_cases_entry_id"),
        sa.UniqueConstraint("receipt_number", name="uq_cases_receipt_number"),
    )
    op.create_table(
        "transitions",
        sa.Column("transition_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acceptance_doc_number", sa.String(length=50), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_transitions_case_id"),
        sa.PrimaryKeyConstraint("transition_id", name="pk_transitions"),
    )
    op.create_index("ix_transitions_case_id", "transitions", ["case_id"], unique=False)
