"""Saved questions about people, offers, and when an offer was made or withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_STANDING = sa.text("withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "segment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("conditions", Document, nullable=False),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_segment_workspace_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_segment_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment")),
        sa.UniqueConstraint("workspace_id", "name_key", name=op.f("uq_segment_workspace_id_name_key")),
    )
    op.create_index("ix_segment_workspace_id", "segment", ["workspace_id"])
    op.create_table(
        "offer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("texts", Document, nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("value_minor", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("segment_id", sa.String(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.Column("withdrawn_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('keep', 'reward', 'complement', 'news')", name=op.f("ck_offer_kind")),
        sa.CheckConstraint("(value_minor IS NULL) = (currency IS NULL)", name=op.f("ck_offer_value_with_currency")),
        sa.CheckConstraint("value_minor > 0", name=op.f("ck_offer_value_positive")),
        sa.CheckConstraint("(kind = 'news') = (value_minor IS NULL)", name=op.f("ck_offer_news_worth_nothing")),
        sa.CheckConstraint("until IS NULL OR since <= until", name=op.f("ck_offer_days")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_offer_workspace_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_offer_segment_id")),
        sa.ForeignKeyConstraint(["made_by"], ["user_account.id"], name=op.f("fk_offer_made_by")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["user_account.id"], name=op.f("fk_offer_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index("ix_offer_workspace_id", "offer", ["workspace_id"])
    op.create_index("ix_offer_segment_id", "offer", ["segment_id"])
    op.create_index(
        "uq_offer_standing",
        "offer",
        ["workspace_id", "code"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )
    op.create_table(
        "offer_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("offer_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('offer.made', 'offer.withdrawn')", name=op.f("ck_offer_event_kind")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_offer_event_workspace_id")),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_offer_event_offer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer_event")),
    )
    op.create_index("ix_offer_event_workspace_id", "offer_event", ["workspace_id"])
    op.create_index("ix_offer_event_offer_id", "offer_event", ["offer_id"])


def downgrade() -> None:
    op.drop_table("offer_event")
    op.drop_table("offer")
    op.drop_table("segment")
