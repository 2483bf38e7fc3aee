"""Which rows of a table belong to a workspace: by a column of their own, or by the row that they name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Table, select

from service.ops.history.models import QueueReading
from service.workspaces.models import Workspace

_COLUMN: Final = "workspace_id"
_OTHERWISE: Final[Mapping[str, str]] = {Workspace.__tablename__: "id", QueueReading.__tablename__: "scope"}
"""Tables whose column for it has another name."""


def rows_of(table: Table, workspace_ids: Collection[str]) -> ColumnElement[bool] | None:
    """The condition on the table's rows; None where they belong to nobody: workers' signs of life, the ledger's clock, sign-in
    attempts are the machine's, and say nothing about a workspace."""
    own = _OTHERWISE.get(table.name, _COLUMN)
    if own in table.c:
        return table.c[own].in_(sorted(workspace_ids))
    for key, parent in _parents(table):
        rows = rows_of(parent, workspace_ids)
        if rows is not None:
            (named,) = parent.primary_key.columns
            return key.in_(select(named).where(rows))
    return None


def _parents(table: Table) -> Iterator[tuple[Column[Any], Table]]:
    for key in sorted(table.foreign_keys, key=lambda one: one.parent.name):
        if key.column.table is not table and len(key.column.table.primary_key.columns) == 1:
            yield key.parent, key.column.table
