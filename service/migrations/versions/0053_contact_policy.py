"""Limits for a whole account, quiet after silence, and pauses of accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contact_policy",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_messages", sa.Integer(), nullable=False),
        sa.Column("ignored", sa.Integer(), nullable=False),
        sa.Column("ignored_days", sa.Integer(), nullable=False),
        sa.Column("quiet_days", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "account_messages >= 1 AND account_messages <= 60", name=op.f("ck_contact_policy_account_messages")
        ),
        sa.CheckConstraint("ignored >= 1 AND ignored <= 2", name=op.f("ck_contact_policy_ignored")),
        sa.CheckConstraint("ignored_days >= 30 AND ignored_days <= 366", name=op.f("ck_contact_policy_ignored_days")),
        sa.CheckConstraint("quiet_days >= 60 AND quiet_days <= 366", name=op.f("ck_contact_policy_quiet_days")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_contact_policy_workspace_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_contact_policy_set_by")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_contact_policy")),
    )
    op.create_table(
        "account_pause",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('contract_talks', 'complaint', 'their_wish', 'other')", name=op.f("ck_account_pause_reason")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_pause_account_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_account_pause_workspace_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_account_pause_set_by")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_account_pause")),
    )
    op.create_index("ix_account_pause_workspace_id", "account_pause", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("account_pause")
    op.drop_table("contact_policy")
