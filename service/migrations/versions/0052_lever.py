"""How strongly a workspace pulls on each action."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lever",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint("value >= 0.5 AND value <= 2.0", name=op.f("ck_lever_value")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_lever_workspace_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_lever_set_by")),
        sa.PrimaryKeyConstraint("workspace_id", "kind", name=op.f("pk_lever")),
    )


def downgrade() -> None:
    op.drop_table("lever")
