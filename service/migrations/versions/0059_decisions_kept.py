"""Decisions by their moment, so that those which are old enough are found and deleted."""

from __future__ import annotations

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_next_decision_at", "next_decision", ["at"])


def downgrade() -> None:
    op.drop_index("ix_next_decision_at", "next_decision")
