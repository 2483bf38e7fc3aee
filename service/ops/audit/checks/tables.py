"""Rows against the rules that their tables state: checks, uniqueness, references, and that nothing refers to another workspace.

The database keeps these rules itself, as long as its guards stand; rows that came in while one was away stay. Everything here is
read from the models, so that a new table is looked at without a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    CompoundSelect,
    ForeignKeyConstraint,
    Table,
    UniqueConstraint,
    and_,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from service.db.base import Base
from service.ops.audit.defect import Defect

SHOWN: Final = 20
"""Rows named for one broken rule; more say nothing new."""
_TENANT: Final = "workspace_id"


def compare_rows(session: Session) -> Iterator[Defect]:
    """Every row that breaks a rule of its table."""
    filled = set(session.scalars(_filled()))
    for table in Base.metadata.sorted_tables:
        if table.name not in filled:
            continue
        keys = list(table.primary_key.columns)
        rules = _rules_of(table)
        if session.execute(select(*keys).where(or_(*(broken for broken, _ in rules))).limit(1)).first():
            for broken, what in rules:
                for row in session.execute(select(*keys).where(broken).order_by(*keys).limit(SHOWN)):
                    key = " ".join(str(part) for part in row)
                    yield Defect("tables", key, f"Row {key} of {table.name} {what}.")
        for name, columns, where in unique_rules(table):
            yield from _doubled(session, table, name, columns, where)


@cache
def _filled() -> CompoundSelect[Any]:
    """Asks for the names of all tables that have a row, in one statement: most checks of most tables need no other."""
    tables = Base.metadata.sorted_tables
    return union_all(*(select(literal(table.name)).where(select(table).exists()) for table in tables))


@cache
def _rules_of(table: Table) -> tuple[tuple[ColumnElement[bool], str], ...]:
    """(what is true of a row that breaks it, what to say of such a row) of every rule for single rows."""
    rules: list[tuple[ColumnElement[bool], str]] = []
    rules += [(column.is_(None), f"has no {column.name}") for column in table.columns if not column.nullable]
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, CheckConstraint):
            broken = literal_column(f"NOT ({constraint.sqltext})", Boolean)
            rules.append((broken, f"breaks the rule {constraint.name}"))
        elif isinstance(constraint, ForeignKeyConstraint):
            rules += _references(table, constraint)
    return tuple(rules)


def _references(table: Table, key: ForeignKeyConstraint) -> Iterator[tuple[ColumnElement[bool], str]]:
    for element in key.elements:
        # A name of its own: a table may refer to itself.
        name, other = element.column.table.name, element.column.table.alias("other")
        here, there = element.parent, other.c[element.column.name]
        found = select(there).where(there == here).correlate(table)
        yield and_(here.is_not(None), ~found.exists()), f"names a {name} that is not there ({here.name})"
        if _TENANT in table.c and _TENANT in other.c and here.name != _TENANT:
            foreign = found.where(other.c[_TENANT] != table.c[_TENANT]).exists()
            yield foreign, f"names a {name} of another workspace ({here.name})"


def unique_rules(table: Table) -> Iterator[tuple[str, tuple[str, ...], str | None]]:
    """(name, columns, condition in SQL or None) of everything that two rows of the table must not share."""
    yield str(table.primary_key.name), tuple(column.name for column in table.primary_key.columns), None
    for constraint in sorted(table.constraints, key=lambda one: str(one.name)):
        if isinstance(constraint, UniqueConstraint):
            yield str(constraint.name), tuple(column.name for column in constraint.columns), None
    for index in sorted(table.indexes, key=lambda one: str(one.name)):
        if index.unique:
            where = index.dialect_options["sqlite"].get("where")
            columns = tuple(column.name for column in index.columns)
            yield str(index.name), columns, None if where is None else str(where)


def _doubled(
    session: Session, table: Table, name: str, columns: tuple[str, ...], where: str | None
) -> Iterator[Defect]:
    shared = [table.c[column] for column in columns]
    found = select(*shared, func.count()).where(*(column.is_not(None) for column in shared))
    if where is not None:
        found = found.where(literal_column(f"({where})", Boolean))
    found = found.group_by(*shared).having(func.count() > 1).order_by(*shared).limit(SHOWN)
    for *values, count in session.execute(found):
        told = ", ".join(f"{column} {_describe(value)}" for column, value in zip(columns, values, strict=True))
        yield Defect("tables", _describe(values[0]), f"{count} rows of {table.name} share {told}; {name} allows one.")


def _describe(value: object) -> str:
    return str(value)
