"""Writing down what may be there already: of many who write the same thing at once, one does, and nobody fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from service.db.base import Base


def insert_new(session: Session, table: type[Base], key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Inserts, in one statement, those rows whose `key`, columns that a constraint makes unique, is not there yet: their ids.

    A row brings an id that no other writer uses, or leaves it to the database: two that meet in their ids are refused by the
    primary key, not by `key`.
    """
    if not rows:
        return []
    wanted = insert_for(session.get_bind().dialect, table).on_conflict_do_nothing(index_elements=key)
    return list(session.scalars(wanted.returning(table.__table__.c.id), rows))


def insert_for(dialect: Dialect, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of this database's own kind, which knows what to do about a conflict."""
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
