"""A rehearsal that is long over goes with its whole sandbox: people, gifts, mails and jobs, all of them invented."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select

from service.app.rehearsal.rows_of import rows_of
from service.app.tables import METADATA
from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.planning.rehearsal.models import Rehearsal
from service.workspaces.models import Workspace
from service.workspaces.sandbox import is_copy

KEPT: Final = timedelta(days=30)
"""From its end on; of one that never ended, from when it was asked for."""


def _due(at: datetime) -> Due:
    over = func.coalesce(Rehearsal.ended_at, Rehearsal.asked_at)
    return select(Rehearsal.id, Rehearsal.workspace_id, over).where(over <= at - KEPT)


def _forget(rehearsal_id: str, at: datetime) -> int:
    """A table in a transaction of its own, those that name others first; the rehearsal's row is among the last, so that what was
    broken off goes on at the next look."""
    with transaction() as session:
        row = session.get(Rehearsal, rehearsal_id, with_for_update=True)
        if row is None or (row.ended_at or row.asked_at) > at - KEPT or not is_copy(session, row.workspace_id):
            return 0
        workspace_id = row.workspace_id
    last = {Rehearsal.__tablename__, Workspace.__tablename__}
    for table in reversed(METADATA.sorted_tables):
        which = rows_of(table, (workspace_id,))
        if which is not None and table.name not in last:
            with transaction() as session:
                session.execute(delete(table).where(which))
    with transaction() as session:
        session.execute(delete(Rehearsal).where(Rehearsal.id == rehearsal_id))
        session.execute(delete(Workspace).where(Workspace.id == workspace_id))
    return 1


forget_rehearsals: Final = RowSweep("old rehearsals deleted", _due, _forget, by_machine=True)
"""Deletes them; answers how many. Files that a row named follow it (`ops.lost_files`)."""
