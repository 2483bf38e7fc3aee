"""The gift on whose page a question stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("gift_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("question", "gift_id")
