"""What is set aside for somebody who is asked before anything is chosen: pieces and the money for one of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "set_aside",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("pieces", Document, nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("unserved", Document, nullable=False),
        sa.Column("is_taken", sa.Boolean(), nullable=False),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_set_aside_amount_not_negative")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_set_aside_gift_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_set_aside_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_set_aside_campaign_id")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_set_aside")),
    )
    op.create_index("ix_set_aside_workspace_id", "set_aside", ["workspace_id"])
    op.create_index("ix_set_aside_campaign_id", "set_aside", ["campaign_id"])


def downgrade() -> None:
    op.drop_table("set_aside")
