"""Pieces whose order failed or whose parcel came back are incidents too, until ops says where they are."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_BEFORE = "kind IN ('stopped', 'shipped', 'delivered', 'recalled')"
_NOW = "kind IN ('stopped', 'failed', 'returned', 'shipped', 'delivered', 'recalled')"


def upgrade() -> None:
    _allow(_NOW)


def downgrade() -> None:
    # What is asked about their pieces is the same; only the older word for it is known then.
    op.execute("UPDATE incident SET kind = 'stopped' WHERE kind IN ('failed', 'returned')")
    _allow(_BEFORE)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_incident_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_incident_kind"), kinds)
