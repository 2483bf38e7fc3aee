"""A statement that is asked thousands of times: built once for each kind of database, then handed to the driver as it is.

Building a statement anew costs ten times what executing it does. The text stays the same to the letter, so that both drivers find
it prepared: SQLite's keeps what it has parsed, psycopg has the server keep its plan from the sixth time on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql import ClauseElement

Processor = Callable[[Any], Any]


class _Built(NamedTuple):
    """`places`: names in the order of the marks where the driver counts them; None where it goes by names."""

    text: str
    constants: dict[str, Any]
    places: tuple[str, ...] | None
    processors: dict[str, Processor]


class Prepared:
    """What `build` makes for a dialect. Parameters that are given at each call are `bindparam`s without a value."""

    def __init__(self, build: Callable[[Dialect], ClauseElement]) -> None:
        self._build = build
        self._built: dict[str, _Built] = {}

    def run(self, connection: Connection, **values: Any) -> CursorResult[Any]:
        """Executes it once. What comes back is as the driver has it: texts and numbers, no moments."""
        dialect = connection.dialect
        built = self._built.get(dialect.name) or self._make(dialect)
        given = dict(built.constants)
        for name, value in values.items():
            process = built.processors.get(name)
            given[name] = value if process is None else process(value)
        if built.places is None:
            return connection.exec_driver_sql(built.text, given)
        return connection.exec_driver_sql(built.text, tuple(given[name] for name in built.places))

    def _make(self, dialect: Dialect) -> _Built:
        compiled: Any = self._build(dialect).compile(dialect=dialect)
        processors = {
            name: process
            for bind, name in compiled.bind_names.items()
            if (process := bind.type.dialect_impl(dialect).bind_processor(dialect)) is not None
        }
        constants = {
            name: bind.value if bind.value is None or name not in processors else processors[name](bind.value)
            for bind, name in compiled.bind_names.items()
            if not bind.required
        }
        places = tuple(compiled.positiontup) if compiled.positional else None
        return self._built.setdefault(dialect.name, _Built(str(compiled), constants, places, processors))
