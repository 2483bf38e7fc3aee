"""What was packed, with its batch; who carries it; and parcels that a carrier lost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Encrypted, Moment

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_BEFORE = "kind IN ('stopped', 'failed', 'returned', 'shipped', 'delivered', 'recalled')"
_NOW = "kind IN ('stopped', 'failed', 'returned', 'lost', 'shipped', 'delivered', 'recalled')"


def upgrade() -> None:
    op.create_table(
        "parcel",
        sa.Column("gift_id", sa.String(), nullable=False),
        sa.Column("workspace_id", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.Column("batch", sa.String(), nullable=True),
        sa.Column("packed_at", Moment(), nullable=False),
        sa.Column("packed_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_parcel_gift_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_parcel_product_id")),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name=op.f("fk_parcel_workspace_id")),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_parcel")),
    )
    op.create_index(op.f("ix_parcel_workspace_id"), "parcel", ["workspace_id"])
    op.create_index("ix_parcel_product_id_batch", "parcel", ["product_id", "batch"])
    op.add_column("delivery_address", sa.Column("carrier", sa.String(), nullable=True))
    op.add_column("delivery_address", sa.Column("tracking", Encrypted(), nullable=True))
    _allow(_NOW)


def downgrade() -> None:
    # What is asked about their pieces is the same; only the older word for it is known then.
    op.execute("UPDATE incident SET kind = 'returned' WHERE kind = 'lost'")
    _allow(_BEFORE)
    op.drop_column("delivery_address", "tracking")
    op.drop_column("delivery_address", "carrier")
    op.drop_index("ix_parcel_product_id_batch", table_name="parcel")
    op.drop_index(op.f("ix_parcel_workspace_id"), table_name="parcel")
    op.drop_table("parcel")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_incident_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_incident_kind"), kinds)
