"""What a person and the giver write to each other."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_WAITS = sa.text("handed_over_at IS NOT NULL AND answered_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("writer", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("came_by", sa.String(), nullable=False),
        sa.Column("answers_id", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("locale", sa.String(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_cut", sa.Boolean(), nullable=False),
        sa.Column("shown_at", Moment(), nullable=True),
        sa.Column("handed_over_at", Moment(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("once_key", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("writer IN ('person', 'seller', 'automatic')", name=op.f("ck_letter_writer")),
        sa.CheckConstraint("came_by IN ('page', 'mail', 'console', 'house')", name=op.f("ck_letter_came_by")),
        sa.CheckConstraint("(writer = 'seller') = (user_id IS NOT NULL)", name=op.f("ck_letter_written_by_somebody")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_letter_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_letter_campaign_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_letter_recipient_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_letter_gift_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_letter_user_id")),
        sa.ForeignKeyConstraint(["answers_id"], ["letter.id"], name=op.f("fk_letter_answers_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("gift_id", "once_key", name=op.f("uq_letter_gift_id_once_key")),
    )
    op.create_index("ix_letter_campaign_id", "letter", ["campaign_id"])
    op.create_index("ix_letter_gift_id_at", "letter", ["gift_id", "at"])
    op.create_index("ix_letter_recipient_id_at", "letter", ["recipient_id", "at"])
    op.create_index("ix_letter_at", "letter", ["at"])
    op.create_index("ix_letter_answers_id", "letter", ["answers_id"])
    op.create_index(
        "ix_letter_waiting",
        "letter",
        ["workspace_id", "handed_over_at"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )


def downgrade() -> None:
    op.drop_table("letter")
