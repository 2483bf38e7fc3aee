"""Materials and scents as marks of every product; what nobody has said yet is unknown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("materials", Document, nullable=False, server_default="{}"))
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.alter_column("materials", server_default=None)  # new rows say it themselves


def downgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_column("materials")
