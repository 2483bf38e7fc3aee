"""What failed is counted and listed from indexes alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0128"
down_revision = "0114"
branch_labels = None
depends_on = None

_FAILED = sa.text("state = 'dead'")
_QUARANTINED = sa.text("state = 'dead' AND crashes >= 3")
_BY_CAUSE = ["workspace_id", "kind", "last_error_type", "finished_at"]


def upgrade() -> None:
    op.drop_index("ix_job_failed", table_name="job")
    _create("ix_job_failed", [*_BY_CAUSE, "crashes", "id", "state"], _FAILED)
    _create("ix_job_failed_latest", ["workspace_id", "finished_at", "id", "state"], _FAILED)
    _create("ix_job_quarantine", [*_BY_CAUSE, "state"], _QUARANTINED)


def downgrade() -> None:
    for name in ("ix_job_quarantine", "ix_job_failed_latest", "ix_job_failed"):
        op.drop_index(name, table_name="job")
    _create("ix_job_failed", [*_BY_CAUSE, "crashes", "id"], _FAILED)


def _create(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "job", columns, sqlite_where=where, postgresql_where=where)
