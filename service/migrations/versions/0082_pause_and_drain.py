"""A queue that is paused, a worker that takes no more jobs, and the jobs that no pause holds; what a worker runs and weighs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0082"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "queue_pause",
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_queue_pause")),
    )
    op.add_column("job", sa.Column("passes_pause", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("worker_pulse", sa.Column("version", sa.String(), nullable=True))
    op.add_column("worker_pulse", sa.Column("memory_mb", sa.Integer(), nullable=True))
    op.add_column("worker_pulse", sa.Column("drained_since", Moment(), nullable=True))
    op.add_column("worker_pulse", sa.Column("drained_by", sa.String(), nullable=True))


def downgrade() -> None:
    for name in ("drained_by", "drained_since", "memory_mb", "version"):
        op.drop_column("worker_pulse", name)
    op.drop_column("job", "passes_pause")
    op.drop_table("queue_pause")
