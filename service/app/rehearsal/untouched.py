"""Whether a rehearsal has left every other workspace as it was: the content of every table, before and after."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from sqlalchemy import Column, LargeBinary, Table, select, type_coerce
from sqlalchemy.orm import Session

from service.app.rehearsal.rows_of import rows_of
from service.app.tables import METADATA
from service.db.connect import reading

_AT_ONCE: Final = 2_000


def content_hashes(of_workspaces: frozenset[str]) -> dict[str, str]:
    """Table -> hash over all rows of these workspaces, in the order of their keys."""
    with reading() as session:
        return {table.name: _hash(session, table, of_workspaces) for table in METADATA.sorted_tables}


def _hash(session: Session, table: Table, workspaces: frozenset[str]) -> str:
    """Values as the database has them: what is sealed stays sealed."""
    digest = hashlib.sha256()
    which = rows_of(table, workspaces)
    if which is not None:
        raw = [type_coerce(column, LargeBinary()) if _is_sealed(column) else column for column in table.columns]
        found = select(*raw).where(which).order_by(*table.primary_key.columns)
        for row in session.execute(found.execution_options(yield_per=_AT_ONCE)):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _is_sealed(column: Column[Any]) -> bool:
    return type(column.type).__name__ == "Encrypted"
