"""Taking a job: one conditional UPDATE, so that of any number of workers exactly one gets it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from sqlalchemy import ColumnElement, and_, case, or_, update

from service.config import settings
from service.db.connect import transaction
from service.jobs.act_types import Lease
from service.jobs.heartbeat import note_job
from service.jobs.lease import extend
from service.jobs.models import Job

TAKEN_UP_AT_ONCE: Final = 2
"""How often a job whose lease ran out is taken up without waiting."""


def claim(job_id: str, worker: str, at: datetime) -> Lease | None:
    """A lease on the job from `at` on, or None where it is not due, in another worker's hands, or closed.

    A running job whose lease ran out may be taken as well, with a fresh token: whoever had it before can no longer finish it.
    """
    token = secrets.token_urlsafe(12)
    lease_until = at + timedelta(seconds=settings().lease_seconds)
    with transaction() as session:
        row = session.execute(
            update(Job)
            .where(Job.id == job_id, _is_free(at))
            .values(
                state="running",
                token=token,
                worker=worker,
                attempt=Job.attempt + 1,
                lease_expiries=case((Job.state == "running", Job.lease_expiries + 1), else_=Job.lease_expiries),
                lease_until=lease_until,
                started_at=at,
            )
            .returning(Job.kind, Job.subject_id, Job.version, Job.workspace_id, Job.campaign_id, Job.attempt)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if row is None:
            return None
        note_job(session, worker, at)
    return Lease(
        job_id=job_id,
        kind=row.kind,
        subject_id=row.subject_id,
        version=row.version,
        workspace_id=row.workspace_id,
        campaign_id=row.campaign_id,
        attempt=row.attempt,
        token=token,
        lease_until=lease_until,
        extend=partial(extend, job_id, token),
    )


def _is_free(at: datetime) -> ColumnElement[bool]:
    """Pending and due, or abandoned so seldom that it may be taken up at once; else the sweeper says when."""
    return or_(
        and_(Job.state == "pending", Job.run_at <= at),
        and_(Job.state == "running", Job.lease_until < at, Job.lease_expiries < TAKEN_UP_AT_ONCE),
    )
