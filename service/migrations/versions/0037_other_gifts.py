"""Which page of other gifts the pieces stand on that are set aside for somebody who looks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("soft_hold") as table:
        table.add_column(sa.Column("rank", sa.Integer(), server_default=sa.text("0"), nullable=False))
        table.add_column(sa.Column("way", sa.String(), server_default=sa.text("'first'"), nullable=False))
        table.add_column(sa.Column("page", sa.Integer(), server_default=sa.text("1"), nullable=False))
        table.add_column(sa.Column("pages", sa.Integer(), server_default=sa.text("1"), nullable=False))
        table.create_check_constraint(op.f("ck_soft_hold_way"), "way IN ('first', 'more', 'different', 'kind')")


def downgrade() -> None:
    with op.batch_alter_table("soft_hold") as table:
        table.drop_constraint(op.f("ck_soft_hold_way"), type_="check")
        for column in ("pages", "page", "way", "rank"):
            table.drop_column(column)
