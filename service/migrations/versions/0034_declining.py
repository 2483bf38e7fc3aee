"""What a reason for declining does: the answer that stopped somebody's invitations, and what a company's people say its rule is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("recipient", sa.Column("stopped_with_gift_id", sa.String(), nullable=True))
    op.add_column("account", sa.Column("proposed_policy", Document, nullable=False, server_default="{}"))

    op.create_table(
        "charity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("country", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("line", Document, nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_charity_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charity")),
    )
    op.create_index("ix_charity_workspace_id", "charity", ["workspace_id"])
    op.create_table(
        "named_charity",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("charity_id", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'accepted', 'refused', 'taken_back', 'ended')", name=op.f("ck_named_charity_state")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_named_charity_workspace_id_workspace")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_named_charity_recipient_id_recipient")
        ),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_named_charity_gift_id_gift")),
        sa.ForeignKeyConstraint(["charity_id"], ["charity.id"], name=op.f("fk_named_charity_charity_id_charity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_charity")),
    )
    op.create_index("ix_named_charity_workspace_id_state", "named_charity", ["workspace_id", "state"])
    op.create_index("ix_named_charity_recipient_id", "named_charity", ["recipient_id"])
    op.create_index("ix_named_charity_gift_id", "named_charity", ["gift_id"])
    op.create_table(
        "donation_booking",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("registration", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("input_hash", sa.String(), nullable=True),
        sa.Column("files", Document, nullable=False, server_default="{}"),
        sa.Column("booked_by", sa.String(), nullable=True),
        sa.Column("booked_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_donation_booking_gift_id_gift")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_donation_booking_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_donation_booking")),
    )
    op.create_index("ix_donation_booking_workspace_id", "donation_booking", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("donation_booking")
    op.drop_table("named_charity")
    op.drop_table("charity")
    op.drop_column("account", "proposed_policy")
    op.drop_column("recipient", "stopped_with_gift_id")
