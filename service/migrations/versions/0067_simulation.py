"""What another lever or limit would have done to past decisions, as it was looked at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0067"
down_revision = "0066"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "simulation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("segment_id", sa.String(), nullable=True),
        sa.Column("before", sa.Double(), nullable=False),
        sa.Column("after", sa.Double(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("found", Document, nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("days > 0", name=op.f("ck_simulation_days")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_simulation_workspace_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_simulation_segment_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_simulation_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_simulation")),
    )
    op.create_index("ix_simulation_workspace_id_made_at", "simulation", ["workspace_id", "made_at"])


def downgrade() -> None:
    op.drop_index("ix_simulation_workspace_id_made_at", table_name="simulation")
    op.drop_table("simulation")
