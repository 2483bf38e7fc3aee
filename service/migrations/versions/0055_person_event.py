"""What people did elsewhere and on their pages, and who lets their use be counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Moment

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "person_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('purchase', 'product_use', 'site_look', 'page_look', 'offer_seen', 'offer_pressed')",
            name=op.f("ck_person_event_kind"),
        ),
        sa.CheckConstraint(
            "(amount_minor IS NULL) = (currency IS NULL)", name=op.f("ck_person_event_amount_with_currency")
        ),
        sa.CheckConstraint(
            "amount_minor IS NULL OR kind = 'purchase'", name=op.f("ck_person_event_amount_of_purchase")
        ),
        sa.CheckConstraint("amount_minor >= 0", name=op.f("ck_person_event_amount_not_negative")),
        sa.CheckConstraint("entry IN ('mail', 'link', 'card', 'text', 'api')", name=op.f("ck_person_event_entry")),
        sa.CheckConstraint("device IN ('phone', 'tablet', 'computer')", name=op.f("ck_person_event_device")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_person_event_workspace_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_person_event_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_event")),
        sa.UniqueConstraint("workspace_id", "external_id", name=op.f("uq_person_event_workspace_id_external_id")),
    )
    op.create_index("ix_person_event_workspace_id", "person_event", ["workspace_id"])
    op.create_index("ix_person_event_recipient_id_at", "person_event", ["recipient_id", "at"])
    op.create_table(
        "use_consent",
        sa.Column("recipient_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("agreed_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_use_consent_recipient_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_use_consent_workspace_id")),
        sa.PrimaryKeyConstraint("recipient_id", name=op.f("pk_use_consent")),
    )
    op.create_index("ix_use_consent_workspace_id", "use_consent", ["workspace_id"])


def downgrade() -> None:
    op.drop_table("use_consent")
    op.drop_table("person_event")
