"""When each sweep ran last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0125"
down_revision = "0128"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sweep_run",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ran_at", Moment(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sweep_run")),
    )


def downgrade() -> None:
    op.drop_table("sweep_run")
