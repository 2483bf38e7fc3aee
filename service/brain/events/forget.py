"""What people did is deleted a little over a year later: by then it says nothing about what to do next, nor what a
company is worth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from service.brain.events.models import PersonEvent
from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep

KEPT: Final = timedelta(days=400)


def _due(at: datetime) -> Due:
    return select(PersonEvent.id, PersonEvent.workspace_id, PersonEvent.at).where(PersonEvent.at <= at - KEPT)


def _forget(event_ids: Sequence[str]) -> int:
    with transaction() as session:
        gone = delete(PersonEvent).where(PersonEvent.id.in_(event_ids)).returning(PersonEvent.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


forget_old_events: Final = RowSweep(
    "old events of people deleted",
    _due,
    lambda event_id, _at: _forget([event_id]),
    portion=lambda event_ids, _at: _forget(event_ids),
)
"""Removes them; answers how many."""
