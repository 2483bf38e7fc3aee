"""Sectors with limits of their own: what workspaces say of them, and gifts that a second person let go."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0107"
down_revision = "0106"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sector_limit",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("limit_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.CheckConstraint("limit_minor >= 0", name=op.f("ck_sector_limit_limit_not_negative")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_sector_limit_workspace_id")),
        sa.ForeignKeyConstraint(["said_by"], ["user_account.id"], name=op.f("fk_sector_limit_said_by")),
        sa.PrimaryKeyConstraint("workspace_id", "sector", "country", name=op.f("pk_sector_limit")),
    )
    op.create_table(
        "sector_words",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("words", Document, nullable=False),
        sa.Column("said_by", sa.String(), nullable=True),
        sa.Column("said_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_sector_words_workspace_id")),
        sa.ForeignKeyConstraint(["said_by"], ["user_account.id"], name=op.f("fk_sector_words_said_by")),
        sa.PrimaryKeyConstraint("workspace_id", "sector", name=op.f("pk_sector_words")),
    )
    op.create_table(
        "sector_sign",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("limit_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_at", Moment(), nullable=False),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_sector_sign_price_not_negative")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_sector_sign_gift_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_sector_sign_workspace_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_sector_sign_product_id")),
        sa.ForeignKeyConstraint(["signed_by"], ["user_account.id"], name=op.f("fk_sector_sign_signed_by")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_sector_sign")),
    )
    op.create_index(op.f("ix_sector_sign_workspace_id"), "sector_sign", ["workspace_id"])


def downgrade() -> None:
    for table in ("sector_sign", "sector_words", "sector_limit"):
        op.drop_table(table)
