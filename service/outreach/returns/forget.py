"""What came back of a mail is forgotten after a while: by then its gift and its address say what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.outreach.models import MailReturn

KEPT: Final = timedelta(days=180)


def _due(at: datetime) -> Due:
    return select(MailReturn.id, MailReturn.workspace_id, MailReturn.at).where(MailReturn.at <= at - KEPT)


def _forget(return_ids: Sequence[str]) -> int:
    with transaction() as session:
        gone = delete(MailReturn).where(MailReturn.id.in_(return_ids)).returning(MailReturn.id)
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


forget_returns: Final = RowSweep(
    "returns of mail forgotten",
    _due,
    lambda return_id, _at: _forget([return_id]),
    portion=lambda return_ids, _at: _forget(return_ids),
)
"""Removes them; answers how many."""
