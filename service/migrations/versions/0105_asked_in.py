"""The request in which a job was asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0105"
down_revision = "0103"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("job", sa.Column("request_id", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("job", "request_id")
