"""Workspaces that belong to one company, whose gifts are counted together."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0127"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("company_id", sa.String(), nullable=True))
    op.create_index("ix_workspace_company_id", "workspace", ["company_id"])


def downgrade() -> None:
    op.drop_index("ix_workspace_company_id", table_name="workspace")
    op.drop_column("workspace", "company_id")
