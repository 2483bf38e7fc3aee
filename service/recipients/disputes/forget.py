"""What was written about a disputed line goes with its person, and a year after the dispute was closed. That there was one stays:
it is about money, and holds codes only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.disputes.models import LineDispute

KEPT: Final = timedelta(days=365)
_WITHOUT_WORDS: Final = {"note": None, "answer": None}
_HAS_WORDS: Final = or_(LineDispute.note.is_not(None), LineDispute.answer.is_not(None))


def erase_disputes(session: Session, recipient_id: str) -> None:
    """Takes the words out of all of a person's lines, in their erasure."""
    session.execute(update(LineDispute).where(LineDispute.recipient_id == recipient_id).values(_WITHOUT_WORDS))


def _old(at: datetime) -> ColumnElement[bool]:
    return (LineDispute.closed_at <= at - KEPT) & _HAS_WORDS


def _due(at: datetime) -> Due:
    return select(LineDispute.id, LineDispute.workspace_id, LineDispute.closed_at).where(_old(at))


def _forget(ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        gone = (
            update(LineDispute)
            .where(LineDispute.id.in_(ids), _old(at))
            .values(_WITHOUT_WORDS)
            .returning(LineDispute.id)
            .execution_options(synchronize_session=False)
        )
        return len(session.scalars(gone).all())


forget_disputes: Final = RowSweep(
    "words of old disputes deleted", _due, lambda dispute_id, at: _forget([dispute_id], at), portion=_forget
)
"""Deletes them; answers how many disputes lost theirs."""
