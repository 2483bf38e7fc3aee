"""Which offer stood in a mail to whom, that an offer has ended by itself, and up to whom people were decided for anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0059"
branch_labels = None
depends_on = None

_BEFORE = "kind IN ('offer.made', 'offer.withdrawn')"
_NOW = "kind IN ('offer.made', 'offer.withdrawn', 'offer.ended', 'offer.mailed')"
_MAILED = "(kind = 'offer.mailed') = (recipient_id IS NOT NULL) AND (recipient_id IS NULL) = (message_id IS NULL)"


def upgrade() -> None:
    with op.batch_alter_table("offer_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipient_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("message_id", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reached", sa.String(), nullable=False, server_default=sa.text("''")))
        batch_op.drop_constraint(op.f("ck_offer_event_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_offer_event_kind"), _NOW)
        batch_op.create_check_constraint(op.f("ck_offer_event_mailed_to_somebody"), _MAILED)
        batch_op.create_foreign_key(op.f("fk_offer_event_recipient_id"), "recipient", ["recipient_id"], ["id"])
    _index("uq_offer_event_mailed", ["offer_id", "recipient_id"], "kind = 'offer.mailed'", unique=True)
    _index("uq_offer_event_ended", ["offer_id"], "kind = 'offer.ended'", unique=True)
    _index("ix_offer_event_recipient_id", ["recipient_id"], "kind = 'offer.mailed'", unique=False)


def _index(name: str, columns: list[str], where: str, *, unique: bool) -> None:
    of = sa.text(where)
    op.create_index(name, "offer_event", columns, unique=unique, sqlite_where=of, postgresql_where=of)


def downgrade() -> None:
    for name in ("ix_offer_event_recipient_id", "uq_offer_event_ended", "uq_offer_event_mailed"):
        op.drop_index(name, table_name="offer_event")
    op.execute("DELETE FROM offer_event WHERE kind IN ('offer.ended', 'offer.mailed')")
    with op.batch_alter_table("offer_event", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_offer_event_recipient_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_offer_event_mailed_to_somebody"), type_="check")
        batch_op.drop_constraint(op.f("ck_offer_event_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_offer_event_kind"), _BEFORE)
        batch_op.drop_column("reached")
        batch_op.drop_column("message_id")
        batch_op.drop_column("recipient_id")
