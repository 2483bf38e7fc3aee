"""A sum that is kept for somebody for whom nothing is right, without a piece, so that its value can still be donated."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("set_aside", sa.Column("is_value", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("set_aside", "is_value")
