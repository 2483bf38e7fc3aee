"""When a person told us their name themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0072"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipient", sa.Column("name_told_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("recipient", "name_told_at")
