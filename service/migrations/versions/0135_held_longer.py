"""How often somebody who looks at other gifts had them set aside for longer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0135"
down_revision = "0130"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("soft_hold", sa.Column("extended", sa.Integer(), nullable=False, server_default=sa.text("0")))


def downgrade() -> None:
    with op.batch_alter_table("soft_hold") as batch:
        batch.drop_column("extended")
