"""Versions of a product share its family: two colleagues never get two of them. What there is so far is each a product of its own.

And what may stand on a gift: how much of it a product can carry, and a campaign's words for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

_INDEX = "uq_gift_account_family"
_LIVE = "is_reserved OR status NOT IN ('declined', 'donated', 'expired', 'canceled', 'failed', 'returned')"


def upgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("family", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("variant", Document, nullable=True))
        batch_op.add_column(sa.Column("inscription_letters", sa.Integer(), nullable=True))
    op.execute("UPDATE product SET family = sku")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("inscription", Document, nullable=True))
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.alter_column("family", existing_type=sa.String(), nullable=False)
    op.create_index(op.f("ix_product_workspace_id_family"), "product", ["workspace_id", "family"])
    with op.batch_alter_table("gift", schema=None) as batch_op:
        batch_op.add_column(sa.Column("product_family", sa.String(), nullable=True))
    op.execute("UPDATE gift SET product_family = (SELECT family FROM product WHERE product.id = gift.product_id)")
    op.create_index(
        _INDEX,
        "gift",
        ["campaign_id", "account_id", "product_family"],
        unique=True,
        sqlite_where=sa.text(_LIVE),
        postgresql_where=sa.text(_LIVE),
    )


def downgrade() -> None:
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("inscription")
    op.drop_index(_INDEX, table_name="gift")
    with op.batch_alter_table("gift", schema=None) as batch_op:
        batch_op.drop_column("product_family")
    op.drop_index(op.f("ix_product_workspace_id_family"), table_name="product")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_column("inscription_letters")
        batch_op.drop_column("variant")
        batch_op.drop_column("family")
