"""Campaigns can be rehearsed in a sandbox copy: which workspace it is a copy of, and each rehearsal with what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0085"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("copy_of", sa.String(), nullable=True))
    op.create_index(op.f("ix_workspace_copy_of"), "workspace", ["copy_of"])
    op.create_table(
        "rehearsal",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("of_workspace_id", sa.String(), nullable=False),
        sa.Column("of_campaign_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("wrong", Document, nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("played_to", Moment(), nullable=False),
        sa.Column("plays_until", Moment(), nullable=False),
        sa.Column("phase", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("habits", Document, nullable=False),
        sa.Column("forecast", Document, nullable=True),
        sa.Column("days", Document, nullable=False),
        sa.Column("happened", Document, nullable=False),
        sa.Column("result", Document, nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('asked', 'choosing', 'making', 'playing', 'played', 'stopped', 'failed')",
            name=op.f("ck_rehearsal_state"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_rehearsal_workspace_id_workspace")),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_rehearsal_asked_by_user_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rehearsal")),
        sa.UniqueConstraint("workspace_id", name=op.f("uq_rehearsal_workspace_id")),
        sa.UniqueConstraint("of_campaign_id", "number", name=op.f("uq_rehearsal_of_campaign_id_number")),
    )
    op.create_index(op.f("ix_rehearsal_of_workspace_id"), "rehearsal", ["of_workspace_id"])


def downgrade() -> None:
    op.drop_table("rehearsal")
    op.drop_index(op.f("ix_workspace_copy_of"), table_name="workspace")
    op.drop_column("workspace", "copy_of")
