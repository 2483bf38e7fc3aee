"""A sandbox's clock may be moved on: how far it is ahead."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sandbox_clock",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("ahead_seconds", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("ahead_seconds > 0", name=op.f("ck_sandbox_clock_ahead")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_sandbox_clock_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_sandbox_clock")),
    )


def downgrade() -> None:
    op.drop_table("sandbox_clock")
