"""Asking for work: a row in the caller's own transaction, and a ring of the bell once that is committed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from service.clock import machine_now, machine_time
from service.db.loaded import ask
from service.db.writing.chunks import in_chunks
from service.db.writing.insert_new import insert_new
from service.jobs.act_types import JobKind
from service.jobs.asked_in import asked_in
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
    passes_pause: bool = False,
) -> str | None:
    """The new job's id, or None where this kind, subject and version were asked for before.

    The job exists exactly if the caller's transaction commits. `run_at`, by the clock of the workspace that is worked for;
    None means at once. `passes_pause`: no pause of its queue holds it, as none holds those of a kind that says so. Raises
    UnknownKind.
    """
    ids = enqueue_each(
        session,
        kind,
        [subject_id],
        version=version,
        workspace_id=workspace_id,
        campaign_id=campaign_id,
        run_at=run_at,
        passes_pause=passes_pause,
    )
    return ids[0] if ids else None


_LAST: Final = select(func.max(Job.version)).where(Job.kind == bindparam("kind"))
_LAST_OF_SUBJECT: Final = _LAST.where(Job.subject_id == bindparam("subject"))
_LAST_OF_ALL: Final = _LAST.where(Job.subject_id.in_(bindparam("subjects", expanding=True)))
_LAST_IN_CAMPAIGN: Final = _LAST.where(Job.campaign_id == bindparam("campaign"))


def next_version(session: Session, kind: str, subject_id: str) -> int:
    """The version of a job that is asked for once more, whatever became of those before. The caller holds a lock that everybody
    takes who asks for this kind of this subject, so that no two take the same number."""
    return 1 + (ask(session, _LAST_OF_SUBJECT, {"kind": kind, "subject": subject_id}).scalar() or 0)


def next_version_of_all(session: Session, kind: str, subject_ids: Sequence[str]) -> int:
    """One that comes after the last of each of these subjects, none of them left out. The caller holds the lock of each."""
    last = (
        ask(session, _LAST_OF_ALL, {"kind": kind, "subjects": list(some)}).scalar() for some in in_chunks(subject_ids)
    )
    return 1 + max((number or 0 for number in last), default=0)


def next_version_in(session: Session, kind: str, campaign_id: str) -> int:
    """The same for a kind of job that is asked for about many of a campaign's subjects at once."""
    return 1 + (session.scalar(_LAST_IN_CAMPAIGN, {"kind": kind, "campaign": campaign_id}) or 0)


def enqueue_each(
    session: Session,
    kind: str,
    subject_ids: Iterable[str],
    *,
    version: int = 1,
    workspace_id: str | None = None,
    campaign_id: str | None = None,
    run_at: datetime | None = None,
    passes_pause: bool = False,
) -> list[str]:
    """One job per subject in one statement: the ids of those that are new. Raises UnknownKind."""
    wanted = kind_of(kind)
    now, due = machine_now(), None if run_at is None else machine_time(run_at)
    session.flush()  # what the jobs are about may be new
    # A conflict is no error: it means the wish was known.
    new = insert_jobs(
        session.connection(),
        [(new_id("job"), subject_id) for subject_id in subject_ids],
        kind=kind,
        version=version,
        workspace_id=workspace_id,
        campaign_id=campaign_id,
        request_id=asked_in(),
        queue=wanted.queue,
        run_at=due or now,
        max_attempts=wanted.max_attempts,
        passes_pause=passes_pause or wanted.passes_pause,
        created_at=now,
    )
    if due is None or due <= now:
        ring_after_commit(session, new, wanted)
    return new


def enqueue_kinds(
    session: Session,
    kinds: Collection[str],
    subject_id: str,
    *,
    version: int = 1,
    workspace_id: str | None = None,
    campaign_id: str | None = None,
    run_at: datetime | None = None,
    ahead: Collection[str] = (),
) -> list[str]:
    """One job of each kind about one subject, in one statement: the kinds of those that are new. Those of `ahead`, where they are
    due at once, begin in their kind's fast queue. Raises UnknownKind."""
    due = None if run_at is None else machine_time(run_at)
    asked = _Asked(version, workspace_id, campaign_id, due, machine_now())
    wanted = {kind: _hurried(kind_of(kind)) if kind in ahead and asked.is_due else kind_of(kind) for kind in kinds}
    rows = {row["id"]: row for row in (asked.row(kind, entry, subject_id) for kind, entry in wanted.items())}
    new = [rows[job_id] for job_id in insert_new(session, Job, _KEY, list(rows.values()))]
    if asked.is_due:
        for row in new:
            ring_after_commit(session, [row["id"]], wanted[row["kind"]])
    return [row["kind"] for row in new]


_KEY: Final = ("kind", "subject_id", "version")
"""A conflict in it is no error: it means that the wish was known."""


def _hurried(kind: JobKind) -> JobKind:
    return kind if kind.fast_queue is None else replace(kind, queue=kind.fast_queue)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What jobs that are asked for together have in common."""

    version: int
    workspace_id: str | None
    campaign_id: str | None
    run_at: datetime | None
    now: datetime

    @property
    def is_due(self) -> bool:
        return self.run_at is None or self.run_at <= self.now

    def row(self, kind: str, wanted: JobKind, subject_id: str) -> dict[str, Any]:
        return {
            "id": new_id("job"),
            "workspace_id": self.workspace_id,
            "campaign_id": self.campaign_id,
            "request_id": asked_in(),
            "kind": kind,
            "subject_id": subject_id,
            "version": self.version,
            "queue": wanted.queue,
            "state": "pending",
            "run_at": self.run_at or self.now,
            "attempt": 0,
            "max_attempts": wanted.max_attempts,
            "lease_expiries": 0,
            "crashes": 0,
            "passes_pause": wanted.passes_pause,
            "created_at": self.now,
        }
