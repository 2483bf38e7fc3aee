"""A worker that is drained: it finishes what it has in hand and takes no more, until it is put back to work or started anew."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.jobs.models import WorkerHeartbeat


def drain_worker(session: Session, name: str, by: str | None, at: datetime) -> bool:
    """False where there is no such worker, or it takes no jobs already."""
    return _set(session, name, was_drained=False, drained_since=at, drained_by=by)


def put_back_to_work(session: Session, name: str) -> bool:
    """False where there is no such worker, or it takes jobs."""
    return _set(session, name, was_drained=True, drained_since=None, drained_by=None)


def is_drained(session: Session, name: str) -> bool:
    """Whether this worker was told to take no more jobs."""
    found = select(WorkerHeartbeat.name).where(WorkerHeartbeat.name == name, WorkerHeartbeat.drained_since.is_not(None))
    return session.scalar(found) is not None


def _set(session: Session, name: str, *, was_drained: bool, **values: object) -> bool:
    since = WorkerHeartbeat.drained_since
    changed = (
        update(WorkerHeartbeat)
        .where(WorkerHeartbeat.name == name, since.is_not(None) if was_drained else since.is_(None))
        .values(**values)
        .returning(WorkerHeartbeat.name)
    )
    return session.scalar(changed) is not None
