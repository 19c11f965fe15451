"""Whose case it is, appointments, queue tickets, the record of data queries.

Revision 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "case_people",
        sa.Column("case_id", sa.String(length=36), nullable=False),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name="fk_case_people_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_people"),
    )
    op.create_index("ix_case_people_person_digest", "case_people", ["person_digest"], unique=False)
    op.create_table(
        "data_queries",
        sa.Column("data_query_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=True),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("basis", sa.String(length=200), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_data_queries_terminal_id"),
        sa.PrimaryKeyConstraint("data_query_id", name="pk_data_queries"),
    )
    op.create_index("ix_data_queries_at", "data_queries", ["at"], unique=False)
    _appointments()
    _tickets()


def _appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("appointment_id", sa.String(length=36), nullable=False),
        sa.Column("slot_id", sa.String(length=64), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=True),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("person_digest", sa.String(length=64), nullable=False),
        sa.Column("booking_number", sa.String(length=32), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_appointments_terminal_id"),
        sa.PrimaryKeyConstraint("appointment_id", name="pk_appointments"),
        sa.UniqueConstraint("slot_id", "holder", name="uq_appointments_slot_id_holder"),
        sa.UniqueConstraint("slot_id", "seat", name="uq_appointments_slot_id_seat"),
    )
    op.create_index("ix_appointments_person_digest", "appointments", ["person_digest"], unique=False)


def _tickets() -> None:
    op.create_table(
        "ticket_lines",
        sa.Column("station_code", sa.String(length=8), nullable=False),
        sa.Column("service_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("station_code", "service_id", "day", name="pk_ticket_lines"),
    )
    op.create_table(
        "queue_tickets",
        sa.Column("ticket_id", sa.String(length=36), nullable=False),
        sa.Column("station_code", sa.String(length=8), nullable=False),
        sa.Column("service_id", sa.String(length=64), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=64), nullable=False),
        sa.Column("terminal_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["terminal_id"], ["terminals.terminal_id"], name="fk_queue_tickets_terminal_id"),
        sa.PrimaryKeyConstraint("ticket_id", name="pk_queue_tickets"),
        sa.UniqueConstraint(
            "station_code", "service_id", "day", "serial", name="uq_queue_tickets_station_code_service_id_day_serial"
        ),
    )
