"""What each workspace's learner has found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "learned_model",
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("coefficients", Document, nullable=False),
        sa.Column("popularity", Document, nullable=False),
        sa.Column("tested", Document, nullable=False),
        sa.Column("found", Document, nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("is_switched_off", sa.Boolean(), nullable=False),
        sa.Column("through_event", sa.Integer(), nullable=False),
        sa.Column("built_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_learned_model_workspace_id")),
        sa.PrimaryKeyConstraint("workspace_id", name=op.f("pk_learned_model")),
    )


def downgrade() -> None:
    op.drop_table("learned_model")
