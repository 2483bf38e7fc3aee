"""Which companies take part in a campaign, and how many of their gifts stand how, is told by an index alone."""

from __future__ import annotations

from alembic import op

revision = "0150"
down_revision = "0149"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_gift_account_id_campaign_id", "gift", ["account_id", "campaign_id", "status", "launched_at"])
    op.drop_index("ix_gift_account_id", "gift")


def downgrade() -> None:
    op.create_index("ix_gift_account_id", "gift", ["account_id"])
    op.drop_index("ix_gift_account_id_campaign_id", "gift")
