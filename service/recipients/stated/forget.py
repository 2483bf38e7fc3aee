"""What a company said once and that no longer holds goes in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement

from service.jobs.delete_old import delete_old
from service.recipients.stated.models import CompanyPolicy

KEPT: Final = timedelta(days=1095)
"""As long as an office may ask by which rules somebody was given something."""


def _over(at: datetime) -> ColumnElement[bool]:
    return CompanyPolicy.ended_at <= at - KEPT


forget_stated: Final = delete_old("old rules of companies deleted", CompanyPolicy.id, CompanyPolicy.said_at, _over)
"""Deletes what has ended for long; answers how many."""
