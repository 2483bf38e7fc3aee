"""Calendars that say when the people of a company are away, and which facts about someone such a calendar said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Encrypted, Moment

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None

_OF_CALENDARS = "calendar_id IS NOT NULL"


def upgrade() -> None:
    op.create_table(
        "away_calendar",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("url", Encrypted(), nullable=True),
        sa.Column("spans", Document, nullable=False),
        sa.Column("asked_at", Moment(), nullable=True),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_away_calendar_workspace_id")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_away_calendar_account_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_away_calendar_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_away_calendar")),
    )
    op.create_index(op.f("ix_away_calendar_workspace_id"), "away_calendar", ["workspace_id"])
    op.create_index(op.f("ix_away_calendar_account_id"), "away_calendar", ["account_id"])
    op.create_index(op.f("ix_away_calendar_asked_at"), "away_calendar", ["asked_at"])
    op.add_column("profile_fact", sa.Column("calendar_id", sa.String(), nullable=True))
    op.create_index(
        op.f("ix_profile_fact_calendar_id"), "profile_fact", ["calendar_id"],
        sqlite_where=sa.text(_OF_CALENDARS), postgresql_where=sa.text(_OF_CALENDARS),
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index(op.f("ix_profile_fact_calendar_id"), "profile_fact")
    with op.batch_alter_table("profile_fact") as batch:
        batch.drop_column("calendar_id")
    op.drop_table("away_calendar")
