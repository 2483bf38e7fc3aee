"""A workspace may be a sandbox: its people are invented, its links may be looked at, and nothing leaves it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and every other table names it.
    op.add_column("workspace", sa.Column("is_sandbox", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("workspace", "is_sandbox")
