"""Gifts that come by email, as a code or a link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0142"
down_revision = "0141"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailed_code",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(), nullable=True),
        sa.Column("erase_after", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_mailed_code_gift_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_mailed_code_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_mailed_code_recipient_id")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_mailed_code")),
    )
    op.create_index("ix_mailed_code_workspace_id", "mailed_code", ["workspace_id"])
    op.create_index("ix_mailed_code_recipient_id", "mailed_code", ["recipient_id"])
    op.create_index("ix_mailed_code_erase_after", "mailed_code", ["erase_after"])
    with op.batch_alter_table("product") as product:
        product.drop_constraint(op.f("ck_product_delivered"), type_="check")
        product.create_check_constraint(
            op.f("ck_product_delivered"), "delivered IN ('included', 'prepaid', 'unpaid', 'email')"
        )


def downgrade() -> None:
    # What comes by email is a parcel like any other to a release that knows no other way.
    op.execute(sa.text("UPDATE product SET delivered = 'included' WHERE delivered = 'email'"))
    with op.batch_alter_table("product") as product:
        product.drop_constraint(op.f("ck_product_delivered"), type_="check")
        product.create_check_constraint(op.f("ck_product_delivered"), "delivered IN ('included', 'prepaid', 'unpaid')")
    op.drop_table("mailed_code")
