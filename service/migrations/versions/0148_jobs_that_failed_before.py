"""Open jobs that have failed before are found by an index of them alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0148"
down_revision = "0137"
branch_labels = None
depends_on = None

_FAILED_BEFORE = sa.text("state || '' IN ('pending', 'running') AND last_error_type IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_job_failed_before",
        "job",
        ["workspace_id", "queue", "kind", "attempt", "lease_expiries", "last_error_type", "state"],
        sqlite_where=_FAILED_BEFORE,
        postgresql_where=_FAILED_BEFORE,
    )


def downgrade() -> None:
    op.drop_index("ix_job_failed_before", table_name="job")
