"""What the caps count, limits that are tighter, why a mail waits, and whether mail can leave at all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_NEW = ("handed_over_at", "sending_token", "first_failed_at", "tries", "wait_until", "wait_code")


def upgrade() -> None:
    # Not in a batch: SQLite would make the table anew, and other tables name it.
    op.add_column("mail_message", sa.Column("wait_code", sa.String(), nullable=True))
    op.add_column("mail_message", sa.Column("wait_until", Moment(), nullable=True))
    op.add_column("mail_message", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("mail_message", sa.Column("first_failed_at", Moment(), nullable=True))
    op.add_column("mail_message", sa.Column("sending_token", sa.String(), nullable=True))
    op.add_column("mail_message", sa.Column("handed_over_at", Moment(), nullable=True))
    op.create_table(
        "mail_queue",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("server", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("next_try_at", Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_queue")),
    )
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_contact_gift_id_gift")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_contact_recipient_id_recipient")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_contact_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("message_id", name=op.f("uq_contact_message_id")),
    )
    op.create_index("ix_contact_gift_id", "contact", ["gift_id"])
    op.create_index("ix_contact_recipient_id_at", "contact", ["recipient_id", "at"])
    op.create_index("ix_contact_workspace_id", "contact", ["workspace_id"])
    op.create_table(
        "contact_limit",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=True),
        sa.Column("message_days", sa.Integer(), nullable=False),
        sa.Column("question_days", sa.Integer(), nullable=False),
        sa.CheckConstraint("message_days >= 3 AND question_days >= 14", name=op.f("ck_contact_limit_only_tighter")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_contact_limit_recipient_id_recipient")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_contact_limit_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_limit")),
        sa.UniqueConstraint("workspace_id", "recipient_id", name=op.f("uq_contact_limit_workspace_id_recipient_id")),
    )
    op.create_index("ix_contact_limit_recipient_id", "contact_limit", ["recipient_id"])
    # What has left counts from when it left. What only stood in an outbox reached nobody.
    op.execute(
        "INSERT INTO contact (workspace_id, recipient_id, gift_id, message_id, purpose, at) "
        "SELECT workspace_id, recipient_id, gift_id, id, kind, COALESCE(sent_at, created_at) FROM mail_message "
        "WHERE state IN ('sent', 'sending', 'unknown')"
    )


def downgrade() -> None:
    op.drop_table("contact_limit")
    op.drop_table("contact")
    op.drop_table("mail_queue")
    for name in _NEW:
        op.drop_column("mail_message", name)
