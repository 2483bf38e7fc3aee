"""Invoices of suppliers, line by line."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0138"
down_revision = "0142"
branch_labels = None
depends_on = None

_PARTS = "part IN ('gift', 'wrap', 'shipping', 'duty', 'tax', 'fee', 'return')"


def upgrade() -> None:
    op.create_table(
        "supplier_invoice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("supplier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("total_minor", sa.Integer(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.String(), nullable=True),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.CheckConstraint("lines > 0", name=op.f("ck_supplier_invoice_lines")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_supplier_invoice_workspace_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["user_account.id"], name=op.f("fk_supplier_invoice_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_invoice")),
        sa.UniqueConstraint("workspace_id", "key", name=op.f("uq_supplier_invoice_workspace_id_key")),
    )
    op.create_table(
        "supplier_invoice_line",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("invoice_id", sa.String(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=True),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("vat_minor", sa.Integer(), nullable=True),
        sa.CheckConstraint(_PARTS, name=op.f("ck_supplier_invoice_line_part")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_supplier_invoice_line_workspace_id")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["supplier_invoice.id"], name=op.f("fk_supplier_invoice_line_invoice_id")
        ),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_supplier_invoice_line_gift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_invoice_line")),
    )
    for column in ("workspace_id", "invoice_id", "gift_id"):
        op.create_index(f"ix_supplier_invoice_line_{column}", "supplier_invoice_line", [column])


def downgrade() -> None:
    op.drop_table("supplier_invoice_line")
    op.drop_table("supplier_invoice")
