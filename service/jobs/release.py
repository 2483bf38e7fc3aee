"""Workers that are known to be gone: their jobs need not wait for the lease to run out."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.jobs.models import Job


def release(session: Session, workers: Collection[str], at: datetime) -> int:
    """After an orderly stop: their jobs are pending again, and the interrupted attempt does not count. Answers how many."""
    changed = session.scalars(
        update(Job)
        .where(Job.state == "running", Job.worker.in_(workers))
        .values(state="pending", run_at=at, rung_at=None, token=None, lease_until=None, attempt=Job.attempt - 1)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())


def expire_leases(
    session: Session, workers: Collection[str], at: datetime, begun_before: datetime | None = None
) -> int:
    """After a stop nobody saw: their leases end now, or only those of attempts that were begun before a moment. Nothing is held
    against the jobs: who went down with everything it had in hand says nothing about any of it. Answers how many."""
    those = [] if begun_before is None else [Job.started_at < begun_before]
    changed = session.scalars(
        update(Job)
        .where(Job.state == "running", Job.worker.in_(workers), Job.lease_until > at, *those)
        .values(lease_until=at - timedelta(seconds=1))
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())
