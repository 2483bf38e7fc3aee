"""Somebody is waiting for this one: it leaves the crowd for the queue whose worker does nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.clock import machine_time
from service.jobs.doorbell import ring_after_commit
from service.jobs.kinds import kind_of
from service.jobs.models import Job


def expedite(session: Session, kind: str, subject_id: str, version: int, at: datetime) -> bool:
    """Moves a job that is due and not begun to its kind's fast queue. False where there is none: begun, done, or waiting to be
    tried again, which a faster queue would not help. Its first message, heard later, finds it not free. Raises UnknownKind.
    """
    wanted, at = kind_of(kind), machine_time(at)
    if wanted.fast_queue is None:
        return False
    moved = session.scalar(
        update(Job)
        .where(
            Job.kind == kind,
            Job.subject_id == subject_id,
            Job.version == version,
            Job.state == "pending",
            Job.run_at <= at,
            Job.queue != wanted.fast_queue,
        )
        .values(queue=wanted.fast_queue, rung_at=at)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    if moved is None:
        return False
    ring_after_commit(session, [moved], replace(wanted, queue=wanted.fast_queue))
    return True
