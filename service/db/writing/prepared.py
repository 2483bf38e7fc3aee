"""A statement that is asked thousands of times: built once for each kind of database, then handed to the driver as it is.

Building a statement anew costs ten times what executing it does. The text stays the same to the letter, so that both drivers find
it prepared: SQLite's keeps what it has parsed, psycopg has the server keep its plan from the sixth time on.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Connection, CursorResult, Dialect, Float, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import ClauseElement

Processor = Callable[[Any], Any]


class Bare(NamedTuple):
    """All that `Prepared.rows` needs of a connection, where none of SQLAlchemy's own is made around the pool's."""

    connection: PoolProxiedConnection
    dialect: Dialect
    dispatch: Any
    """Who hears of the statements that are sent by it."""


class _Built(NamedTuple):
    """`places`: names in the order of the marks where the driver counts them; None where it goes by names."""

    text: str
    constants: dict[str, Any]
    places: tuple[str, ...] | None
    processors: dict[str, Processor]
    row: Callable[..., Any]
    """A row by the names of the statement's columns."""
    readers: tuple[tuple[int, Processor], ...]
    """Column -> what makes our value of the driver's, where it is not the same."""

    def filled(self, values: Mapping[str, Any]) -> Any:
        """The parameters as the driver takes them."""
        given = dict(self.constants)
        for name, value in values.items():
            process = self.processors.get(name)
            given[name] = value if process is None else process(value)
        return given if self.places is None else tuple(given[name] for name in self.places)


class Prepared:
    """What `build` makes for a dialect. Parameters that are given at each call are `bindparam`s without a value."""

    def __init__(self, build: Callable[[Dialect], ClauseElement]) -> None:
        self._build = build
        self._built: dict[str, _Built] = {}

    def run(self, connection: Connection, **values: Any) -> CursorResult[Any]:
        """Executes it once. What comes back is as the driver has it: texts and numbers, no moments."""
        dialect = connection.dialect
        built = self._built.get(dialect.name) or self._make(dialect)
        return connection.exec_driver_sql(built.text, built.filled(values))

    def rows(self, connection: Connection | Bare, **values: Any) -> list[Any]:
        """Executes it once, by the driver's own cursor: SQLAlchemy's describes the columns of every answer anew. Each row is a
        named tuple of our own values: moments, documents, decrypted texts. Raises SQLAlchemy's errors."""
        dialect = connection.dialect
        built = self._built.get(dialect.name) or self._make(dialect)
        given: Any = built.filled(values)
        cursor = connection.connection.cursor()
        try:
            for hear in connection.dispatch.before_cursor_execute:
                hear(connection, cursor, built.text, given, None, False)
            cursor.execute(built.text, given)
            found = cursor.fetchall()
        except dialect.loaded_dbapi.Error as error:
            raise _as_usual(error, built.text, dialect) from error
        finally:
            cursor.close()
        if not built.readers:
            return [built.row(*row) for row in found]
        return [built.row(*_read(list(row), built.readers)) for row in found]

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
        text, places = str(compiled), compiled.positiontup
        if compiled.post_compile_params:
            # A list of constants stands in the text one by one.
            expanded = compiled._process_parameters_for_postcompile(constants)
            text, places = expanded.statement, expanded.positiontup
            constants |= expanded.additional_parameters
        columns = compiled._result_columns or ()
        readers = tuple(
            (place, process)
            for place, column in enumerate(columns)
            # A float is one as both drivers have it; SQLAlchemy would ask which of the server's kinds it is.
            if not isinstance(column.type, Float)
            and (process := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
        )
        row = namedtuple("Row", [column.keyname for column in columns], rename=True)  # type: ignore[misc]
        built = _Built(text, constants, None if places is None else tuple(places), processors, row, readers)
        return self._built.setdefault(dialect.name, built)


def _as_usual(error: Exception, text: str, dialect: Dialect) -> BaseException:
    """The driver's error as SQLAlchemy raises it, without what was asked for."""
    return DBAPIError.instance(text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect)


def _read(row: list[Any], readers: tuple[tuple[int, Processor], ...]) -> list[Any]:
    for place, process in readers:
        row[place] = process(row[place])
    return row
