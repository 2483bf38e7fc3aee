"""Months of a journal that are closed, and what was booked in them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0137"
down_revision = "0136"
branch_labels = None
depends_on = None

_PARTS = "part IN ('gift', 'donation', 'wrap', 'shipping', 'duty', 'tax', 'fee', 'return')"


def upgrade() -> None:
    op.create_table(
        "closed_month",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("sums", Document, nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=False),
        sa.CheckConstraint("lines >= 0", name=op.f("ck_closed_month_lines_not_negative")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_closed_month_workspace_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["user_account.id"], name=op.f("fk_closed_month_closed_by")),
        sa.PrimaryKeyConstraint("workspace_id", "month", name=op.f("pk_closed_month")),
    )
    op.create_table(
        "journal_line",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("vat_minor", sa.Integer(), nullable=True),
        sa.Column("market_minor", sa.Integer(), nullable=True),
        sa.Column("is_deductible", sa.Boolean(), nullable=True),
        sa.CheckConstraint(_PARTS, name=op.f("ck_journal_line_part")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_journal_line_workspace_id")),
        sa.ForeignKeyConstraint(
            ["workspace_id", "month"],
            ["closed_month.workspace_id", "closed_month.month"],
            name="fk_journal_line_closed_month",
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["money_entry.id"], name=op.f("fk_journal_line_entry_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_journal_line_campaign_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_journal_line_gift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_line")),
        sa.UniqueConstraint("entry_id", "part", name=op.f("uq_journal_line_entry_id_part")),
    )
    op.create_index("ix_journal_line_workspace_id_month", "journal_line", ["workspace_id", "month"])
    op.create_index("ix_journal_line_campaign_id", "journal_line", ["campaign_id"])
    op.create_index("ix_journal_line_gift_id", "journal_line", ["gift_id"])


def downgrade() -> None:
    op.drop_table("journal_line")
    op.drop_table("closed_month")
