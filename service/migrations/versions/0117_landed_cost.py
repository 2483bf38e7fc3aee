"""What a gift costs once it is there: where a piece lies and what its price covers, rates with source and day, and each gift's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0117"
down_revision = "0110"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "landed_rate",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("cost", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("destination", sa.String(), nullable=False),
        sa.Column("tariff", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.Integer(), nullable=False),
        sa.Column("share_ppm", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("entered_by", sa.String(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "cost IN ('wrap', 'shipping', 'duty', 'tax', 'fee', 'return')", name=op.f("ck_landed_rate_cost")
        ),
        sa.CheckConstraint("amount_minor >= 0 AND amount_minor <= 10000000", name=op.f("ck_landed_rate_amount")),
        sa.CheckConstraint("share_ppm >= 0 AND share_ppm <= 5000000", name=op.f("ck_landed_rate_share")),
        sa.CheckConstraint("amount_minor = 0 OR currency <> ''", name=op.f("ck_landed_rate_amount_names_its_currency")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_landed_rate_workspace_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["user_account.id"], name=op.f("fk_landed_rate_entered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_landed_rate")),
    )
    op.create_index("ix_landed_rate_workspace_id_cost", "landed_rate", ["workspace_id", "cost"])
    with op.batch_alter_table("product") as product:
        product.add_column(sa.Column("origin", sa.String(), nullable=True))
        product.add_column(sa.Column("tariff", sa.String(), nullable=True))
        product.add_column(sa.Column("delivered", sa.String(), server_default=sa.text("'included'"), nullable=False))
        product.create_check_constraint(op.f("ck_product_delivered"), "delivered IN ('included', 'prepaid', 'unpaid')")
    with op.batch_alter_table("gift") as gift:
        gift.add_column(sa.Column("extra_minor", sa.Integer(), server_default=sa.text("0"), nullable=False))
        gift.add_column(sa.Column("extra_parts", _DOCUMENT, server_default=sa.text("'{}'"), nullable=False))
        gift.add_column(sa.Column("sunk_minor", sa.Integer(), server_default=sa.text("0"), nullable=False))
        gift.create_check_constraint(op.f("ck_gift_extra_not_negative"), "extra_minor >= 0 AND sunk_minor >= 0")


def downgrade() -> None:
    with op.batch_alter_table("gift") as gift:
        gift.drop_constraint(op.f("ck_gift_extra_not_negative"), type_="check")
        gift.drop_column("sunk_minor")
        gift.drop_column("extra_parts")
        gift.drop_column("extra_minor")
    with op.batch_alter_table("product") as product:
        product.drop_constraint(op.f("ck_product_delivered"), type_="check")
        product.drop_column("delivered")
        product.drop_column("tariff")
        product.drop_column("origin")
    op.drop_table("landed_rate")
