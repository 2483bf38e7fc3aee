"""What a giver brings for the films of a campaign: clip, logo, voice note, paper and music, and what was composed of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0076"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_material",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(), nullable=True),
        sa.Column("music", sa.String(), nullable=True),
        sa.Column("clip_key", sa.String(), nullable=True),
        sa.Column("clip", Document, nullable=False),
        sa.Column("clip_from", sa.Double(), nullable=False),
        sa.Column("clip_to", sa.Double(), nullable=False),
        sa.Column("logo_key", sa.String(), nullable=True),
        sa.Column("voice_key", sa.String(), nullable=True),
        sa.Column("voice_seconds", sa.Double(), nullable=True),
        sa.Column("caption", Document, nullable=False),
        sa.Column("said", Document, nullable=False),
        sa.Column("rights_by", sa.String(), nullable=True),
        sa.Column("rights_at", Moment(), nullable=True),
        sa.Column("composed_key", sa.String(), nullable=True),
        sa.Column("composed", Document, nullable=False),
        sa.Column("refused", sa.String(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "paper IS NULL OR paper IN ('sand', 'blush', 'sage', 'butter')", name=op.f("ck_campaign_material_paper")
        ),
        sa.CheckConstraint(
            "music IS NULL OR music IN ('calm', 'focus', 'sport', 'curiosity', 'family', 'craft')",
            name=op.f("ck_campaign_material_music"),
        ),
        sa.CheckConstraint("(rights_by IS NULL) = (rights_at IS NULL)", name=op.f("ck_campaign_material_rights")),
        sa.CheckConstraint("clip_from >= 0 AND clip_to >= clip_from", name=op.f("ck_campaign_material_part")),
        sa.CheckConstraint("revision > 0", name=op.f("ck_campaign_material_revision")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_material_campaign_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_campaign_material_workspace_id")),
        sa.ForeignKeyConstraint(["rights_by"], ["user_account.id"], name=op.f("fk_campaign_material_rights_by")),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_campaign_material")),
    )
    op.create_index(op.f("ix_campaign_material_workspace_id"), "campaign_material", ["workspace_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_campaign_material_workspace_id"), table_name="campaign_material")
    op.drop_table("campaign_material")
