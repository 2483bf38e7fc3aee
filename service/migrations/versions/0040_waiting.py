"""Who waits for a gift of which there was none left to pack, and what sellers dispute on a line of a statement."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_STANDING = sa.text("state != 'closed'")


def upgrade() -> None:
    op.create_table(
        "gift_wait",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "state IN ('offered', 'waiting', 'back', 'stopped', 'ended')", name=op.f("ck_gift_wait_state")
        ),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_gift_wait_gift_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_gift_wait_workspace_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_gift_wait_product_id")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_gift_wait")),
    )
    op.create_index("ix_gift_wait_workspace_id", "gift_wait", ["workspace_id"])
    op.create_index("ix_gift_wait_product_id", "gift_wait", ["product_id"])
    op.create_index("ix_gift_wait_state_until", "gift_wait", ["state", "until"])
    op.create_table(
        "line_dispute",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_line_dispute_state")),
        sa.CheckConstraint(
            "reason IN ('not_arrived', 'came_back', 'amount', 'answer', 'twice', 'other')",
            name=op.f("ck_line_dispute_reason"),
        ),
        sa.CheckConstraint("outcome IN ('corrected', 'stands', 'withdrawn')", name=op.f("ck_line_dispute_outcome")),
        sa.CheckConstraint("(state = 'open') = (outcome IS NULL)", name=op.f("ck_line_dispute_outcome_known")),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_line_dispute_closed_when")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_line_dispute_workspace_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_line_dispute_campaign_id")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_line_dispute_gift_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_line_dispute_recipient_id")),
        sa.ForeignKeyConstraint(["opened_by"], ["user_account.id"], name=op.f("fk_line_dispute_opened_by")),
        sa.ForeignKeyConstraint(["answered_by"], ["user_account.id"], name=op.f("fk_line_dispute_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_dispute")),
    )
    op.create_index("ix_line_dispute_campaign_id", "line_dispute", ["campaign_id"])
    op.create_index("ix_line_dispute_gift_id", "line_dispute", ["gift_id"])
    op.create_index("ix_line_dispute_recipient_id", "line_dispute", ["recipient_id"])
    op.create_index("ix_line_dispute_closed_at", "line_dispute", ["closed_at"])
    op.create_index(
        "ix_line_dispute_workspace_id_state_opened_at", "line_dispute", ["workspace_id", "state", "opened_at"]
    )
    op.create_index(
        "uq_line_dispute_standing",
        "line_dispute",
        ["gift_id"],
        unique=True,
        sqlite_where=_STANDING,
        postgresql_where=_STANDING,
    )


def downgrade() -> None:
    op.drop_table("line_dispute")
    op.drop_table("gift_wait")
