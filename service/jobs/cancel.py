"""Taking a wish back. Work in progress is not stopped; its effect is thrown away at the fence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.jobs.models import OPEN, Job


def cancel_campaign(session: Session, campaign_id: str, kinds: Collection[str], at: datetime) -> int:
    """Cancels the campaign's open jobs of these kinds. Answers how many."""
    canceled = session.scalars(
        update(Job)
        .where(Job.campaign_id == campaign_id, Job.kind.in_(kinds), Job.state.in_(OPEN))
        .values(state="canceled", token=None, lease_until=None, finished_at=at)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(canceled.all())


def cancel_older(session: Session, kind: str, subject_ids: Collection[str], version: int, at: datetime) -> int:
    """Cancels jobs of older versions that nobody has begun, for wishes that a newer one says again. Answers how many.

    A row that somebody else has in hand at this moment is left as it is: it is waited for by nobody and may run beside the newer.
    """
    waiting = (
        select(Job.id)
        .where(Job.kind == kind, Job.subject_id.in_(subject_ids), Job.version < version, Job.state == "pending")
        .order_by(Job.id)
        .with_for_update(skip_locked=True)
    )
    canceled = session.scalars(
        update(Job)
        .where(Job.id.in_(waiting), Job.state == "pending")
        .values(state="canceled", finished_at=at)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(canceled.all())
