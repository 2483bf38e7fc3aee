"""The versions of a statement; what a person says of a gift afterwards; meetings that are offered. Deliveries found by their day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_DELIVERED = sa.text("kind = 'gift.delivered'")


def upgrade() -> None:
    op.create_table(
        "statement_version",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("input_hash", sa.String(), nullable=False),
        sa.Column("files", Document, nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_statement_version_workspace_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_statement_version_gift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_version")),
        sa.UniqueConstraint("gift_id", "number", name=op.f("uq_statement_version_gift_id_number")),
    )
    op.create_index("ix_statement_version_workspace_id", "statement_version", ["workspace_id"])
    op.create_index("ix_statement_version_input_hash", "statement_version", ["input_hash"])
    op.create_table(
        "rating",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=True),
        sa.Column("gift_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('how_is_it', 'csat', 'ces', 'nps', 'cared', 'one_to_ten')", name=op.f("ck_rating_kind")
        ),
        sa.CheckConstraint("state IN ('asked', 'answered', 'skipped')", name=op.f("ck_rating_state")),
        sa.CheckConstraint("(state = 'answered') = (answer IS NOT NULL)", name=op.f("ck_rating_answer")),
        sa.CheckConstraint("(recipient_id IS NULL) = (gift_id IS NULL)", name=op.f("ck_rating_nameless")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_rating_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_rating_campaign_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_rating_recipient_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_rating_gift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("gift_id", "kind", name=op.f("uq_rating_gift_id_kind")),
    )
    op.create_index("ix_rating_recipient_id_asked_at", "rating", ["recipient_id", "asked_at"])
    op.create_index("ix_rating_campaign_id_kind", "rating", ["campaign_id", "kind"])
    op.create_index(
        "ix_rating_named",
        "rating",
        ["asked_at"],
        sqlite_where=sa.text("gift_id IS NOT NULL"),
        postgresql_where=sa.text("gift_id IS NOT NULL"),
    )
    op.create_table(
        "thank_you",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_thank_you_gift_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_thank_you_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_thank_you_campaign_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_thank_you_recipient_id")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_thank_you")),
    )
    op.create_index("ix_thank_you_recipient_id", "thank_you", ["recipient_id"])
    op.create_index("ix_thank_you_campaign_id_at", "thank_you", ["campaign_id", "at"])
    op.create_index("ix_thank_you_at", "thank_you", ["at"])
    op.create_table(
        "meeting_slot",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes >= 10 AND minutes <= 60", name=op.f("ck_meeting_slot_minutes")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_meeting_slot_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_meeting_slot_campaign_id")),
        sa.ForeignKeyConstraint(["set_by"], ["user_account.id"], name=op.f("fk_meeting_slot_set_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_slot")),
        sa.UniqueConstraint("set_by", "starts_at", name=op.f("uq_meeting_slot_set_by_starts_at")),
    )
    op.create_index("ix_meeting_slot_campaign_id_starts_at", "meeting_slot", ["campaign_id", "starts_at"])
    op.create_table(
        "meeting_answer",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("slot_id", sa.String(), nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("state IN ('booked', 'canceled', 'refused')", name=op.f("ck_meeting_answer_state")),
        sa.CheckConstraint("(state = 'booked') = (slot_id IS NOT NULL)", name=op.f("ck_meeting_answer_slot")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_meeting_answer_gift_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_meeting_answer_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_meeting_answer_recipient_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["meeting_slot.id"], name=op.f("fk_meeting_answer_slot_id")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_meeting_answer")),
        sa.UniqueConstraint("slot_id", name=op.f("uq_meeting_answer_slot_id")),
    )
    op.create_index("ix_meeting_answer_recipient_id", "meeting_answer", ["recipient_id"])
    op.create_index(
        "ix_gift_event_delivered", "gift_event", ["at"], sqlite_where=_DELIVERED, postgresql_where=_DELIVERED
    )


def downgrade() -> None:
    op.drop_index("ix_gift_event_delivered", "gift_event")
    for table in ("meeting_answer", "meeting_slot", "thank_you", "rating", "statement_version"):
        op.drop_table(table)
