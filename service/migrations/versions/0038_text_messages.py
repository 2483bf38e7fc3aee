"""Text messages: the number that a person gave for them, and by which way each message leaves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_number",
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("number_hash", sa.String(), nullable=False),
        sa.Column("given_at", Moment(), nullable=False),
        sa.Column("refused_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_text_number_recipient_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_text_number_workspace_id")),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_text_number")),
    )
    op.create_index(op.f("ix_text_number_workspace_id"), "text_number", ["workspace_id"])
    op.create_index(op.f("ix_text_number_number_hash"), "text_number", ["number_hash"])
    op.add_column("mail_message", sa.Column("way", sa.String(), server_default=sa.text("'mail'"), nullable=False))


def downgrade() -> None:
    op.drop_column("mail_message", "way")
    op.drop_index(op.f("ix_text_number_number_hash"), "text_number")
    op.drop_index(op.f("ix_text_number_workspace_id"), "text_number")
    op.drop_table("text_number")
