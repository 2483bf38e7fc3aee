"""Every place at which somebody of the sender's reads what a list says of a person's food."""

from __future__ import annotations

from alembic import op

revision = "0127"
down_revision = "0126"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _allow("place IN ('person', 'page', 'film', 'plan')")


def downgrade() -> None:
    op.execute("DELETE FROM special_read WHERE place <> 'person'")
    _allow("place IN ('person')")


def _allow(places: str) -> None:
    with op.batch_alter_table("special_read") as batch:
        batch.drop_constraint(op.f("ck_special_read_place"), type_="check")
        batch.create_check_constraint(op.f("ck_special_read_place"), places)
