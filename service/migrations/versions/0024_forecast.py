"""What will probably happen after a plan's launch, and what one gift for all would waste, as they were reckoned with the plan."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0024"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("match_run", sa.Column("forecast", Document, nullable=True))


def downgrade() -> None:
    op.drop_column("match_run", "forecast")
