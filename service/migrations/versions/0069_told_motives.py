"""People who told what they would enjoy are found without reading every fact."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

_TOLD = sa.text("kind = 'motive' AND source = 'asked'")


def upgrade() -> None:
    op.create_index(
        "ix_profile_fact_told_motive", "profile_fact", ["created_at"], sqlite_where=_TOLD, postgresql_where=_TOLD
    )


def downgrade() -> None:
    op.drop_index("ix_profile_fact_told_motive", table_name="profile_fact")
