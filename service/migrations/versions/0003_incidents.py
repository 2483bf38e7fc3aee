"""Incidents, a count of the looks at a gift, and when it was stopped after a yes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("piece", sa.String(), nullable=False),
        sa.Column("price_minor", sa.Integer(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('stopped', 'shipped', 'delivered', 'recalled')", name=op.f("ck_incident_kind")),
        sa.CheckConstraint(
            "piece IN ('none', 'open', 'shelf', 'supplier', 'written_off')", name=op.f("ck_incident_piece")
        ),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_incident_campaign_id_campaign")),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_incident_gift_id_gift")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_incident_product_id_product")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_incident_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_incident_gift_id"), ["gift_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_incident_workspace_id"), ["workspace_id"], unique=False)
    with op.batch_alter_table("gift", schema=None) as batch_op:
        batch_op.add_column(sa.Column("looks", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("stopped_at", Moment(), nullable=True))
    # Looks that were asked for before are jobs with these numbers already; a look that has one of them would be no new job.
    op.execute(
        "UPDATE gift SET looks = (SELECT COALESCE(MAX(job.version), 0) FROM job "
        "WHERE job.kind = 'gifting.redecide' AND job.subject_id = gift.id)"
    )
    with op.batch_alter_table("gift", schema=None) as batch_op:
        batch_op.alter_column("looks", server_default=None)  # new rows say it themselves


def downgrade() -> None:
    with op.batch_alter_table("gift", schema=None) as batch_op:
        batch_op.drop_column("stopped_at")
        batch_op.drop_column("looks")
    op.drop_table("incident")
