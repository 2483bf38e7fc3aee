"""A gift's own page: since when nobody new gets it, whether its picture is a photo of the workspace's own, what may stand on it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Columns are added outside of batches: SQLite would make the table anew, and other tables name it.
    op.add_column("product", sa.Column("retired_at", Moment(), nullable=True))
    op.add_column("product", sa.Column("is_photo", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("product", sa.Column("past_images", Document, nullable=True))
    op.add_column("product", sa.Column("inscription_kinds", Document, nullable=True))


def downgrade() -> None:
    for column in ("inscription_kinds", "past_images", "is_photo", "retired_at"):
        op.drop_column("product", column)
