"""A running campaign: deleted drafts, cancelled and locked gifts, when the mails of a wave leave, mails about a cancelled gift."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("deleted_at", Moment(), nullable=True))
    deleted = sa.text("deleted_at IS NOT NULL")
    op.create_index(
        "ix_campaign_deleted_at", "campaign", ["deleted_at"], sqlite_where=deleted, postgresql_where=deleted
    )
    for column in ("canceled_at", "locked_at"):
        op.add_column("gift", sa.Column(column, Moment(), nullable=True))
    op.add_column("gift", sa.Column("cancel_reason", sa.String(), nullable=True))
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("leave_on", sa.Date(), nullable=False),
        sa.Column("leave_hour", sa.Integer(), nullable=False),
        sa.CheckConstraint("leave_hour >= 8 AND leave_hour <= 19", name=op.f("ck_wave_leave_hour")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_wave_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_wave_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_wave_campaign_id_number")),
    )
    op.create_index("ix_wave_workspace_id", "wave", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("wave")
    for column in ("locked_at", "cancel_reason", "canceled_at"):
        op.drop_column("gift", column)
    op.drop_index("ix_campaign_deleted_at", table_name="campaign")
    op.drop_column("campaign", "deleted_at")
