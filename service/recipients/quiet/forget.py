"""What was written about somebody's quiet goes with them, and in time: a reason may be a death, or a job that was lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, func
from sqlalchemy.orm import Session

from service.jobs.delete_old import delete_old
from service.recipients.quiet.models import QuietRule

KEPT: Final = timedelta(days=400)
"""Longer than any gift is open whose time it paused."""


def erase_quiet(session: Session, recipient_id: str) -> None:
    """Deletes the rules of one person, in their erasure."""
    session.execute(delete(QuietRule).where(QuietRule.recipient_id == recipient_id))


def _over(at: datetime) -> ColumnElement[bool]:
    return func.coalesce(QuietRule.lifted_at, QuietRule.ends_at) <= at - KEPT


forget_quiet: Final = delete_old("old times of quiet deleted", QuietRule.id, QuietRule.begins_at, _over)
"""Deletes what is over for long; answers how many."""
