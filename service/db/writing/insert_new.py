"""Writing down what may be there already: of many who write the same thing at once, one does, and nobody fails."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
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
    session.flush()
    connection = session.connection()
    return list(connection.execute(_new(connection.dialect.name, table, tuple(key)), rows).scalars())


@cache
def _new(database: str, table: type[Base], key: tuple[str, ...]) -> Any:
    """Put together once for each table and key."""
    insert = postgresql.insert if database == "postgresql" else sqlite.insert
    rows: Any = table.__table__
    return insert(rows).on_conflict_do_nothing(index_elements=key).returning(rows.c.id)


def insert_for(dialect: Dialect, table: type[Base]) -> postgresql.Insert | sqlite.Insert:
    """An INSERT of this database's own kind, which knows what to do about a conflict."""
    return postgresql.insert(table) if dialect.name == "postgresql" else sqlite.insert(table)
