"""A person who was given longer to answer, the address that a mail went to, and what lists of large campaigns are counted by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gift", sa.Column("open_until", Moment(), nullable=True))
    op.add_column("mail_message", sa.Column("addressed_to", sa.String(), nullable=True))
    op.create_index("ix_gift_campaign_id_product_id", "gift", ["campaign_id", "product_id"])


def downgrade() -> None:
    op.drop_index("ix_gift_campaign_id_product_id", "gift")
    op.drop_column("mail_message", "addressed_to")
    op.drop_column("gift", "open_until")
