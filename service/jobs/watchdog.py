"""A live process proves nothing: a worker that hears no bell while work waits is deaf and must go, so that it is started anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.jobs.models import Job, WorkerPulse


class Watchdog:
    """Judges one worker. Needs to be asked every few seconds.

    Deaf is who for `deaf_after` claimed nothing and has nothing in hand, while a job in its own queues was due and the broker
    answered all that time. While the broker is away nobody hears anything, and starting anew would not help.
    """

    def __init__(self, worker: str, queues: Collection[str], deaf_after: timedelta, at: datetime) -> None:
        self._worker = worker
        self._queues = queues
        self._deaf_after = deaf_after
        self._ears_since = at

    def excuse(self, at: datetime) -> None:
        """Until `at` the worker could not have claimed anything, whatever rang: it is judged by what comes after."""
        self._ears_since = at

    def is_deaf(self, session: Session, at: datetime, *, broker_answers: bool) -> bool:
        if not broker_answers:
            self.excuse(at)
            return False
        long_ago = at - self._deaf_after
        return (
            self._ears_since <= long_ago
            and not self._claimed_since(session, long_ago)
            and not _is_any(session, Job.worker == self._worker, Job.state == "running", Job.lease_until >= at)
            and _is_any(session, Job.queue.in_(self._queues), Job.state == "pending", Job.run_at <= long_ago)
        )

    def _claimed_since(self, session: Session, since: datetime) -> bool:
        last = session.scalar(select(WorkerPulse.last_job_at).where(WorkerPulse.name == self._worker))
        return last is not None and last > since


def _is_any(session: Session, *which: ColumnElement[bool]) -> bool:
    return session.scalar(select(Job.id).where(*which).limit(1)) is not None
