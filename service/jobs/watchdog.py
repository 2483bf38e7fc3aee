"""A live process proves nothing: a worker that hears no bell while work waits is deaf and must go, so that it is started anew."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.orm import Session

from service.db.base import Moment
from service.jobs.clock_jumps import APART, StepSeen
from service.jobs.models import Job, WorkerHeartbeat
from service.jobs.statements import not_held


class Watchdog:
    """Judges one worker. Needs to be asked every few seconds.

    Deaf is who for `deaf_after` claimed nothing and has nothing in hand, while a job in its own queues was due and the broker
    answered all that time. While the broker is away nobody hears anything, and starting anew would not help. Nor is anybody
    judged by a wall clock that was set meanwhile: then the time begins anew.
    """

    def __init__(self, worker: str, queues: Collection[str], deaf_after: timedelta, at: datetime) -> None:
        self._worker = worker
        self._queues = queues
        self._deaf_after = deaf_after
        self._ears_since = at
        self._clock = StepSeen()

    def excuse(self, at: datetime) -> None:
        """Until `at` the worker could not have claimed anything, whatever rang: it is judged by what comes after."""
        self._ears_since = at

    def is_deaf(self, session: Session, at: datetime, *, broker_answers: bool, now: float | None = None) -> bool:
        """`now` are monotonic seconds, by which a clock that was set is told from time that passed; None: it was not."""
        is_set = now is not None and abs(self._clock.ahead(at, now)) > APART.total_seconds()
        if is_set or not broker_answers:
            self.excuse(at)
            return False
        long_ago = at - self._deaf_after
        return (
            self._ears_since <= long_ago
            and not self._claimed_between(session, long_ago, at)
            and not _is_any(session, Job.worker == self._worker, Job.state == "running", Job.lease_until >= at)
            and _is_any(session, Job.queue.in_(self._queues), Job.state == "pending", Job.run_at <= long_ago, _free(at))
        )

    def _claimed_between(self, session: Session, since: datetime, at: datetime) -> bool:
        """A claim that is still to come was made by a clock that has been set back; how long ago it was nobody knows."""
        last = session.scalar(select(WorkerHeartbeat.last_job_at).where(WorkerHeartbeat.name == self._worker))
        return last is not None and since < last <= at + APART


def _free(at: datetime) -> ColumnElement[bool]:
    """Of what a pause holds nobody takes anything."""
    return not_held(literal(at, Moment()))


def _is_any(session: Session, *which: ColumnElement[bool]) -> bool:
    return session.scalar(select(Job.id).where(*which).limit(1)) is not None
