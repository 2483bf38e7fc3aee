"""Work that somebody is waiting for on a page, done by the process that asked for it instead of by the next worker.

The ledger sees no difference: it is claimed, fenced and ended like any other job, so whoever is second finds it not free, and
where it fails here it is tried again by a worker.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from service.db.connect import reading
from service.jobs.models import Job
from service.jobs.run import run_job

HERE: Final = "web"
"""Who has the job meanwhile; no worker of this name says hello."""


def do_at_once(kind: str, subject_id: str) -> bool:
    """Does the newest job of this kind that waits for its subject. False where none does, or it was not done: then it is still in
    the ledger, and a worker's. Only for work of milliseconds, after the commit that asked for it."""
    with reading() as session:
        job_id = session.scalar(
            select(Job.id)
            .where(Job.kind == kind, Job.subject_id == subject_id, Job.state == "pending")
            .order_by(Job.version.desc())
            .limit(1)
        )
    return job_id is not None and run_job(job_id, HERE) == "done"
