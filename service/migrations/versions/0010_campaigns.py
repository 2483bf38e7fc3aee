"""Plans approved by their id, words that wait for a look, and rules of companies that lists say and people set."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_CAMPAIGN = sa.table(
    "campaign",
    sa.column("id", sa.String()),
    sa.column("approved_at", Moment()),
    sa.column("current_match_run_id", sa.String()),
    sa.column("approved_match_run_id", sa.String()),
)
_RUN = sa.table("match_run", sa.column("id", sa.String()), sa.column("created_at", Moment()))
_AUDIT = sa.table(
    "audit_entry",
    sa.column("id", sa.Integer()),
    sa.column("act", sa.String()),
    sa.column("subject_id", sa.String()),
    sa.column("body", Document),
)
_ACCOUNT = sa.table("account", sa.column("gift_policy", Document), sa.column("listed_policy", Document))
_JOB = sa.table("job", sa.column("kind", sa.String()), sa.column("state", sa.String()))
_GIFT = sa.table(
    "gift",
    sa.column("campaign_id", sa.String()),
    sa.column("status", sa.String()),
    sa.column("product_id", sa.String()),
    sa.column("hold_reason", sa.String()),
    sa.column("wave", sa.Integer()),
)


def upgrade() -> None:
    # Not in batches: SQLite would make the tables anew, and others name them. The defaults are for rows that are there.
    op.add_column("campaign", sa.Column("approved_match_run_id", sa.String(), nullable=True))
    op.add_column("campaign", sa.Column("old_words", Document, nullable=False, server_default="{}"))
    op.add_column("account", sa.Column("listed_policy", Document, nullable=False, server_default="{}"))
    op.add_column("account", sa.Column("set_policy", Document, nullable=False, server_default="{}"))
    op.add_column("account", sa.Column("policy_changed_at", Moment(), nullable=True))
    connection = op.get_bind()
    # Until now only lists set rules.
    connection.execute(sa.update(_ACCOUNT).values(listed_policy=_ACCOUNT.c.gift_policy))
    _note_approved(connection)
    _join_waves(connection)
    # A preview that died is told on its own page, and stands in nobody's list of failed jobs.
    connection.execute(
        sa.update(_JOB).where(_JOB.c.kind == "content.preview", _JOB.c.state == "dead").values(state="canceled")
    )


def _note_approved(connection: Any) -> None:
    """The plan that the audit log says was approved; without such a line the one that stood at that moment, if it still stands."""
    told = {
        row.subject_id: (row.body or {}).get("match_run_id")
        for row in connection.execute(
            sa.select(_AUDIT.c.subject_id, _AUDIT.c.body)
            .where(_AUDIT.c.act == "campaign.approved")
            .order_by(_AUDIT.c.id)
        )
    }
    rows = connection.execute(
        sa.select(_CAMPAIGN.c.id, _CAMPAIGN.c.current_match_run_id, _CAMPAIGN.c.approved_at, _RUN.c.created_at)
        .outerjoin(_RUN, _RUN.c.id == _CAMPAIGN.c.current_match_run_id)
        .where(_CAMPAIGN.c.approved_at.is_not(None))
    ).all()
    for row in rows:
        stood = row.created_at is not None and row.created_at <= row.approved_at
        approved = told.get(row.id) or (row.current_match_run_id if stood else None)
        connection.execute(sa.update(_CAMPAIGN).where(_CAMPAIGN.c.id == row.id).values(approved_match_run_id=approved))


def _join_waves(connection: Any) -> None:
    """Whoever was asked with a wave belongs to it, and sets out with their answer as they would have."""
    latest = connection.execute(
        sa.select(_GIFT.c.campaign_id, sa.func.max(_GIFT.c.wave))
        .where(_GIFT.c.wave.is_not(None))
        .group_by(_GIFT.c.campaign_id)
    ).all()
    for campaign_id, wave in latest:
        connection.execute(
            sa.update(_GIFT)
            .where(
                _GIFT.c.campaign_id == campaign_id,
                _GIFT.c.wave.is_(None),
                _GIFT.c.product_id.is_(None),
                _GIFT.c.hold_reason == "dietary_unknown",
                _GIFT.c.status.in_(("draft", "pending_approval", "scheduled")),
            )
            .values(wave=wave)
        )


def downgrade() -> None:
    for column in ("policy_changed_at", "set_policy", "listed_policy"):
        op.drop_column("account", column)
    for column in ("old_words", "approved_match_run_id"):
        op.drop_column("campaign", column)
