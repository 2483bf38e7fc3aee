"""What a company is worth to the sender, where a list says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0058"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("worth", sa.String(), nullable=True))
        table.create_check_constraint(op.f("ck_account_worth"), "worth IN ('low', 'middle', 'high')")


def downgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.drop_constraint(op.f("ck_account_worth"), type_="check")
        table.drop_column("worth")
