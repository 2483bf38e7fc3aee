"""How fast a new sender goes with each mailbox provider; codes to check a gift by; who did not trust one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0095"
down_revision = "0094"
branch_labels = None
depends_on = None

_OPEN = "settled_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "sender_pace",
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("domain", "provider", "day", name=op.f("pk_sender_pace")),
    )
    with op.batch_alter_table("gift") as batch:
        batch.add_column(sa.Column("check_hash", sa.String(), nullable=True))
        batch.add_column(sa.Column("distrusted_at", Moment(), nullable=True))
        batch.create_unique_constraint(op.f("uq_gift_check_hash"), ["check_hash"])
    op.create_table(
        "distrust",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=True),
        sa.Column("gift_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('gift', 'forged')", name=op.f("ck_distrust_kind")),
        sa.CheckConstraint("(kind = 'gift') = (gift_id IS NOT NULL)", name=op.f("ck_distrust_gift")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_distrust_workspace_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_distrust_gift_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["user_account.id"], name=op.f("fk_distrust_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_distrust")),
    )
    op.create_index(op.f("ix_distrust_workspace_id"), "distrust", ["workspace_id"])
    op.create_index(op.f("ix_distrust_gift_id"), "distrust", ["gift_id"])
    op.create_index(
        op.f("ix_distrust_open"), "distrust", ["at"],
        sqlite_where=sa.text(_OPEN), postgresql_where=sa.text(_OPEN),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("distrust")
    with op.batch_alter_table("gift") as batch:
        batch.drop_constraint(op.f("uq_gift_check_hash"), type_="unique")
        batch.drop_column("distrusted_at")
        batch.drop_column("check_hash")
    op.drop_table("sender_pace")
