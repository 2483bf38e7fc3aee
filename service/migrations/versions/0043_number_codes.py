"""Numbers for text messages are confirmed by a code, and what people answer to a text message joins their conversation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "number_check",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("number_hash", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tries_left", sa.Integer(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'sending', 'sent', 'refused', 'ended', 'stopped')",
            name=op.f("ck_number_check_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('ended', 'stopped') OR number IS NULL", name=op.f("ck_number_check_number_gone")
        ),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_number_check_recipient_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_number_check_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_number_check")),
    )
    op.create_index(op.f("ix_number_check_workspace_id"), "number_check", ["workspace_id"])
    op.create_index("ix_number_check_recipient_id_asked_at", "number_check", ["recipient_id", "asked_at"])
    op.create_index("ix_number_check_number_hash_asked_at", "number_check", ["number_hash", "asked_at"])
    op.create_index("ix_number_check_asked_at", "number_check", ["asked_at"])
    op.add_column("text_number", sa.Column("confirmed_at", Moment(), nullable=True))
    _let_letters_come_by("'page', 'mail', 'text', 'console', 'house'")


def downgrade() -> None:
    op.execute("UPDATE letter SET came_by = 'mail' WHERE came_by = 'text'")
    _let_letters_come_by("'page', 'mail', 'console', 'house'")
    op.drop_column("text_number", "confirmed_at")
    op.drop_table("number_check")


def _let_letters_come_by(ways: str) -> None:
    with op.batch_alter_table("letter") as batch:
        batch.drop_constraint(op.f("ck_letter_came_by"), type_="check")
        batch.create_check_constraint(op.f("ck_letter_came_by"), f"came_by IN ({ways})")
