"""Until when a gift is kept after a yes whose person is quiet meanwhile."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0148"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gift", sa.Column("kept_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("gift") as batch:
        batch.drop_column("kept_until")
