"""Recalls of products, and the notice of each person who has one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document, Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recalled_at", Moment(), nullable=True))
    with op.batch_alter_table("mail_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("about_id", sa.String(), nullable=True))
    op.create_table(
        "recall",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("hazard", sa.String(), nullable=False),
        sa.Column("allergen", sa.String(), nullable=True),
        sa.Column("brand", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("remedies", Document, nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("texts", Document, nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.CheckConstraint(
            "hazard IN ('allergen', 'spoiled', 'foreign_body', 'injury', 'fire', 'choking', 'chemical', 'other')",
            name=op.f("ck_recall_hazard"),
        ),
        sa.CheckConstraint("(hazard = 'allergen') = (allergen IS NOT NULL)", name=op.f("ck_recall_allergen_named")),
        sa.ForeignKeyConstraint(["opened_by"], ["user_account.id"], name=op.f("fk_recall_opened_by_user_account")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_recall_product_id_product")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_recall_workspace_id_workspace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
    )
    with op.batch_alter_table("recall", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_workspace_id"), ["workspace_id"], unique=False)
    op.create_table(
        "recall_notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recall_id", sa.String(), nullable=False),
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=True),
        sa.Column("drafted_at", Moment(), nullable=False),
        sa.Column("returned_at", Moment(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_recall_notice_gift_id_gift")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["mail_message.id"], name=op.f("fk_recall_notice_message_id_mail_message")
        ),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recall_notice_recall_id_recall")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_recall_notice_recipient_id_recipient")
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name=op.f("fk_recall_notice_workspace_id_workspace")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_notice")),
        sa.UniqueConstraint("recall_id", "gift_id", name=op.f("uq_recall_notice_recall_id_gift_id")),
    )
    with op.batch_alter_table("recall_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recall_notice_gift_id"), ["gift_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_notice_message_id"), ["message_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recall_notice_workspace_id"), ["workspace_id"], unique=False)


def downgrade() -> None:
    op.drop_table("recall_notice")
    op.drop_table("recall")
    with op.batch_alter_table("mail_message", schema=None) as batch_op:
        batch_op.drop_column("about_id")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_column("recalled_at")
