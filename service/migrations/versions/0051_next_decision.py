"""What was decided for whom, and which messages a limit had no room for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0051"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "next_decision",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("held_by", sa.String(), nullable=True),
        sa.Column("chance", sa.Double(), nullable=False),
        sa.Column("context", sa.Double(), nullable=False),
        sa.Column("worth", sa.Double(), nullable=False),
        sa.Column("lever", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("next_kind", sa.String(), nullable=True),
        sa.Column("next_score", sa.Double(), nullable=True),
        sa.Column("model_version", sa.String(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("is_random", sa.Boolean(), nullable=False),
        sa.Column("made_from", Document, nullable=False),
        sa.Column("said", Document, nullable=False),
        sa.CheckConstraint("probability > 0 AND probability <= 1", name=op.f("ck_next_decision_probability")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_next_decision_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_next_decision_recipient_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_next_decision_gift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_decision")),
    )
    op.create_index("ix_next_decision_workspace_id_at", "next_decision", ["workspace_id", "at"])
    op.create_index("ix_next_decision_recipient_id_at", "next_decision", ["recipient_id", "at"])
    op.create_table(
        "capped_message",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("kept", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_capped_message_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_capped_message_recipient_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["next_decision.id"], name=op.f("fk_capped_message_decision_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_capped_message_gift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capped_message")),
    )
    op.create_index("ix_capped_message_workspace_id_at", "capped_message", ["workspace_id", "at"])
    for column in ("recipient_id", "decision_id", "gift_id"):
        op.create_index(f"ix_capped_message_{column}", "capped_message", [column])


def downgrade() -> None:
    op.drop_table("capped_message")
    op.drop_table("next_decision")
