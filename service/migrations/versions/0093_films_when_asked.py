"""In a rehearsal neither films nor their stills are made before somebody asks to see them."""

from __future__ import annotations

from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _let_films_be("'ahead', 'opened', 'asked'")


def downgrade() -> None:
    op.execute("UPDATE campaign SET films = 'opened' WHERE films = 'asked'")
    _let_films_be("'ahead', 'opened'")


def _let_films_be(moments: str) -> None:
    with op.batch_alter_table("campaign") as batch:
        batch.drop_constraint(op.f("ck_campaign_films"), type_="check")
        batch.create_check_constraint(op.f("ck_campaign_films"), f"films IN ({moments})")
