"""Levers that hold for the people of a saved segment."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0066"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "segment_lever",
        sa.Column("segment_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint("value >= 0.5 AND value <= 2.0", name=op.f("ck_segment_lever_value")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_segment_lever_segment_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_segment_lever_workspace_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_segment_lever_set_by")),
        sa.PrimaryKeyConstraint("segment_id", "kind", name=op.f("pk_segment_lever")),
    )
    op.create_index(op.f("ix_segment_lever_workspace_id"), "segment_lever", ["workspace_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_segment_lever_workspace_id"), table_name="segment_lever")
    op.drop_table("segment_lever")
