"""Writing down what may be there already: of many who write the same thing at once, one does, and nobody fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from service.db.base import Base


def insert_new(session: Session, table: type[Base], key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """Inserts, in one statement, those rows whose `key`, columns that a constraint makes unique, is not there yet: their ids."""
    if not rows:
        return []
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    wanted = insert(table).on_conflict_do_nothing(index_elements=key)
    return list(session.scalars(wanted.returning(table.__table__.c.id), rows))
