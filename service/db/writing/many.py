"""One statement for many rows, handed to the database's own driver: what the ORM adds to each costs more than writing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Insert, Update
from sqlalchemy.orm import Session


def write_many(session: Session, statement: Insert | Update, rows: Sequence[Mapping[str, Any]]) -> None:
    """Executes `statement` once for each of the rows: values by the names of its parameters, each as the driver takes it.

    Nothing is converted on the way: encrypted texts are to be sealed, moments to be written as the column has them.
    """
    if not rows:
        return
    connection = session.connection()
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    places = compiled.positiontup if compiled.positional else None
    if places is None:
        connection.exec_driver_sql(str(compiled), [dict(row) for row in rows])
    else:
        connection.exec_driver_sql(str(compiled), [tuple(row[name] for name in places) for row in rows])
