"""What a company said once and that no longer holds goes in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select

from service.db.connect import transaction
from service.jobs.row_sweep import Due, RowSweep
from service.recipients.stated.models import CompanyPolicy

KEPT: Final = timedelta(days=1095)
"""As long as an office may ask by which rules somebody was given something."""


def _due(at: datetime) -> Due:
    return select(CompanyPolicy.id, CompanyPolicy.workspace_id, CompanyPolicy.said_at).where(
        CompanyPolicy.ended_at <= at - KEPT
    )


def _forget(ids: Sequence[str], at: datetime) -> int:
    with transaction() as session:
        gone = (
            delete(CompanyPolicy)
            .where(CompanyPolicy.id.in_(ids), CompanyPolicy.ended_at <= at - KEPT)
            .returning(CompanyPolicy.id)
        )
        return len(session.scalars(gone.execution_options(synchronize_session=False)).all())


forget_stated: Final = RowSweep(
    "old rules of companies deleted", _due, lambda one, at: _forget([one], at), portion=_forget
)
"""Deletes what has ended for long; answers how many."""
