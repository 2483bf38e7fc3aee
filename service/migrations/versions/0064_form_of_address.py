"""How somebody wants to be addressed, as they told it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0064"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipient", sa.Column("called", sa.LargeBinary(), nullable=True))
    op.add_column("recipient", sa.Column("called_at", Moment(), nullable=True))


def downgrade() -> None:
    op.drop_column("recipient", "called_at")
    op.drop_column("recipient", "called")
