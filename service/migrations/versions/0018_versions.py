"""Versions of a product share its family: two colleagues never get two of them. What there is so far is each a product of its own.

And what may stand on a gift: how much of it a product can carry, and a campaign's words for it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_INDEX = "uq_gift_account_family"
_LIVE = "is_reserved OR status NOT IN ('declined', 'donated', 'expired', 'canceled', 'failed', 'returned')"


def upgrade() -> None:
    # Columns are added outside of batches: SQLite would make the table anew, and other tables name it.
    op.add_column("product", sa.Column("family", sa.String(), nullable=False, server_default=sa.text("''")))
    op.add_column("product", sa.Column("variant", Document, nullable=True))
    op.add_column("product", sa.Column("inscription_letters", sa.Integer(), nullable=True))
    op.execute("UPDATE product SET family = sku")
    op.create_index("ix_product_workspace_id_family", "product", ["workspace_id", "family"])
    op.add_column("campaign", sa.Column("inscription", Document, nullable=True))
    op.add_column("gift", sa.Column("product_family", sa.String(), nullable=True))
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
    op.drop_index(_INDEX, table_name="gift")
    op.drop_column("gift", "product_family")
    op.drop_column("campaign", "inscription")
    op.drop_index("ix_product_workspace_id_family", table_name="product")
    for column in ("inscription_letters", "variant", "family"):
        op.drop_column("product", column)
