"""Writes docs/data_model.md from the tables themselves: their columns, what each holds, and what leads where."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Final

from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint
from sqlalchemy.orm import Mapper

from service.app.tables import METADATA
from service.db.base import Base

_FIRST: Final = """# The data model

Every table, by the room that owns it: what a row is, its columns, and where it leads. This page is generated from the
tables (`make data-model`), and a test holds it to them. The migrations in `service/migrations` make the same tables on SQLite and
PostgreSQL.

- *Encrypted text* is sealed before it reaches the database and can't be searched; a keyed hash beside it can.
- A *moment* is an instant in UTC. Money is a whole number of minor units, with its currency beside it.
- *Key* means part of the primary key, *indexed* that an index begins with the column, *unique* that no two rows share its value.
- How long rows stay, and what ends them: [what is kept](retention.md). Which states follow which: [states of a gift](states.md).

"""
_KINDS: Final = {
    "BigInteger": "whole number",
    "Boolean": "yes or no",
    "Date": "day",
    "Double": "number",
    "Encrypted": "encrypted text",
    "Integer": "whole number",
    "JSON": "JSON",
    "LargeBinary": "bytes",
    "Moment": "moment",
    "String": "text",
}


def data_model() -> str:
    """The document as Markdown: a chapter for each room, a part for each table, a line for each column.

    Raises LookupError for a type of column that has no word here, and for a model that is not one table.
    """
    mappers = sorted(Base.registry.mappers, key=lambda one: (_room(one), _table(one).name))
    encrypted = sum(
        type(column.type).__name__ == "Encrypted" for table in METADATA.tables.values() for column in table.columns
    )
    head = f"{len(mappers)} tables; {encrypted} columns are encrypted.\n"
    return _FIRST + head + "".join(_chapter(room, list(tables)) for room, tables in groupby(mappers, key=_room))


def _room(mapper: Mapper[object]) -> str:
    return mapper.class_.__module__.split(".")[1]


def _table(mapper: Mapper[object]) -> Table:
    table = mapper.local_table
    if not isinstance(table, Table):
        raise LookupError(f"{mapper.class_.__name__} is not one table.")
    return table


def _chapter(room: str, mappers: list[Mapper[object]]) -> str:
    drawn = sorted({line for one in mappers for line in _arrows(_table(one))})
    diagram = "\n```mermaid\nerDiagram\n" + "\n".join(drawn) + "\n```\n" if drawn else ""
    return f"\n## In `service/{room}`\n{diagram}" + "".join(_part(one) for one in mappers)


def _arrows(table: Table) -> Iterator[str]:
    """A line of the diagram for each other table that this one leads to. Its workspace is left out: nearly every table has one."""
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.table.name != "workspace":
                yield f"    {key.column.table.name} ||--o{{ {table.name} : {column.name}"


def _part(mapper: Mapper[object]) -> str:
    table, model = _table(mapper), mapper.class_
    said = _said(model.__module__).get(model.__name__, {})
    lines = [
        f"| {column.name} | {_kind(column)} | {_empty(column)} | {_ties(table, column)} | {_cell(said.get(column.name, ''))} |"
        for column in table.columns
    ]
    rules = [f"- {rule}" for rule in _rules(table)]
    parts = [
        f"\n### {table.name}\n",
        f"{_joined(inspect.cleandoc(model.__doc__ or ''))} (`{model.__name__}` in `{model.__module__.replace('.', '/')}.py`)\n",
        "| column | holds | may be empty | ties | what it says |\n|---|---|---|---|---|",
        *lines,
    ]
    return "\n".join(parts) + "\n" + ("\n" + "\n".join(rules) + "\n" if rules else "")


def _kind(column: Column[object]) -> str:
    kind = type(column.type).__name__
    if kind not in _KINDS:
        raise LookupError(f"The data model has no word for a column of the type {kind}: {column}.")
    return _KINDS[kind]


def _empty(column: Column[object]) -> str:
    return "yes" if column.nullable else ""


def _ties(table: Table, column: Column[object]) -> str:
    ties = ["key"] if column.primary_key else []
    ties += sorted(f"leads to [{key.column.table.name}](#{key.column.table.name})" for key in column.foreign_keys)
    if any([part.name for part in columns] == [column.name] and not where for columns, where in _unique(table)):
        ties.append("unique")
    if any(list(index.columns)[:1] == [column] for index in table.indexes):
        ties.append("indexed")
    return ", ".join(ties)


def _unique(table: Table) -> Iterator[tuple[list[Column[object]], str]]:
    """(columns that no two rows share, among which rows; empty for all)."""
    for one in table.constraints:
        if isinstance(one, UniqueConstraint):
            yield list(one.columns), ""
    for index in table.indexes:
        if index.unique:
            where = index.dialect_options["postgresql"]["where"]
            yield list(index.columns), "" if where is None else _joined(str(where))


def _rules(table: Table) -> list[str]:
    """What the database itself refuses, in the order of the names of its constraints."""
    checks = [
        f"must hold: `{_joined(str(one.sqltext))}`"
        for one in sorted(table.constraints, key=lambda one: str(one.name))
        if isinstance(one, CheckConstraint)
    ]
    together = sorted(
        f"unique{' together' if len(columns) > 1 else ''}: {', '.join(one.name for one in columns)}"
        + (f", among rows where `{where}`" if where else "")
        for columns, where in _unique(table)
        if len(columns) > 1 or where
    )
    return together + checks


@lru_cache
def _said(module: str) -> dict[str, dict[str, str]]:
    """What a module's classes say below their columns: {class: {column: sentence}}."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(sys.modules[module])).body:
        if isinstance(node, ast.ClassDef):
            found[node.name] = dict(_below(node))
    return found


def _below(node: ast.ClassDef) -> Iterator[tuple[str, str]]:
    for column, text in zip(node.body, node.body[1:], strict=False):
        is_named = isinstance(column, ast.AnnAssign) and isinstance(column.target, ast.Name)
        if (
            is_named
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
            and isinstance(text.value.value, str)
        ):
            yield column.target.id, inspect.cleandoc(text.value.value)  # type: ignore[attr-defined]


def _joined(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return _joined(text).replace("|", "\\|")
