"""Which crashes were a job's own, how many messages were dropped, and what has been out of order and healed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Not in a batch: SQLite would make the tables anew, and jobs are many.
    op.add_column("job", sa.Column("crashes", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("worker_pulse", sa.Column("dropped", sa.Integer(), nullable=False, server_default="0"))
    # A job that is under way and was lost before counts as it did until now.
    op.execute("UPDATE job SET crashes = lease_expiries WHERE state IN ('pending', 'running') AND lease_expiries > 0")
    op.create_table(
        "hitch",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column(
            "workspace_id", sa.String(), sa.ForeignKey("workspace.id", name="fk_hitch_workspace_id"), nullable=True
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_hitch_ended_at", "hitch", ["ended_at"])


def downgrade() -> None:
    op.drop_index("ix_hitch_ended_at", table_name="hitch")
    op.drop_table("hitch")
    op.drop_column("worker_pulse", "dropped")
    op.drop_column("job", "crashes")
