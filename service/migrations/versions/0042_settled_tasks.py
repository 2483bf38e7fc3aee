"""Settled tasks about people are found by when they were settled, to be deleted in time."""

from __future__ import annotations

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_person_task_done_at", "person_task", ["done_at"])


def downgrade() -> None:
    op.drop_index("ix_person_task_done_at", "person_task")
