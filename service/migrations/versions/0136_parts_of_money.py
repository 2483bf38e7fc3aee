"""What a sum that was spent is made of, the VAT in it, and the rates of that VAT."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from service.db.base import Document

revision = "0136"
down_revision = "0135"
branch_labels = None
depends_on = None

_BEFORE = "cost IN ('wrap', 'shipping', 'duty', 'tax', 'fee', 'return')"
_SINCE = "cost IN ('wrap', 'shipping', 'duty', 'tax', 'fee', 'return', 'input_vat')"


def upgrade() -> None:
    op.add_column("money_entry", sa.Column("parts", Document, server_default=sa.text("'{}'"), nullable=False))
    op.add_column("money_entry", sa.Column("vat_minor", sa.Integer(), nullable=True))
    _rates(_SINCE)


def downgrade() -> None:
    # The release before has no word for these.
    op.execute("DELETE FROM landed_rate WHERE cost = 'input_vat'")
    _rates(_BEFORE)
    with op.batch_alter_table("money_entry") as entry:
        entry.drop_column("vat_minor")
        entry.drop_column("parts")


def _rates(check: str) -> None:
    with op.batch_alter_table("landed_rate") as rate:
        rate.drop_constraint(op.f("ck_landed_rate_cost"), type_="check")
        rate.create_check_constraint(op.f("ck_landed_rate_cost"), check)
