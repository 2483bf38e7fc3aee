"""Quiet by rule: a reason, where it is known from, from when and until when; stages of a CRM that mean it; how long gifts stood still."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0096"
down_revision = "0095"
branch_labels = None
depends_on = None

_REASONS = "reason IN ('tender', 'negotiation', 'evaluation', 'dispute', 'mourning', 'layoffs')"


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "quiet_rule",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("recipient_id", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("begins_at", moment, nullable=False),
        sa.Column("ends_at", moment, nullable=True),
        sa.Column("review_at", moment, nullable=True),
        sa.Column("lifted_at", moment, nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", moment, nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (recipient_id IS NULL)", name=op.f("ck_quiet_rule_one_of_both")),
        sa.CheckConstraint("(ends_at IS NULL) <> (review_at IS NULL)", name=op.f("ck_quiet_rule_ends_or_is_reviewed")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name=op.f("ck_quiet_rule_ends_after_it_begins")),
        sa.CheckConstraint(_REASONS, name=op.f("ck_quiet_rule_reason")),
        sa.CheckConstraint("origin IN ('person', 'upload', 'crm')", name=op.f("ck_quiet_rule_origin")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_quiet_rule_workspace_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_quiet_rule_account_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_quiet_rule_recipient_id")),
        sa.ForeignKeyConstraint(["lifted_by"], ["user_account.id"], name=op.f("fk_quiet_rule_lifted_by")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_quiet_rule_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_rule")),
    )
    op.create_index("ix_quiet_rule_workspace_id_begins_at", "quiet_rule", ["workspace_id", "begins_at"])
    op.create_index("ix_quiet_rule_account_id", "quiet_rule", ["account_id"])
    op.create_index("ix_quiet_rule_recipient_id", "quiet_rule", ["recipient_id"])
    op.create_table(
        "quiet_stage",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("stage_key", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", moment, nullable=False),
        sa.CheckConstraint(_REASONS, name=op.f("ck_quiet_stage_reason")),
        sa.CheckConstraint("review_days >= 1 AND review_days <= 180", name=op.f("ck_quiet_stage_review_days")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_quiet_stage_workspace_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_quiet_stage_set_by")),
        sa.PrimaryKeyConstraint("workspace_id", "stage_key", name=op.f("pk_quiet_stage")),
    )
    op.add_column("gift", sa.Column("quiet_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    op.drop_column("gift", "quiet_seconds")
    op.drop_table("quiet_stage")
    op.drop_table("quiet_rule")
