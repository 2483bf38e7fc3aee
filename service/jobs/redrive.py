"""Running dead jobs again, by a person's wish. Safe: every effect is written once or has its own key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlalchemy.orm import Session

from service.jobs.doorbell import ring_after_commit
from service.jobs.kinds import registered
from service.jobs.models import Job


def redrive_cause(session: Session, workspace_id: str, kind: str, error_code: str, at: datetime) -> int:
    """Puts every dead job of the workspace with this kind and cause back with all its attempts; answers how many there were."""
    return redrive(
        session, Job.workspace_id == workspace_id, Job.kind == kind, Job.last_error_type == error_code, at=at
    )


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
