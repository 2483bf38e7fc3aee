"""What nobody would notice: leases that ran out, and due jobs whose bell was not heard. Any number of sweepers may run at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, func, literal, or_, select, update
from sqlalchemy.orm import Session

from service.db.base import Moment
from service.db.connect import reading, transaction
from service.db.disk import disk_want
from service.errors import BrokerAway
from service.jobs.crash import LOST_LEASE
from service.jobs.doorbell import Ring, ring, waiting_messages
from service.jobs.fail import wait_before_retry
from service.jobs.kinds import registered
from service.jobs.models import Job
from service.jobs.queues import QUEUES
from service.jobs.row_sweep import Due, RowSweep
from service.jobs.statements import not_held

BATCH: Final = 64
"""What one round rings for in a queue."""
RING_AGAIN_AFTER: Final = timedelta(seconds=10)
"""A job that was rung for is not rung for again before this: a worker may have its message in hand."""

FIRST_LOOK_AGAIN: Final = timedelta(seconds=5)
LONGEST_LOOK_AGAIN: Final = timedelta(minutes=1)
"""When a job is looked at again that could not be freed."""


class Swept(NamedTuple):
    """What one round changed."""

    freed: int
    rung: int


def sweep_once(at: datetime, *, trusts_leases: bool = True) -> Swept:
    """One round over the ledger. A job stuck for a week is found like one stuck for a second."""
    return Swept(free_expired(at) if trusts_leases else 0, ring_due(at))


def free_expired(at: datetime) -> int:
    """Gives jobs of vanished workers back, the oftener the later; answers how many. Nothing is held against a job whose lease ran
    out: its worker may have gone down with the machine. What is held against it is told by its worker, see `jobs.crash`.

    While the disk is full no worker can write what it did, so its lease runs out through no fault of the job's, and counts nothing.
    """
    blame = 0 if disk_want() == "full" else 1
    one = partial(_free, blame=blame)
    return RowSweep("leases", _expired, one, FIRST_LOOK_AGAIN, LONGEST_LOOK_AGAIN, by_machine=True)(at)


def _expired(at: datetime) -> Due:
    return select(Job.id, Job.workspace_id, Job.lease_until).where(Job.state == "running", Job.lease_until < at)


def _free(job_id: str, at: datetime, blame: int) -> int:
    """One transaction for each; 0 where another sweeper was first."""
    with transaction() as session:
        row = session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == "running", Job.lease_until < at)
            .values(
                token=None,
                lease_until=None,
                lease_expiries=Job.lease_expiries + blame,
                last_error_type=LOST_LEASE,
                last_error="The worker stopped while working on it: killed, out of memory, or frozen.",
            )
            .returning(Job.kind, Job.subject_id, Job.lease_expiries)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if row is None:
            return 0
        # The first vanished worker is bad luck, so its job runs at once; whatever takes them away again may come of the job.
        wait = timedelta(0) if row.lease_expiries <= 1 else wait_before_retry(row.lease_expiries)
        _back_to_pending(session, job_id, at + wait)
        return 1


def _back_to_pending(session: Session, job_id: str, run_at: datetime) -> None:
    session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(state="pending", run_at=run_at, rung_at=None)
        .execution_options(synchronize_session=False)
    )


def ring_due(at: datetime) -> int:
    """Rings for due jobs, oldest first, but never fills a queue with more messages than it has open jobs. How many were rung.

    For some at a time: whoever is rung for goes on with what is due behind it without being called (`run.run_jobs`).
    """
    queues = sorted({*QUEUES, *(kind.queue for kind in registered().values())})
    due = {queue for queue in queues if count_due(queue, 1, at)}
    if not due:
        return 0
    try:
        waiting = waiting_messages(due)
    except BrokerAway:
        return 0
    return sum(
        _ring_queue(queue, count_due(queue, waiting[queue] + BATCH, at) - waiting[queue], at) for queue in sorted(due)
    )


def count_due(queue: str, most: int, at: datetime) -> int:
    """How many jobs of the queue are due, counted up to `most`; the running ones' messages are gone already, the later ones have
    none."""
    due = select(Job.id).where(*_callable(queue, at)).limit(most)
    with reading() as session:
        return session.scalar(select(func.count()).select_from(due.subquery())) or 0


def _ring_queue(queue: str, room: int, at: datetime) -> int:
    if room <= 0:
        return 0
    with transaction() as session:
        # One conditional UPDATE takes a batch: of two sweepers each rings for its own jobs.
        chosen = select(Job.id).where(*_callable(queue, at), _unheard(at)).order_by(Job.run_at).limit(room)
        rows = session.execute(
            update(Job)
            .where(Job.id.in_(chosen), Job.state == "pending", _unheard(at))
            .values(rung_at=at)
            .returning(Job.id, Job.kind)
            .execution_options(synchronize_session=False)
        ).all()
    return ring(_as_ring(job_id, kind, queue) for job_id, kind in rows)


def _callable(queue: str, at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Due, and held by no pause: nobody is called to what they may not take."""
    return Job.queue == queue, Job.state == "pending", Job.run_at <= at, not_held(literal(at, Moment()))


def _unheard(at: datetime) -> ColumnElement[bool]:
    """A bell that is still to be rung says that the clock was set back since it was."""
    return or_(Job.rung_at.is_(None), Job.rung_at <= at - RING_AGAIN_AFTER, Job.rung_at > at + RING_AGAIN_AFTER)


def _as_ring(job_id: str, kind: str, queue: str) -> Ring:
    """A kind this process does not know is rung for as well, with the usual limits: the worker may be newer than the sweeper."""
    known = registered().get(kind)
    return Ring(job_id, queue, known.soft_seconds if known else 60, known.hard_seconds if known else 90)
