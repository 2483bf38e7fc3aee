"""Rows that a statement is given as one parameter, whatever their number: no limit of parameters is met, and its text stays."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, String, Subquery, bindparam, func, literal_column, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine


def listed(dialect: Dialect, name: str, columns: Mapping[str, TypeEngine[Any]]) -> Subquery:
    """Rows with these columns, for a `Prepared` statement; they are given by `as_listed`."""
    if dialect.name == "postgresql":
        arrays = [bindparam(f"{name}_{column}", type_=ARRAY(kind)) for column, kind in columns.items()]
        rows: Any = func.unnest(*arrays).table_valued(*columns, name="given").render_derived()
        return select(*(rows.c[column] for column in columns)).subquery(name)
    rows = func.json_each(bindparam(name, type_=String())).table_valued("value", name="given")
    values = [
        literal_column(f"given.value ->> {place}", kind).label(column)
        for place, (column, kind) in enumerate(columns.items())
    ]
    return select(*values).select_from(rows).subquery(name)


def as_listed(
    connection: Connection, name: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> dict[str, Any]:
    """The parameters of `listed` for these rows of texts and numbers, each in the order of the columns."""
    if connection.dialect.name == "postgresql":
        return {f"{name}_{column}": [row[place] for row in rows] for place, column in enumerate(columns)}
    return {name: json.dumps(rows)}
