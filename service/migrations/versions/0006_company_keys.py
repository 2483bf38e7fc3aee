"""Company keys that keep every mark: the keys of accounts that are there, made anew from their names."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from service.folding import company_key, fold

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ACCOUNT = sa.table(
    "account",
    sa.column("id", sa.String()),
    sa.column("workspace_id", sa.String()),
    sa.column("name", sa.String()),
    sa.column("name_key", sa.String()),
)


def upgrade() -> None:
    """A name without letters or digits keeps its spelling as its key; a key that another account has already is left alone."""
    _rekey(lambda name: company_key(name) or name.casefold().strip())


def downgrade() -> None:
    """Where two accounts would fall together again, the second keeps the finer key."""
    _rekey(fold)


def _rekey(make: Callable[[str], str]) -> None:
    connection = op.get_bind()
    rows = connection.execute(
        sa.select(_ACCOUNT.c.id, _ACCOUNT.c.workspace_id, _ACCOUNT.c.name, _ACCOUNT.c.name_key).order_by(_ACCOUNT.c.id)
    ).all()
    taken = {(row.workspace_id, row.name_key) for row in rows}
    for row in rows:
        key = make(row.name)
        if key != row.name_key and (row.workspace_id, key) not in taken:
            taken.add((row.workspace_id, key))
            connection.execute(sa.update(_ACCOUNT).where(_ACCOUNT.c.id == row.id).values(name_key=key))
