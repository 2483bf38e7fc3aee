"""A repair of a plan that was simulated, beside the plan it is of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_repair",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("match_run_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("found", Document, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_plan_repair_campaign_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_plan_repair_workspace_id")),
        sa.ForeignKeyConstraint(["match_run_id"], ["match_run.id"], name=op.f("fk_plan_repair_match_run_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["user_account.id"], name=op.f("fk_plan_repair_asked_by")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_plan_repair")),
    )


def downgrade() -> None:
    op.drop_table("plan_repair")
