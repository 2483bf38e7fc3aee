"""Found by an index instead of by reading a table from end to end: which gifts name a product as another choice, what ever came back
from an address, the gifts of a company, gifts that are to be ended, uploads that have ended."""

from __future__ import annotations

from typing import Final

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_INDEXES: Final = {
    "ix_gift_account_id": ("gift", ["account_id"]),
    "ix_gift_alternative_product_id": ("gift_alternative", ["product_id"]),
    "ix_gift_status_campaign_id": ("gift", ["status", "campaign_id"]),
    "ix_pending_upload_state": ("pending_upload", ["state"]),
    "ix_suppression_workspace_id_email_hash": ("suppression", ["workspace_id", "email_hash"]),
}


def upgrade() -> None:
    for name, (table, columns) in _INDEXES.items():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, (table, _) in _INDEXES.items():
        op.drop_index(name, table)
