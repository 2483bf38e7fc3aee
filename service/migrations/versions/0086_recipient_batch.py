"""People that a script sends, many at once, on their way in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0086"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recipient_batch",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=True),
        sa.Column("stated", sa.LargeBinary(), nullable=True),
        sa.Column("faults", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("forgotten_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('pending', 'saving', 'done', 'failed')", name=op.f("ck_recipient_batch_state")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_recipient_batch_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_recipient_batch_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient_batch")),
    )
    op.create_index(op.f("ix_recipient_batch_workspace_id"), "recipient_batch", ["workspace_id"])
    op.create_index(op.f("ix_recipient_batch_campaign_id"), "recipient_batch", ["campaign_id"])
    op.create_index("ix_recipient_batch_created_at", "recipient_batch", ["created_at"])


def downgrade() -> None:
    op.drop_table("recipient_batch")
