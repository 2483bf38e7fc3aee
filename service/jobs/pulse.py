"""Signs of life: one row per worker, for the ops page and the watchdog."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from service.db.connect import transaction
from service.jobs.models import WorkerPulse

FORGOTTEN_AFTER: Final = timedelta(days=1)


def begin_pulse(session: Session, name: str, queues: Sequence[str], pid: int, at: datetime) -> None:
    """A worker says hello; whoever had this name before is replaced."""
    session.merge(
        WorkerPulse(
            name=name, queues=",".join(queues), pid=pid, started_at=at, seen_at=at, last_job_at=None, jobs_done=0
        )
    )


def beat(session: Session, name: str, at: datetime, dropped: int = 0) -> None:
    """A sign of life, with how many messages it has dropped since it started."""
    session.execute(update(WorkerPulse).where(WorkerPulse.name == name).values(seen_at=at, dropped=dropped))


def dropped_messages(session: Session) -> int:
    """How many messages that were no rings of ours the workers have dropped since each of them started."""
    return session.scalar(select(func.coalesce(func.sum(WorkerPulse.dropped), 0))) or 0


def note_job(session: Session, worker: str, at: datetime, *, done: int = 0) -> None:
    """A claim, or with `done` 1 a finished job. A worker that never said hello (a test, a shell) leaves no trace."""
    session.execute(
        update(WorkerPulse)
        .where(WorkerPulse.name == worker)
        .values(last_job_at=at, jobs_done=WorkerPulse.jobs_done + done)
        .execution_options(synchronize_session=False)
    )


def end_pulse(session: Session, name: str) -> None:
    """An orderly goodbye: the row goes, so that nobody is alarmed."""
    session.execute(delete(WorkerPulse).where(WorkerPulse.name == name))


def sweep_lost_workers(at: datetime) -> int:
    """Removes workers not seen for a day. Answers how many."""
    with transaction() as session:
        lost = delete(WorkerPulse).where(WorkerPulse.seen_at < at - FORGOTTEN_AFTER).returning(WorkerPulse.name)
        return len(session.scalars(lost).all())
