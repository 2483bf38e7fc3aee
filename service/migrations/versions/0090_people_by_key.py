"""Whether what was stated of people came with a key of the API; and experiments on the line that is written to each person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0088"
branch_labels = None
depends_on = None

_KINDS = {"experiment": ("film", "film_none", "subject", "band", "holdout"),
          "drawn_term": ("held_out", "cap", "no_film", "no_subject")}  # fmt: skip
_NEW = {"experiment": ("film", "film_none", "subject", "line", "band", "holdout"),
        "drawn_term": (*_KINDS["drawn_term"], "no_line")}  # fmt: skip
_FORGET = (
    "DELETE FROM experiment_score WHERE experiment_id IN (SELECT id FROM experiment WHERE kind = 'line')",
    "DELETE FROM experiment_campaign WHERE experiment_id IN (SELECT id FROM experiment WHERE kind = 'line')",
    "DELETE FROM assignment WHERE experiment_id IN (SELECT id FROM experiment WHERE kind = 'line')",
    "DELETE FROM drawn_term WHERE experiment_id IN (SELECT id FROM experiment WHERE kind = 'line')",
    "DELETE FROM experiment WHERE kind = 'line'",
)


def upgrade() -> None:
    op.add_column("list_statement", sa.Column("by_key", sa.Boolean(), nullable=False, server_default=sa.false()))
    for table, kinds in _NEW.items():
        _allow(table, kinds)


def downgrade() -> None:
    for statement in _FORGET:
        op.execute(statement)
    for table, kinds in _KINDS.items():
        _allow(table, kinds)
    with op.batch_alter_table("list_statement") as batch:
        batch.drop_column("by_key")


def _allow(table: str, kinds: tuple[str, ...]) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(f"ck_{table}_kind"), type_="check")
        batch.create_check_constraint(op.f(f"ck_{table}_kind"), f"kind IN {kinds}")
