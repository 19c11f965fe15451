"""By which law or notice a bill was reduced; bills of one notice are found by its number.

Revision 0009.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the column and the index; bills that were reduced before have no basis."""
    op.add_column("pay_bills", sa.Column("reduction_basis", sa.String(length=200), nullable=True))
    op.create_index("ix_pay_bills_notice_code", "pay_bills", ["notice_code"], unique=False)
