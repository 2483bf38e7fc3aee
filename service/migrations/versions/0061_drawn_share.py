"""Which share of a workspace's decisions is drawn, for learning."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "drawn_share",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint("share >= 0 AND share <= 0.02", name=op.f("ck_drawn_share_share")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_drawn_share_workspace_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_drawn_share_set_by")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_drawn_share")),
    )


def downgrade() -> None:
    op.drop_table("drawn_share")
