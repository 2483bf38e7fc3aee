"""Heartbeats in the database: one row per worker, for the ops page and the watchdog."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.models import WorkerHeartbeat

FORGOTTEN_AFTER: Final = timedelta(days=1)


@cache
def own_version() -> str | None:
    """Of the product as it is installed here; None where it is not installed at all."""
    try:
        return version("handpicked")
    except PackageNotFoundError:
        return None


def begin_heartbeat(session: Session, name: str, queues: Sequence[str], pid: int, at: datetime) -> None:
    """A worker says hello; whoever had this name before is replaced."""
    session.merge(
        WorkerHeartbeat(
            name=name,
            queues=",".join(queues),
            pid=pid,
            started_at=at,
            seen_at=at,
            last_job_at=None,
            jobs_done=0,
            dropped=0,
            version=own_version(),
            memory_mb=None,
            drained_since=None,
            drained_by=None,
        )
    )


def beat(session: Session, name: str, at: datetime, dropped: int = 0, memory_mb: int | None = None) -> bool:
    """A sign of life, with how many messages it has dropped since it started, and what it holds. Answers whether it was told to
    take no more jobs."""
    told = (
        update(WorkerHeartbeat)
        .where(WorkerHeartbeat.name == name)
        .values(seen_at=at, dropped=dropped, memory_mb=memory_mb)
        .returning(WorkerHeartbeat.drained_since)
    )
    return session.scalar(told) is not None


def dropped_messages(session: Session) -> int:
    """How many messages that were no rings of ours the workers have dropped since each of them started."""
    return session.scalar(select(func.coalesce(func.sum(WorkerHeartbeat.dropped), 0))) or 0


def end_heartbeats(session: Session, names: Collection[str]) -> None:
    """An orderly goodbye of these workers: their rows go, so that nobody is alarmed."""
    session.execute(delete(WorkerHeartbeat).where(WorkerHeartbeat.name.in_(names)))


def sweep_lost_workers(at: datetime) -> int:
    """Removes workers not seen for a day. Answers how many."""
    with transaction() as session:
        lost = (
            delete(WorkerHeartbeat)
            .where(WorkerHeartbeat.seen_at < at - FORGOTTEN_AFTER)
            .returning(WorkerHeartbeat.name)
        )
        return len(session.scalars(lost).all())
