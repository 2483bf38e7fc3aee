"""What will probably happen after a plan's launch, and what one gift for all would waste, as they were reckoned with the plan.

And an index in which a campaign's people stand in the order of the upload: a page of a large plan reads no more than it passes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_IN_ORDER = "ix_campaign_recipient_in_order"


def upgrade() -> None:
    op.add_column("match_run", sa.Column("forecast", Document, nullable=True))
    op.create_index(_IN_ORDER, "campaign_recipient", ["campaign_id", "row_number", "id", "recipient_id"])


def downgrade() -> None:
    op.drop_index(_IN_ORDER, table_name="campaign_recipient")
    op.drop_column("match_run", "forecast")
