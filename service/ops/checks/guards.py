"""Whether the database still has its tables, columns and guards: what is unique, the checks, the references. While a guard is away
anything comes in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Inspector, Table, inspect, text
from sqlalchemy.orm import Session

from service.db.base import Base
from service.ops.checks.tables import unique_rules
from service.ops.defect import Defect

_WORDS: Final = re.compile(r"'[^']*'|\w+")
_NEGATIONS: Final = re.compile(r"\bnot\b|<>|!=", re.IGNORECASE)


def missing(session: Session) -> Iterator[Defect]:
    """Every table and column that the models state and the database lacks. Nothing else can be compared before they are back."""
    there = inspect(session.connection())
    for table in Base.metadata.sorted_tables:
        if not there.has_table(table.name):
            yield Defect("tables", table.name, f"The table {table.name} is missing.")
            continue
        found = {column["name"] for column in there.get_columns(table.name)}
        for column in table.columns:
            if column.name not in found:
                yield Defect("tables", table.name, f"{table.name}: its column {column.name} is missing.")


def compare_guards(session: Session) -> Iterator[Defect]:
    """Every guard that the models state and the database, whose tables are there, lacks or has in another form."""
    there = inspect(session.connection())
    for table in Base.metadata.sorted_tables:
        yield from _unique(there, table)
        yield from _checks(there, table)
        yield from _references(there, table)
    yield from _invalid(session)


def _unique(there: Inspector, table: Table) -> Iterator[Defect]:
    found: list[tuple[tuple[str, ...], object]] = [
        (tuple(there.get_pk_constraint(table.name)["constrained_columns"]), None)
    ]
    found += [(tuple(one["column_names"]), None) for one in there.get_unique_constraints(table.name)]
    for index in there.get_indexes(table.name):
        if index["unique"]:
            options: Any = index.get("dialect_options", {})
            where = options.get("sqlite_where", options.get("postgresql_where"))
            names = tuple(str(name) for name in index["column_names"])
            found.append((names, None if where is None else _meaning(str(where), table.c.keys())))
    for name, columns, where in unique_rules(table):
        if (columns, None if where is None else _meaning(where, table.c.keys())) not in found:
            yield Defect("tables", table.name, f"{table.name}: its guard {name} is missing or another one.")


def _checks(there: Inspector, table: Table) -> Iterator[Defect]:
    names = table.c.keys()
    found = {one["name"]: _meaning(one["sqltext"], names) for one in there.get_check_constraints(table.name)}
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, CheckConstraint) and found.get(str(constraint.name)) != _meaning(
            str(constraint.sqltext), names
        ):
            yield Defect("tables", table.name, f"{table.name}: its guard {constraint.name} is missing or another one.")


def _references(there: Inspector, table: Table) -> Iterator[Defect]:
    found = {
        (tuple(key["constrained_columns"]), key["referred_table"], tuple(key["referred_columns"]))
        for key in there.get_foreign_keys(table.name)
    }
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, ForeignKeyConstraint):
            names = tuple(constraint.column_keys)
            referred = tuple(element.column.name for element in constraint.elements)
            if (names, constraint.referred_table.name, referred) not in found:
                yield Defect(
                    "tables", table.name, f"{table.name}: its guard {constraint.name} is missing or another one."
                )


def _invalid(session: Session) -> Iterator[Defect]:
    """PostgreSQL keeps an index whose making failed, and asks nothing of it."""
    if session.get_bind().dialect.name != "postgresql":
        return
    query = text(
        "SELECT index.relname FROM pg_index JOIN pg_class AS index ON index.oid = pg_index.indexrelid "
        "WHERE NOT (pg_index.indisvalid AND pg_index.indisready) AND pg_table_is_visible(index.oid) ORDER BY 1"
    )
    for name in session.scalars(query):
        yield Defect("tables", name, f"The index {name} is not valid; the database does not keep to it.")


def _meaning(condition: str, columns: Collection[str]) -> tuple[frozenset[str], bool]:
    """What a condition speaks of, however the database writes it down: its columns and values, and whether something is negated."""
    words = (word for word in _WORDS.findall(condition) if word[0] in "'0123456789" or word in columns)
    return frozenset(words), _NEGATIONS.search(condition) is not None
