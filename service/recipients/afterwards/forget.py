"""What is said of a gift does not stay with a name: scores lose theirs after thirty days, notes are deleted after a year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.delete_old import delete_old
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.afterwards.models import MeetingAnswer, Rating, ThankYou

NAMED: Final = timedelta(days=30)
KEPT: Final = timedelta(days=365)


def erase_afterwards(session: Session, recipient_id: str) -> None:
    """Takes out everything of a person who is erased, in their erasure. What lost its name before is nobody's, and stays."""
    for table in (Rating, ThankYou, MeetingAnswer):
        session.execute(delete(table).where(table.recipient_id == recipient_id))


def _named(at: datetime) -> ColumnElement[bool]:
    return Rating.gift_id.is_not(None) & (Rating.asked_at <= at - NAMED)


def _due_ratings(at: datetime) -> Due:
    return select(Rating.id, Rating.workspace_id, Rating.asked_at).where(_named(at))


def _take_names(rating_ids: Sequence[str], at: datetime) -> int:
    """Those that were answered stay without a name; of the others there is nothing to keep."""
    ended = Rating.id.in_(rating_ids) & _named(at)
    with transaction() as session:
        gone = delete(Rating).where(ended, Rating.state != "answered").returning(Rating.id)
        taken = len(session.scalars(gone.execution_options(synchronize_session=False)).all())
        nameless = (
            update(Rating)
            .where(ended)
            .values(recipient_id=None, gift_id=None, is_shown=False)
            .returning(Rating.id)
            .execution_options(synchronize_session=False)
        )
        return taken + len(session.scalars(nameless).all())


take_names_of_ratings: Final = RowSweep(
    "names taken off answers",
    _due_ratings,
    lambda rating_id, at: _take_names([rating_id], at),
    portion=_take_names,
)
"""Takes the names off; answers how many rows it changed."""


forget_notes: Final = delete_old(
    "old thank-you notes deleted", ThankYou.gift_id, ThankYou.at, lambda at: ThankYou.at <= at - KEPT
)
"""Deletes them; answers how many."""
