"""Why something likely could not be set aside for somebody who is asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0064"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("set_aside", sa.Column("lack", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("set_aside", "lack")
