"""What a clock wrote that was ahead for a moment, and that nobody saw: a step there and back between two looks of every sweeper, or
a host whose clock is fast. The ledger tells by itself: nothing can have been asked for, or begun, in a time that is still to come.

Such a job waits as long as it would have waited by the right clock. Where its time was one of the calendar's, its act finds that it
is early and waits again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, func, or_, select, update

from service.config import settings
from service.db.base import Moment
from service.db.connect import reading, transaction
from service.jobs.clock_jumps import APART
from service.jobs.models import Job, SweepDelay
from service.jobs.row_sweep import LONGEST_WAIT

_PORTION: Final = 500
_job: Any = Job.__table__  # a table of the mapping, whose columns mypy does not know
_MOMENTS: Final = ("run_at", "created_at", "started_at")
_TAKE_BACK: Final = (
    update(_job)
    .where(_job.c.id == bindparam("job"), _job.c.state == "pending", _job.c.run_at == bindparam("seen", type_=Moment()))
    .values({name: bindparam(f"its_{name}", type_=Moment()) for name in _MOMENTS} | {"rung_at": None})
)


def take_back(at: datetime) -> int:
    """Jobs that wait because of a time that is still to come are moved back by as much as that lies after `at`; leases and looks
    that reach further than any may are cut. Answers how many jobs were moved."""
    shorten(at, APART)
    moved = 0
    while portion := _take_some_back(at):
        moved += portion
    return moved


def shorten(at: datetime, apart: timedelta = timedelta(0)) -> None:
    """No lease is longer than a lease, and nothing is looked at later than after the longest wait. What is so by no more than
    `apart` is left."""
    lease = at + timedelta(seconds=settings().lease_seconds)
    with reading() as session:
        longest = session.scalar(select(func.max(Job.lease_until)).where(Job.state == "running"))
        latest = session.scalar(select(func.max(SweepDelay.look_at)))
    if longest is not None and longest > lease + apart:
        with transaction() as session:
            session.execute(
                update(Job).where(Job.state == "running", Job.lease_until > lease + apart).values(lease_until=lease)
            )
    if latest is not None and latest > at + LONGEST_WAIT + apart:
        with transaction() as session:
            session.execute(update(SweepDelay).where(SweepDelay.look_at > at + LONGEST_WAIT + apart).values(look_at=at))


def _take_some_back(at: datetime) -> int:
    """A small portion a transaction."""
    with reading() as session:
        ahead = session.execute(
            select(Job.id, Job.run_at, Job.created_at, Job.started_at)
            .where(
                Job.state == "pending",
                Job.run_at > at + APART,
                or_(Job.created_at > at + APART, Job.started_at > at + APART),
            )
            .limit(_PORTION)
        ).all()
    if not ahead:
        return 0
    with transaction() as session:
        session.connection().execute(_TAKE_BACK, [_by_the_right_clock(row, at) for row in ahead])
    return len(ahead)


def _by_the_right_clock(row: Any, at: datetime) -> dict[str, Any]:
    by = max(row.created_at, row.started_at or row.created_at) - at
    return {
        "job": row.id,
        "seen": row.run_at,
        "its_run_at": row.run_at - by,
        "its_created_at": min(row.created_at, at),
        "its_started_at": None if row.started_at is None else min(row.started_at, at),
    }
