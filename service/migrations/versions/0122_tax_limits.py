"""Limits for the value given to one person, and where a workspace is taxed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0122"
down_revision = "0117"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tax_limit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("flat_rate_bp", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.CheckConstraint("period IN ('months_12', 'business_year')", name=op.f("ck_tax_limit_period")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_tax_limit_amount_positive")),
        sa.CheckConstraint("flat_rate_bp > 0 AND flat_rate_bp <= 10000", name=op.f("ck_tax_limit_flat_rate")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_tax_limit_workspace_id")),
        sa.ForeignKeyConstraint(["said_by"], ["user_account.id"], name=op.f("fk_tax_limit_said_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_limit")),
        sa.UniqueConstraint("workspace_id", "country", name=op.f("uq_tax_limit_workspace_id_country")),
    )
    op.create_table(
        "tax_home",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.CheckConstraint("first_month >= 1 AND first_month <= 12", name=op.f("ck_tax_home_first_month")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_tax_home_workspace_id")),
        sa.ForeignKeyConstraint(["said_by"], ["user_account.id"], name=op.f("fk_tax_home_said_by")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_tax_home")),
    )


def downgrade() -> None:
    op.drop_table("tax_home")
    op.drop_table("tax_limit")
