"""The one line that a giver writes to one person of a campaign."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Encrypted, Moment

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personal_line",
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("words", Encrypted(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("source IN ('typed', 'list')", name=op.f("ck_personal_line_source")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_personal_line_recipient_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_personal_line_campaign_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_personal_line_workspace_id")),
        sa.PrimaryKeyConstraint("recipient_id", "campaign_id", name=op.f("pk_personal_line")),
    )
    op.create_index(op.f("ix_personal_line_campaign_id"), "personal_line", ["campaign_id"])
    op.create_index(op.f("ix_personal_line_workspace_id"), "personal_line", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("personal_line")
