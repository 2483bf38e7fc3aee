"""An upload is kept as rows, its file in pieces; how headings were read is remembered; a person has an owner on the sender's side."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # An upload waits for a day at most, and nothing of it is in force: whoever sent one sends it again.
    op.drop_table("pending_upload")
    _create_upload(
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("error", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=True),
        sa.CheckConstraint(
            "state IN ('reading', 'refused', 'columns', 'checking', 'checked', 'saving', 'ended')",
            name=op.f("ck_pending_upload_state"),
        ),
    )
    op.create_table(
        "upload_piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["upload_id"], ["pending_upload.id"], name=op.f("fk_upload_piece_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_piece")),
        sa.UniqueConstraint("upload_id", "number", name=op.f("uq_upload_piece_upload_id_number")),
    )
    op.create_table(
        "upload_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cells", sa.LargeBinary(), nullable=False),
        sa.Column("typed", sa.LargeBinary(), nullable=True),
        sa.Column("said", sa.LargeBinary(), nullable=True),
        sa.Column("email_key", sa.String(), nullable=True),
        sa.Column("company_key", sa.String(), nullable=True),
        sa.Column("mistake", sa.String(), nullable=True),
        sa.Column("asks", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("repeats", sa.Integer(), nullable=True),
        sa.Column("is_saved", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.CheckConstraint("state IN ('unread', 'fine', 'asked', 'bad', 'out')", name=op.f("ck_upload_row_state")),
        sa.ForeignKeyConstraint(["upload_id"], ["pending_upload.id"], name=op.f("fk_upload_row_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload_row")),
        sa.UniqueConstraint("upload_id", "number", name=op.f("uq_upload_row_upload_id_number")),
    )
    op.create_index("ix_upload_row_upload_id_state_number", "upload_row", ["upload_id", "state", "number"])
    op.create_index("ix_upload_row_upload_id_email_key", "upload_row", ["upload_id", "email_key"])
    op.create_index("ix_upload_row_upload_id_company_key", "upload_row", ["upload_id", "company_key", "number"])
    op.create_table(
        "list_shape",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("shape", sa.String(), nullable=False),
        sa.Column("answers", Document, nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_list_shape_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_shape")),
        sa.UniqueConstraint("workspace_id", "shape", name=op.f("uq_list_shape_workspace_id_shape")),
    )
    op.create_index("ix_list_shape_workspace_id", "list_shape", ["workspace_id"])
    op.add_column("recipient", sa.Column("owner", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("recipient", "owner")
    op.drop_table("list_shape")
    op.drop_table("upload_row")
    op.drop_table("upload_piece")
    op.drop_table("pending_upload")
    _create_upload(
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("corrections", sa.LargeBinary(), nullable=False),
    )


def _create_upload(*columns: sa.Column[object] | sa.CheckConstraint) -> None:
    op.create_table(
        "pending_upload",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("filename", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_pending_upload_campaign_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_pending_upload_workspace_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_upload")),
    )
    op.create_index("ix_pending_upload_campaign_id", "pending_upload", ["campaign_id"])
    op.create_index("ix_pending_upload_created_at", "pending_upload", ["created_at"])
    op.create_index("ix_pending_upload_workspace_id", "pending_upload", ["workspace_id"])
