"""How the gifts of a campaign and of a workspace stand is counted from indexes alone, which serve whatever those before them served."""

from __future__ import annotations

from alembic import op

revision = "0149"
down_revision = "0138"
branch_labels = None
depends_on = None

_STANDING = [
    "campaign_id", "status", "delivery_status", "launched_at", "wave", "stopped_at", "decided_at", "is_swapped", "id",
]  # fmt: skip


def upgrade() -> None:
    op.create_index("ix_gift_standing", "gift", _STANDING)
    op.create_index("ix_gift_workspace_id_status", "gift", ["workspace_id", "status", "id"])
    op.drop_index("ix_gift_campaign_id_status", "gift")
    op.drop_index("ix_gift_workspace_id", "gift")


def downgrade() -> None:
    op.create_index("ix_gift_workspace_id", "gift", ["workspace_id"])
    op.create_index("ix_gift_campaign_id_status", "gift", ["campaign_id", "status"])
    op.drop_index("ix_gift_workspace_id_status", "gift")
    op.drop_index("ix_gift_standing", "gift")
