"""Rows whose time is over go by themselves: the one sweep for tables whose old rows have nothing else to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import InstrumentedAttribute

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep


def delete_old(
    name: str,
    key: InstrumentedAttribute[Any],
    since: InstrumentedAttribute[Any],
    is_over: Callable[[datetime], ColumnElement[bool]],
    *,
    by_machine: bool = False,
) -> RowSweep:
    """A sweep that deletes what is over at an instant, oldest `since` first, and answers how many; asked again as it deletes.

    `key` is the column of the table that names a row; the table has a `workspace_id`.
    """
    table: Any = key.class_

    def due(at: datetime) -> Due:
        return select(key, table.workspace_id, since).where(is_over(at))

    def forget(keys: Sequence[object], at: datetime) -> int:
        with transaction() as session:
            gone = delete(table).where(key.in_(keys), is_over(at)).returning(key)
            return len(session.scalars(gone.execution_options(synchronize_session=False)).all())

    return RowSweep(name, due, lambda one, at: forget([one], at), portion=forget, by_machine=by_machine)
