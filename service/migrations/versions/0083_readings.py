"""What the queues and the parts of an installation were like, minute by minute; audits that were run; failed jobs by cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0083"
down_revision = "0082"
branch_labels = None
depends_on = None

_FAILED = sa.text("state = 'dead'")


def upgrade() -> None:
    op.create_table(
        "queue_reading",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("oldest_due", sa.Double(), nullable=False),
        sa.Column("came", sa.Integer(), nullable=False),
        sa.Column("ended", sa.Integer(), nullable=False),
        sa.Column("wait_p50", sa.Double(), nullable=True),
        sa.Column("wait_p95", sa.Double(), nullable=True),
        sa.Column("run_p50", sa.Double(), nullable=True),
        sa.Column("run_p95", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "queue", "minute", name=op.f("pk_queue_reading")),
    )
    op.create_index(op.f("ix_queue_reading_minute"), "queue_reading", ["minute"])
    op.create_table(
        "part_reading",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("whole", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("part", "minute", name=op.f("pk_part_reading")),
    )
    op.create_index(op.f("ix_part_reading_minute"), "part_reading", ["minute"])
    op.create_table(
        "audit_run",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("findings", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_run")),
    )
    op.create_index(op.f("ix_audit_run_at"), "audit_run", ["at"])
    op.create_index(
        "ix_job_failed",
        "job",
        ["workspace_id", "kind", "last_error_type", "finished_at", "crashes", "id"],
        sqlite_where=_FAILED,
        postgresql_where=_FAILED,
    )


def downgrade() -> None:
    op.drop_index("ix_job_failed", table_name="job")
    for name in ("audit_run", "part_reading", "queue_reading"):
        op.drop_table(name)
