"""Asking for work: a row in the caller's own transaction, and a ring of the bell once that is committed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.db.base import utc_now
from service.jobs.doorbell import ring_after_commit
from service.jobs.insert import insert_jobs
from service.jobs.kinds import kind_of
from service.jobs.models import Job
from service.security.ids import new_id


def enqueue(
    session: Session,
    kind: str,
    subject_id: str,
    *,
    version: int = 1,
    workspace_id: str | None = None,
    campaign_id: str | None = None,
    run_at: datetime | None = None,
) -> str | None:
    """The new job's id, or None where this kind, subject and version were asked for before.

    The job exists exactly if the caller's transaction commits. `run_at` None means at once. Raises UnknownKind.
    """
    ids = enqueue_each(
        session, kind, [subject_id], version=version, workspace_id=workspace_id, campaign_id=campaign_id, run_at=run_at
    )
    return ids[0] if ids else None


def next_version(session: Session, kind: str, subject_id: str) -> int:
    """The version of a job that is asked for once more, whatever became of those before. The caller holds a lock that everybody
    takes who asks for this kind of this subject, so that no two take the same number."""
    return _next(session, Job.kind == kind, Job.subject_id == subject_id)


def next_version_in(session: Session, kind: str, campaign_id: str) -> int:
    """The same for a kind of job that is asked for about many of a campaign's subjects at once."""
    return _next(session, Job.kind == kind, Job.campaign_id == campaign_id)


def _next(session: Session, *those: ColumnElement[bool]) -> int:
    return 1 + (session.scalar(select(func.max(Job.version)).where(*those)) or 0)


def enqueue_each(
    session: Session,
    kind: str,
    subject_ids: Iterable[str],
    *,
    version: int = 1,
    workspace_id: str | None = None,
    campaign_id: str | None = None,
    run_at: datetime | None = None,
) -> list[str]:
    """One job per subject in one statement: the ids of those that are new. Raises UnknownKind."""
    now = utc_now()
    wanted = kind_of(kind)
    session.flush()  # what the jobs are about may be new
    # A conflict is no error: it means the wish was known.
    new = insert_jobs(
        session.connection(),
        [(new_id("job"), subject_id) for subject_id in subject_ids],
        kind=kind,
        version=version,
        workspace_id=workspace_id,
        campaign_id=campaign_id,
        queue=wanted.queue,
        run_at=run_at or now,
        max_attempts=wanted.max_attempts,
        created_at=now,
    )
    if run_at is None or run_at <= now:
        ring_after_commit(session, new, wanted)
    return new
