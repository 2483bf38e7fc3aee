"""Running dead jobs again, by a person's wish. Safe: every effect is written once or has its own key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.orm import Session

from service.jobs.doorbell import ring_after_commit
from service.jobs.kinds import registered
from service.jobs.models import POISON_CRASHES, Job


def redrive_cause(
    session: Session, workspace_id: str | None, kind: str, error_code: str, at: datetime, *only: ColumnElement[bool]
) -> int:
    """Puts every dead job of the workspace with this kind and cause back with all its attempts; answers how many there were. One in
    quarantine stays there (`try_once`).

    The cause is empty where none was noted, as `queue_report.failures` lists it.
    """
    of_cause = func.coalesce(Job.last_error_type, "") == error_code
    free = Job.crashes < POISON_CRASHES
    return redrive(session, Job.workspace_id == workspace_id, Job.kind == kind, of_cause, free, *only, at=at)


def try_once(session: Session, workspace_id: str | None, job_id: str, at: datetime) -> int:
    """Lets one job out of quarantine for a single try: should it take its process down again, it goes back there at once."""
    number = redrive(session, Job.workspace_id == workspace_id, Job.id == job_id, Job.crashes >= POISON_CRASHES, at=at)
    if number:
        session.execute(update(Job).where(Job.id == job_id).values(crashes=POISON_CRASHES - 1, max_attempts=1))
    return number


def redrive(session: Session, *which: ColumnElement[bool], at: datetime) -> int:
    """Puts those dead jobs back with all their attempts; answers how many there were."""
    rows = session.execute(
        update(Job)
        .where(Job.state == "dead", *which)
        .values(state="pending", run_at=at, rung_at=None, attempt=0, lease_expiries=0, crashes=0, finished_at=None)
        .returning(Job.id, Job.kind)
        .execution_options(synchronize_session=False)
    ).all()
    for kind in sorted({row.kind for row in rows} & set(registered())):
        ring_after_commit(session, [row.id for row in rows if row.kind == kind], registered()[kind])
    return len(rows)
