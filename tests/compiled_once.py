"""What SQLAlchemy has compiled for one engine serves every other of the process.

A statement's text is kept by its engine, and each test has an engine of its own, on a database of its own: a quarter of the whole
run would be spent on compiling the same statements again. The dialects below are the real ones, but all of a kind are one key.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

MOST_STATEMENTS = 5_000

_compiled: LRUCache[Any, Any] = LRUCache(MOST_STATEMENTS)


class _OneKey:
    """Statements are kept by their dialect among other things."""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """SQLAlchemy calls it for every engine that is made."""
        engine.update_execution_options(compiled_cache=_compiled)


class SQLite(_OneKey, SQLiteDialect_pysqlite):
    """The dialect of `sqlite:///`."""

    supports_statement_cache = True


class PostgreSQL(_OneKey, PGDialect_psycopg):
    """The dialect of `postgresql+psycopg://`."""

    supports_statement_cache = True


def compile_once() -> None:
    """From now on, for every engine of this process."""
    registry.register("sqlite", __name__, SQLite.__name__)
    registry.register("postgresql.psycopg", __name__, PostgreSQL.__name__)
