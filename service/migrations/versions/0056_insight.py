"""The register of insights, and what each campaign is to change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "insight",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=True),
        sa.Column("sentence", sa.String(), nullable=False),
        sa.Column("because", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("learned_on", sa.Date(), nullable=False),
        sa.Column("test", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("outcome_note", sa.String(), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("way IN ('deductive', 'inductive', 'asked')", name=op.f("ck_insight_way")),
        sa.CheckConstraint(
            "outcome IN ('untested', 'testing', 'holds', 'no_difference')", name=op.f("ck_insight_outcome")
        ),
        sa.CheckConstraint("learned_on <= expires_on", name=op.f("ck_insight_days")),
        sa.CheckConstraint("(outcome = 'untested') = (outcome_on IS NULL)", name=op.f("ck_insight_outcome_dated")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_insight_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_insight_campaign_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_insight_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight")),
    )
    op.create_index("ix_insight_workspace_id", "insight", ["workspace_id"])
    op.create_index("ix_insight_campaign_id", "insight", ["campaign_id"])
    op.create_table(
        "campaign_problem",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("problem", sa.String(), nullable=False),
        sa.Column("measured_by", sa.String(), nullable=False),
        sa.Column("good_enough", sa.Integer(), nullable=False),
        sa.Column("stop_below", sa.Integer(), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=True),
        sa.Column("stated_at", Moment(), nullable=False),
        sa.CheckConstraint("good_enough > 0 AND good_enough <= 100", name=op.f("ck_campaign_problem_good_enough")),
        sa.CheckConstraint("stop_below >= 0 AND stop_below <= 100", name=op.f("ck_campaign_problem_stop_below")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_problem_campaign_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_campaign_problem_workspace_id")),
        sa.ForeignKeyConstraint(["stated_by"], ["user_account.id"], name=op.f("fk_campaign_problem_stated_by")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_problem")),
    )
    op.create_index("ix_campaign_problem_workspace_id", "campaign_problem", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("campaign_problem")
    op.drop_table("insight")
