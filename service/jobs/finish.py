"""Ending a job well: its effect and its `done` in one transaction, behind the fence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from service.db.connect import transaction
from service.db.small_heap import small_heap
from service.jobs.acts import Effect, Lease
from service.jobs.lease import fenced, holds
from service.jobs.models import Job
from service.jobs.pulse import note_job


def finish(lease: Lease, effect: Effect | None, at: datetime) -> None:
    """Writes the effect and closes the job, or neither. Raises Fenced where the lease is lost, or what the effect raises."""
    with small_heap(), transaction() as session:
        # The job's row first: on PostgreSQL its lock makes a rival wait until the effect is committed with it.
        worker = session.execute(
            update(Job)
            .where(holds(lease.job_id, lease.token))
            .values(state="done", token=None, lease_until=None, last_error_type=None, last_error=None, finished_at=at)
            .returning(Job.worker)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if worker is None:
            raise fenced(lease.job_id)
        if effect is not None:
            effect(session)
        note_job(session, str(worker.worker), at, done=1)
