"""Whether the database still has its tables, columns and guards: what is unique, the checks, the references. While a guard is away
anything comes in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Inspector, Table, inspect, text
from sqlalchemy.orm import Session

from service.db.base import Base
from service.ops.audit.checks.tables import unique_rules
from service.ops.audit.defect import Defect

_CAST: Final = re.compile(r"::(double precision|[a-z]+( varying)?)(\(\d+\))?(\[\])?", re.IGNORECASE)
_PARTS: Final = re.compile(r"'(?:[^']|'')*'|[\w.]+|<>|!=|<=|>=|\|\||[^\s\w'(),\[\]\"]")
_OTHER_WAYS: Final = (("not in", "<> all"), ("!=", "<>"), (" in ", " = any "), ("= any", "="), ("<> all", "<>"))
"""How one database writes what another writes otherwise, in the order in which they are replaced."""


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
        yield from _columns(there, table)
        yield from _unique(there, table)
        yield from _checks(there, table)
        yield from _references(there, table)
    if session.get_bind().dialect.name == "postgresql":
        yield from _not_kept_to(session)


def _columns(there: Inspector, table: Table) -> Iterator[Defect]:
    may_be_empty = {one["name"] for one in there.get_columns(table.name) if one["nullable"]}
    for column in table.columns:
        if column.name in may_be_empty and not column.nullable:
            yield Defect("tables", table.name, f"{table.name}: its column {column.name} takes rows without a value.")


def _unique(there: Inspector, table: Table) -> Iterator[Defect]:
    found: list[tuple[tuple[str, ...], object]] = [
        (tuple(there.get_pk_constraint(table.name)["constrained_columns"]), None)
    ]
    found += [(tuple(one["column_names"]), None) for one in there.get_unique_constraints(table.name)]
    for index in there.get_indexes(table.name):
        if index["unique"]:
            options = index.get("dialect_options", {})
            where = options.get("sqlite_where", options.get("postgresql_where"))
            names = tuple(str(name) for name in index["column_names"])
            found.append((names, None if where is None else _meaning(str(where))))
    for name, columns, where in unique_rules(table):
        if (columns, None if where is None else _meaning(where)) not in found:
            yield Defect("tables", table.name, f"{table.name}: its guard {name} is missing or another one.")


def _checks(there: Inspector, table: Table) -> Iterator[Defect]:
    found = {one["name"]: _meaning(one["sqltext"]) for one in there.get_check_constraints(table.name)}
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, CheckConstraint) and found.get(str(constraint.name)) != _meaning(
            str(constraint.sqltext)
        ):
            yield Defect("tables", table.name, f"{table.name}: its guard {constraint.name} is missing or another one.")


def _references(there: Inspector, table: Table) -> Iterator[Defect]:
    found = {
        (
            tuple(key["constrained_columns"]),
            key["referred_table"],
            tuple(key["referred_columns"]),
            *(key.get("options", {}).get(act) for act in ("ondelete", "onupdate")),
        )
        for key in there.get_foreign_keys(table.name)
    }
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, ForeignKeyConstraint):
            names = tuple(constraint.column_keys)
            referred = tuple(element.column.name for element in constraint.elements)
            own = (names, constraint.referred_table.name, referred, constraint.ondelete, constraint.onupdate)
            if own not in found:
                yield Defect(
                    "tables", table.name, f"{table.name}: its guard {constraint.name} is missing or another one."
                )


def _not_kept_to(session: Session) -> Iterator[Defect]:
    """PostgreSQL keeps guards that it asks nothing of: an index whose making failed, a rule that never looked at the rows that were
    there, a reference whose trigger is switched off."""
    index = text(
        "SELECT index.relname FROM pg_index JOIN pg_class AS index ON index.oid = pg_index.indexrelid "
        "WHERE NOT (pg_index.indisvalid AND pg_index.indisready) AND pg_table_is_visible(index.oid) ORDER BY 1"
    )
    for name in session.scalars(index):
        yield Defect("tables", name, f"The index {name} is not valid; the database does not keep to it.")
    rule = text(
        "SELECT conrelid::regclass::text, conname FROM pg_constraint "
        "WHERE NOT convalidated AND pg_table_is_visible(conrelid) ORDER BY 1, 2"
    )
    for table, name in session.execute(rule):
        yield Defect("tables", table, f"{table}: its guard {name} was never held against the rows that are there.")
    trigger = text(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger "
        "WHERE tgisinternal AND tgenabled <> 'O' AND pg_table_is_visible(tgrelid) ORDER BY 1"
    )
    for table in session.scalars(trigger):
        yield Defect("tables", table, f"{table}: its references are switched off.")


def _meaning(condition: str) -> str:
    """A condition however the database writes it down: columns, values and operators in order, less casts and brackets."""
    parts = (part if part[0] == "'" else part.lower() for part in _PARTS.findall(_CAST.sub("", condition)))
    said = " ".join(part for part in parts if part != "array")
    for one, other in _OTHER_WAYS:
        said = said.replace(one, other)
    return said
