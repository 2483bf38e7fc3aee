"""Running dead jobs again, by a person's wish. Safe: every effect is written once or has its own key."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from service.jobs.doorbell import ring_after_commit
from service.jobs.kinds import registered
from service.jobs.models import Job


def redrive(session: Session, workspace_id: str, job_ids: Collection[str], at: datetime) -> int:
    """Puts these dead jobs of the workspace back with all their attempts. Answers how many were dead and are now pending."""
    return _revive(session, at, Job.workspace_id == workspace_id, Job.id.in_(job_ids))


def redrive_cause(session: Session, workspace_id: str, kind: str, error_code: str, at: datetime) -> int:
    """The same for every dead job of the workspace with this kind and cause."""
    return _revive(session, at, Job.workspace_id == workspace_id, Job.kind == kind, Job.last_error_type == error_code)


def _revive(session: Session, at: datetime, *which: ColumnElement[bool]) -> int:
    rows = session.execute(
        update(Job)
        .where(Job.state == "dead", *which)
        .values(state="pending", run_at=at, rung_at=None, attempt=0, lease_expiries=0, finished_at=None)
        .returning(Job.id, Job.kind)
        .execution_options(synchronize_session=False)
    ).all()
    for job_id, kind in rows:
        if kind in registered():
            ring_after_commit(session, [job_id], registered()[kind])
    return len(rows)
