"""An address that its person asked us to keep, and gifts that somebody passes on to a colleague."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0114"
down_revision = "0122"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "kept_address",
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", moment, nullable=False),
        sa.Column("erase_after", moment, nullable=False),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_kept_address_recipient_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_kept_address_workspace_id")),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_kept_address")),
    )
    op.create_index("ix_kept_address_workspace_id", "kept_address", ["workspace_id"])
    op.create_index("ix_kept_address_erase_after", "kept_address", ["erase_after"])
    op.add_column("gift", sa.Column("passed_on_at", moment, nullable=True))


def downgrade() -> None:
    op.drop_column("gift", "passed_on_at")
    op.drop_table("kept_address")
