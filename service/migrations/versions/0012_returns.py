"""What comes back by mail, counts of it, and addresses that mail is not sent to any more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KINDS = "'hard_bounce', 'refused', 'soft_bounce', 'delayed', 'delivered', 'complaint', 'auto_reply', 'reply', 'unclear'"


def upgrade() -> None:
    op.create_table(
        "suppression",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("email_hash", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("lifted_at", Moment(), nullable=True),
        sa.Column("lifted_by", sa.String(), nullable=True),
        sa.Column("lifted_reason", sa.String(), nullable=True),
        sa.CheckConstraint("reason IN ('bounced', 'complained')", name=op.f("ck_suppression_reason")),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by IS NULL)", name=op.f("ck_suppression_lifted_by_somebody")),
        sa.ForeignKeyConstraint(["lifted_by"], ["user_account.id"], name=op.f("fk_suppression_lifted_by_user_account")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_suppression_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
    )
    op.create_index(
        "ix_suppression_standing",
        "suppression",
        ["workspace_id", "email_hash"],
        unique=True,
        sqlite_where=sa.text("lifted_at IS NULL"),
        postgresql_where=sa.text("lifted_at IS NULL"),
    )
    op.create_table(
        "mail_return",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.CheckConstraint(f"kind IN ({KINDS})", name=op.f("ck_mail_return_kind")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_mail_return_message_id_mail_message")
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_mail_return_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_return")),
        sa.UniqueConstraint("message_id", "kind", name=op.f("uq_mail_return_message_id_kind")),
    )
    op.create_index(op.f("ix_mail_return_workspace_id"), "mail_return", ["workspace_id"])
    op.create_index("ix_mail_return_at", "mail_return", ["at"])
    op.create_table(
        "return_count",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("is_matched", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "is_matched", name=op.f("pk_return_count")),
    )
    # What was called delivered had only been taken by a server.
    op.execute("UPDATE gift SET delivery_status = 'scheduled' WHERE delivery_status = 'delivered'")


def downgrade() -> None:
    op.drop_table("return_count")
    op.drop_table("mail_return")
    op.drop_table("suppression")
