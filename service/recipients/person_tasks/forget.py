"""What somebody has settled about a person goes half a year later: by then the next lists have shown whether it was right. What
nobody has settled stays until somebody does."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.person_tasks.models import PersonTask

KEPT: Final = timedelta(days=180)


def _due(at: datetime) -> Due:
    return select(PersonTask.gift_id, PersonTask.workspace_id, PersonTask.done_at).where(
        PersonTask.done_at <= at - KEPT
    )


def _forget(gift_ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        gone = (
            delete(PersonTask)
            .where(PersonTask.gift_id.in_(gift_ids), PersonTask.done_at <= at - KEPT)
            .returning(PersonTask.gift_id)
            .execution_options(synchronize_session=False)
        )
        return len(session.scalars(gone).all())


forget_tasks: Final = RowSweep(
    "settled questions about people deleted", _due, lambda gift_id, at: _forget([gift_id], at), portion=_forget
)
"""Deletes them; answers how many."""
