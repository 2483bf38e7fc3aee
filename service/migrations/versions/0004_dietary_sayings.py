"""What lists said about food, who took a fact away, and when a doubt opened a question."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dietary_saying",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_dietary_saying_recipient_id_recipient")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_dietary_saying_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dietary_saying")),
        sa.UniqueConstraint("recipient_id", "text_hash", name=op.f("uq_dietary_saying_recipient_id_text_hash")),
    )
    with op.batch_alter_table("dietary_saying", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dietary_saying_workspace_id"), ["workspace_id"], unique=False)
    with op.batch_alter_table("profile_fact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_profile_fact_withdrawn_by"), "withdrawn_by IN ('person', 'seller', 'list')"
        )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_at", Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_column("opened_at")
    with op.batch_alter_table("profile_fact", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_profile_fact_withdrawn_by"), type_="check")
        batch_op.drop_column("withdrawn_by")
    op.drop_table("dietary_saying")
