"""What is asked of the database, counted: work that grows wrongly is told by it, and never by time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

from service.db.base import Base


@contextmanager
def sent() -> Iterator[list[str]]:
    """Every statement that is sent during the block, in order; one for many rows at once counts once."""
    heard: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        heard.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield heard
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def loaded(*tables: type[Base]) -> Iterator[list[Base]]:
    """Every row of these tables that becomes an object during the block."""
    found: list[Base] = []

    def note(row: Base, *_rest: Any) -> None:
        found.append(row)

    for table in tables:
        event.listen(table, "load", note)
    try:
        yield found
    finally:
        for table in tables:
            event.remove(table, "load", note)
