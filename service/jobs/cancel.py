"""Taking a wish back. Work in progress is not stopped; its effect is thrown away at the fence."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.jobs.models import Job


def cancel_campaign(session: Session, campaign_id: str, kinds: Collection[str], at: datetime) -> int:
    """Cancels the campaign's open jobs of these kinds. Answers how many."""
    canceled = session.scalars(
        update(Job)
        .where(Job.campaign_id == campaign_id, Job.kind.in_(kinds), Job.state.in_(["pending", "running"]))
        .values(state="canceled", token=None, lease_until=None, finished_at=at)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(canceled.all())
