"""What was decided for people is deleted a little over a year later: by then nobody asks why, and nothing learns from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from service.brain.deciding.models import CappedMessage, NextDecision
from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep

KEPT: Final = timedelta(days=400)


def _due(at: datetime) -> Due:
    return select(NextDecision.id, NextDecision.workspace_id, NextDecision.at).where(NextDecision.at <= at - KEPT)


def _forget(decision_ids: Sequence[str]) -> int:
    """A capped message goes with the decision that capped it; they have one moment."""
    with transaction() as session:
        session.execute(
            delete(CappedMessage).where(CappedMessage.decision_id.in_(decision_ids)),
            execution_options={"synchronize_session": False},
        )
        gone = delete(NextDecision).where(NextDecision.id.in_(decision_ids)).returning(NextDecision.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


forget_decisions: Final = RowSweep(
    "old decisions deleted",
    _due,
    lambda decision_id, _at: _forget([decision_id]),
    portion=lambda decision_ids, _at: _forget(decision_ids),
)
"""Removes them, each with the messages that it capped; answers how many decisions."""
