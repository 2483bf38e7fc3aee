"""Letters are deleted a year after they were written, with the automatic answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.letters.models import Letter

KEPT: Final = timedelta(days=365)


def _due(at: datetime) -> Due:
    return select(Letter.id, Letter.workspace_id, Letter.at).where(Letter.at <= at - KEPT)


def _forget(letter_ids: Sequence[str]) -> int:
    with transaction() as session:
        answers = delete(Letter).where(Letter.answers_id.in_(letter_ids)).returning(Letter.id)
        gone = set(session.scalars(answers.execution_options(synchronize_session=False)))
        letters = delete(Letter).where(Letter.id.in_(letter_ids)).returning(Letter.id)
        gone |= set(session.scalars(letters.execution_options(synchronize_session=False)))
        return len(gone)


forget_letters: Final = RowSweep(
    "old letters deleted",
    _due,
    lambda letter_id, _at: _forget([letter_id]),
    portion=lambda letter_ids, _at: _forget(letter_ids),
)
"""Removes them; answers how many."""
