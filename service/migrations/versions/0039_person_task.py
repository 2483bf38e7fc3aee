"""Whom sales is asked about: people who said that they are not the right person, or have left."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_task",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.CheckConstraint("outcome IN ('replaced', 'nobody')", name=op.f("ck_person_task_outcome")),
        sa.CheckConstraint("(outcome IS NULL) = (done_at IS NULL)", name=op.f("ck_person_task_done")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_person_task_gift_id_gift")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_person_task_recipient_id_recipient")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_person_task_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_person_task")),
    )
    op.create_index(op.f("ix_person_task_recipient_id"), "person_task", ["recipient_id"])
    op.create_index("ix_person_task_workspace_id_done_at", "person_task", ["workspace_id", "done_at"])
    # Who said so before is asked about too; their gifts are few.
    op.execute(
        "INSERT INTO person_task (gift_id, workspace_id, recipient_id, opened_at) "
        "SELECT id, workspace_id, recipient_id, decided_at FROM gift "
        "WHERE status = 'declined' AND decline_reason = 'wrong_person' AND decided_at IS NOT NULL"
    )


def downgrade() -> None:
    op.drop_table("person_task")
