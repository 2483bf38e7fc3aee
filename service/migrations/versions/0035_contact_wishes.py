"""How a person wants to be written to: topics, quiet days and hours, a pause; short codes on printed cards, and waves by card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("campaign", sa.Column("reaches_by_card", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "contact_wish",
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_contact_wish_recipient_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_contact_wish_workspace_id")),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_contact_wish")),
    )
    op.create_index(op.f("ix_contact_wish_workspace_id"), "contact_wish", ["workspace_id"])
    op.create_table(
        "card_code",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_card_code_gift_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_card_code_workspace_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_card_code")),
    )
    op.create_index(op.f("ix_card_code_gift_id"), "card_code", ["gift_id"])
    op.create_index(op.f("ix_card_code_workspace_id"), "card_code", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("card_code")
    op.drop_table("contact_wish")
    op.drop_column("campaign", "reaches_by_card")
