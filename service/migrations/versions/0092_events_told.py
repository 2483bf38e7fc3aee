"""What whoever listens was told of a campaign's money, announcements by what they are about, and the columns of a CRM."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign") as batch:
        batch.add_column(sa.Column("budget_told", sa.Integer(), nullable=False, server_default="0"))
        batch.create_check_constraint(op.f("ck_campaign_budget_told"), "budget_told IN (0, 80, 100)")
    op.create_index(op.f("ix_announcement_subject_id"), "announcement", ["subject_id", "kind"])
    op.create_table(
        "crm_columns",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
        sa.Column("columns", Document, nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.CheckConstraint("system IN ('salesforce', 'hubspot', 'own')", name=op.f("ck_crm_columns_system")),
        sa.CheckConstraint("rows IN ('people', 'companies')", name=op.f("ck_crm_columns_rows")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_crm_columns_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crm_columns")),
        sa.UniqueConstraint("workspace_id", "system", "rows", name=op.f("uq_crm_columns_workspace_id_system_rows")),
    )


def downgrade() -> None:
    op.drop_table("crm_columns")
    op.drop_index(op.f("ix_announcement_subject_id"), "announcement")
    with op.batch_alter_table("campaign") as batch:
        batch.drop_constraint(op.f("ck_campaign_budget_told"), type_="check")
        batch.drop_column("budget_told")
