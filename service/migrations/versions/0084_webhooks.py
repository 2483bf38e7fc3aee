"""Events that are told to addresses of a workspace's own, what became of each, and messages that come in from carriers and CRMs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Encrypted, Moment

revision = "0084"
down_revision = "0083"
branch_labels = None
depends_on = None

_WAITING = "NOT is_passed_on"
_OPEN = "state IN ('queued', 'held')"


def upgrade() -> None:
    # What happened before anybody could listen is told to nobody.
    op.add_column("gift_event", sa.Column("is_passed_on", sa.Boolean(), nullable=False, server_default=sa.true()))
    _index("ix_gift_event_waiting", "gift_event", ["workspace_id", "id"], _WAITING)
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("body", Document, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("is_passed_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_announcement_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    _index("ix_announcement_waiting", "announcement", ["workspace_id", "id"], _WAITING)
    op.create_index(op.f("ix_announcement_at"), "announcement", ["at"])
    op.create_table(
        "webhook_endpoint",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("url", Encrypted(), nullable=False),
        sa.Column("events", Document, nullable=False),
        sa.Column("secret", Encrypted(), nullable=False),
        sa.Column("old_secret", Encrypted(), nullable=True),
        sa.Column("old_until", Moment(), nullable=True),
        sa.Column("rotated_by", sa.String(), nullable=True),
        sa.Column("rotated_at", Moment(), nullable=True),
        sa.Column("off_at", Moment(), nullable=True),
        sa.Column("off_reason", sa.String(), nullable=True),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("tested_at", Moment(), nullable=True),
        sa.Column("failing_since", Moment(), nullable=True),
        sa.Column("works_since", Moment(), nullable=True),
        sa.Column("resting_until", Moment(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("off_reason IN ('gone', 'silent', 'person')", name=op.f("ck_webhook_endpoint_off_reason")),
        sa.CheckConstraint("(off_reason IS NULL) = (off_at IS NULL)", name=op.f("ck_webhook_endpoint_off")),
        sa.CheckConstraint("(old_secret IS NULL) = (old_until IS NULL)", name=op.f("ck_webhook_endpoint_old_secret")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_webhook_endpoint_workspace_id")),
        sa.ForeignKeyConstraint(["rotated_by"], ["user_account.id"], name=op.f("fk_webhook_endpoint_rotated_by")),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_webhook_endpoint_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    op.create_index(op.f("ix_webhook_endpoint_workspace_id"), "webhook_endpoint", ["workspace_id"])
    op.create_table(
        "webhook_delivery",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("endpoint_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tries", Document, nullable=False),
        sa.Column("answer", Encrypted(), nullable=True),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'held', 'delivered', 'failed', 'kept', 'dropped')",
            name=op.f("ck_webhook_delivery_state"),
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_webhook_delivery_workspace_id")),
        sa.ForeignKeyConstraint(["endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_webhook_delivery_endpoint_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("id", name=op.f("uq_webhook_delivery_id")),
    )
    op.create_index(op.f("ix_webhook_delivery_endpoint_id_number"), "webhook_delivery", ["endpoint_id", "number"])
    op.create_index(op.f("ix_webhook_delivery_created_at"), "webhook_delivery", ["created_at"])
    _index("ix_webhook_delivery_open", "webhook_delivery", ["endpoint_id", "subject_id", "number"], _OPEN)
    op.create_table(
        "webhook_source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("secret", Encrypted(), nullable=False),
        sa.Column("old_secret", Encrypted(), nullable=True),
        sa.Column("old_until", Moment(), nullable=True),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("refused_at", Moment(), nullable=True),
        sa.Column("off_at", Moment(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('carrier', 'crm')", name=op.f("ck_webhook_source_kind")),
        sa.CheckConstraint("(old_secret IS NULL) = (old_until IS NULL)", name=op.f("ck_webhook_source_old_secret")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_webhook_source_workspace_id")),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name=op.f("fk_webhook_source_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_source")),
    )
    op.create_index(op.f("ix_webhook_source_workspace_id"), "webhook_source", ["workspace_id"])
    op.create_table(
        "webhook_message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", Encrypted(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sentence", Encrypted(), nullable=True),
        sa.Column("is_news", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('taken', 'done', 'refused')", name=op.f("ck_webhook_message_state")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_webhook_message_workspace_id")),
        sa.ForeignKeyConstraint(["source_id"], ["webhook_source.id"], name=op.f("fk_webhook_message_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_message")),
        sa.UniqueConstraint("source_id", "external_id", name=op.f("uq_webhook_message_source_id_external_id")),
    )
    op.create_index(op.f("ix_webhook_message_workspace_id"), "webhook_message", ["workspace_id"])
    op.create_index(op.f("ix_webhook_message_source_id_at"), "webhook_message", ["source_id", "at"])
    op.create_index(op.f("ix_webhook_message_at"), "webhook_message", ["at"])


def _index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(op.f(name), table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    for table in ("webhook_message", "webhook_source", "webhook_delivery", "webhook_endpoint", "announcement"):
        op.drop_table(table)
    op.drop_index(op.f("ix_gift_event_waiting"), "gift_event")
    with op.batch_alter_table("gift_event") as batch:
        batch.drop_column("is_passed_on")
