"""What people report of a gift that arrived, products that wait until somebody has looked, and recalls of one batch."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from service.db.base import Moment

revision = "0110"
down_revision = "0107"
branch_labels = None
depends_on = None

_DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_BEFORE = "kind IN ('stopped', 'failed', 'returned', 'lost', 'shipped', 'delivered', 'recalled')"
_KINDS = (
    "kind IN ('stopped', 'failed', 'returned', 'lost', 'shipped', 'delivered', 'recalled', 'broken', 'wrong', 'ill')"
)
_REMEDIES = "remedy IN ('replaced', 'refunded', 'returned', 'cleared', 'recalled')"
_REACHES = "reach IN ('product', 'batch')"


def upgrade() -> None:
    with op.batch_alter_table("product") as batch:
        batch.add_column(sa.Column("halted_at", Moment(), nullable=True))
        batch.add_column(sa.Column("recalled_batches", _DOCUMENT, nullable=False, server_default=sa.text("'[]'")))
    with op.batch_alter_table("recall") as batch:
        batch.add_column(sa.Column("reach", sa.String(), nullable=False, server_default=sa.text("'product'")))
        batch.create_check_constraint(op.f("ck_recall_reach"), _REACHES)
        batch.create_check_constraint(op.f("ck_recall_batch_named"), "reach = 'product' OR batch IS NOT NULL")
    with op.batch_alter_table("recall_notice") as batch:
        batch.add_column(sa.Column("card_printed_at", Moment(), nullable=True))
        batch.add_column(sa.Column("card_left_at", Moment(), nullable=True))
    with op.batch_alter_table("incident") as batch:
        batch.add_column(sa.Column("recall_id", sa.String(), nullable=True))
        batch.add_column(sa.Column("batch", sa.String(), nullable=True))
        batch.add_column(sa.Column("remedy", sa.String(), nullable=True))
        batch.drop_constraint(op.f("ck_incident_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_incident_kind"), _KINDS)
        batch.create_check_constraint(op.f("ck_incident_remedy"), _REMEDIES)
        batch.create_check_constraint(op.f("ck_incident_recall"), "kind = 'recalled' OR recall_id IS NULL")
        batch.create_foreign_key(op.f("fk_incident_recall_id"), "recall", ["recall_id"], ["id"])
    op.create_index(op.f("ix_incident_recall_id"), "incident", ["recall_id"])
    op.create_index("ix_incident_product_id_kind", "incident", ["product_id", "kind"])
    op.execute(
        "UPDATE incident SET recall_id = (SELECT id FROM recall WHERE recall.product_id = incident.product_id "
        "ORDER BY opened_at DESC, id LIMIT 1) WHERE kind = 'recalled'"
    )


def downgrade() -> None:
    # What the tables below this version cannot say is taken out, not turned into something else.
    op.execute("DELETE FROM incident WHERE kind IN ('broken', 'wrong', 'ill') AND piece = 'none'")
    op.execute("UPDATE incident SET kind = 'returned' WHERE kind IN ('broken', 'wrong', 'ill')")
    op.drop_index("ix_incident_product_id_kind", table_name="incident")
    op.drop_index(op.f("ix_incident_recall_id"), table_name="incident")
    with op.batch_alter_table("incident") as batch:
        batch.drop_constraint(op.f("fk_incident_recall_id"), type_="foreignkey")
        batch.drop_constraint(op.f("ck_incident_recall"), type_="check")
        batch.drop_constraint(op.f("ck_incident_remedy"), type_="check")
        batch.drop_constraint(op.f("ck_incident_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_incident_kind"), _BEFORE)
        batch.drop_column("remedy")
        batch.drop_column("batch")
        batch.drop_column("recall_id")
    with op.batch_alter_table("recall_notice") as batch:
        batch.drop_column("card_left_at")
        batch.drop_column("card_printed_at")
    with op.batch_alter_table("recall") as batch:
        batch.drop_constraint(op.f("ck_recall_batch_named"), type_="check")
        batch.drop_constraint(op.f("ck_recall_reach"), type_="check")
        batch.drop_column("reach")
    with op.batch_alter_table("product") as batch:
        batch.drop_column("recalled_batches")
        batch.drop_column("halted_at")
