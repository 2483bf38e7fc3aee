"""A row as it is, under another id and in another workspace."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import inspect

from service.db.base import Base

Row = TypeVar("Row", bound=Base)


def copied(row: Row, **changed: Any) -> Row:
    """A new row with the same columns, but for those that are given."""
    kept = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    return type(row)(**(kept | changed))
