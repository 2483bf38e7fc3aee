"""The process that did a job died, and its worker, which lives, saw it: that alone is held against the job.

A lease that runs out says only that nobody finished: the machine may have gone down, the power, the whole group of workers. A death
that the worker itself saw in its own child, with nothing else falling, speaks of the work.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from sqlalchemy import case, or_, update
from sqlalchemy.orm import Session

from service.jobs.doorbell import ring_after_commit
from service.jobs.fail import dead_letter, wait_before_retry
from service.jobs.kinds import registered
from service.jobs.models import POISON_CRASHES, Job

LOST_LEASE: Final = "worker_lost"
SAID: Final = "The process died while working on it: killed, out of memory, or over its time limit."


def note_crash(
    session: Session, job_id: str, worker: str, at: datetime, *, blame: int = 1
) -> Literal["pending", "dead"] | None:
    """Ends the attempt of a child of `worker` that died over the message of this job, with it in hand or one that it took after it
    (`run.run_jobs`). None where it had nothing in hand that is still that worker's.

    The first time is bad luck and the job runs at once; the second time it waits a little; the third dead-letters it.
    """
    row = session.execute(
        update(Job)
        .where(
            Job.worker == worker,
            Job.state == "running",
            or_(Job.id == job_id, Job.token.startswith(f"{job_id}.", autoescape=True)),
        )
        .values(
            state="pending",
            token=None,
            lease_until=None,
            rung_at=None,
            run_at=at,
            lease_expiries=Job.lease_expiries + 1,
            crashes=case((Job.crashes < POISON_CRASHES, Job.crashes + blame), else_=Job.crashes),
            last_error_type=LOST_LEASE,
            last_error=SAID,
        )
        .returning(Job.id, Job.kind, Job.subject_id, Job.crashes)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    if row is None:
        return None
    if row.crashes >= POISON_CRASHES:
        dead_letter(session, row.id, row.kind, row.subject_id, LOST_LEASE, at)
        return "dead"
    if row.crashes > 1:
        session.execute(update(Job).where(Job.id == row.id).values(run_at=at + wait_before_retry(row.crashes)))
    elif row.kind in registered():
        ring_after_commit(session, [row.id], registered()[row.kind])
    return "pending"
