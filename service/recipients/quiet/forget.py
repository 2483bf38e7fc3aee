"""What was written about somebody's quiet goes with them, and in time: a reason may be a death, or a job that was lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.quiet.models import QuietRule

KEPT: Final = timedelta(days=400)
"""Longer than any gift is open whose time it paused."""


def erase_quiet(session: Session, recipient_id: str) -> None:
    """Deletes the rules of one person, in their erasure."""
    session.execute(delete(QuietRule).where(QuietRule.recipient_id == recipient_id))


def _over(at: datetime) -> ColumnElement[bool]:
    return func.coalesce(QuietRule.lifted_at, QuietRule.ends_at) <= at - KEPT


def _due(at: datetime) -> Due:
    return select(QuietRule.id, QuietRule.workspace_id, QuietRule.begins_at).where(_over(at))


def _forget(ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        gone = delete(QuietRule).where(QuietRule.id.in_(ids), _over(at)).returning(QuietRule.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


forget_quiet: Final = RowSweep("old times of quiet deleted", _due, lambda one, at: _forget([one], at), portion=_forget)
"""Deletes what is over for long; answers how many."""
