"""What a reason for declining does: the answer that stopped somebody's invitations, and what a company's people say its rule is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0038"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipient", sa.Column("stopped_with_gift_id", sa.String(), nullable=True))
    op.add_column("account", sa.Column("proposed_policy", Document, nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("account", "proposed_policy")
    op.drop_column("recipient", "stopped_with_gift_id")
