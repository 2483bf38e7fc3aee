"""Requests about people’s data go three years after they ended: until then somebody may ask whether they were answered in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.requests.models import DataRequest

KEPT: Final = timedelta(days=3 * 365)


def _due(at: datetime) -> Due:
    return select(DataRequest.id, DataRequest.workspace_id, DataRequest.done_at).where(DataRequest.done_at <= at - KEPT)


def _forget(request_ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        gone = (
            delete(DataRequest)
            .where(DataRequest.id.in_(request_ids), DataRequest.done_at <= at - KEPT)
            .returning(DataRequest.id)
            .execution_options(synchronize_session=False)
        )
        return len(session.scalars(gone).all())


forget_requests: Final = RowSweep(
    "old data requests deleted", _due, lambda request_id, at: _forget([request_id], at), portion=_forget
)
"""Deletes them; answers how many."""
