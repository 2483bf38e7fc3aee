"""What ops look at, all of it read from the ledger: queues, causes of failure, retries to come, workers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Dialect,
    Integer,
    String,
    bindparam,
    func,
    literal_column,
    not_,
    select,
    text,
    true,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql import ClauseElement

from service.config import settings
from service.db.base import Moment
from service.db.writing.prepared import Prepared
from service.jobs.models import OPEN, POISON_CRASHES, WANTED, Job, WorkerHeartbeat

MEASURED_OVER: Final = timedelta(hours=1)
MEASURED_MOST: Final = 5000
FAILED: Final = Job.state == literal_column("'dead'")
QUARANTINED: Final = Job.crashes >= literal_column(str(POISON_CRASHES))
_WAITS_AGAIN: Final = (Job.state == literal_column("'pending'"), Job.attempt > literal_column("0"))
"""Said in the words of the partial index, not as parameters, so that it is used."""


_HELD_IN_SQLITE: Final = text(
    "SELECT worker, count(*) AS number FROM job INDEXED BY ix_job_state_queue_run_at "
    "WHERE state = 'running' AND lease_until >= :at GROUP BY worker"
)
"""SQLite knows only how many are in one state on the average: where nearly all have failed or are done, it would read all of them
for the few that are running."""
_HELD_ELSEWHERE: Final = text(
    "SELECT worker, count(*) AS number FROM job WHERE state = 'running' AND lease_until >= :at GROUP BY worker"
)


def _held_of(dialect: Dialect) -> ClauseElement:
    held = _HELD_IN_SQLITE if dialect.name == "sqlite" else _HELD_ELSEWHERE
    return held.bindparams(bindparam("at", type_=Moment())).columns(worker=String(), number=Integer())


_HELD: Final = Prepared(_held_of)


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of the measured times are at most p50 seconds, 95 of 100 at most p95."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class QueueReport:
    """One queue at one instant. Times are of jobs done in the last hour; None where there were none."""

    queue: str
    open: int
    due: int
    oldest_due: timedelta | None
    running: int
    dead: int
    wait: Spread | None
    run: Spread | None


@dataclass(frozen=True, slots=True)
class FailureCause:
    """Dead jobs of one kind that died of the same thing."""

    kind: str
    error_code: str
    sentence: str
    jobs: int
    first_at: datetime | None
    last_at: datetime | None
    is_quarantined: bool = False
    """They took the processes down that did them: they are run again one by one, by a press of their own."""


@dataclass(frozen=True, slots=True)
class Retry:
    """A job that failed and will be tried again."""

    job_id: str
    kind: str
    attempt: int
    max_attempts: int
    error_code: str
    next_at: datetime


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """One worker: `state` is working, idle or lost (not seen for as long as a deaf one would be let live)."""

    name: str
    queues: tuple[str, ...]
    state: str
    in_hand: int
    jobs_done: int
    started_at: datetime
    seen_at: datetime
    last_job_at: datetime | None
    version: str | None = None
    memory_mb: int | None = None
    drained_since: datetime | None = None
    drained_by: str | None = None


def queues(
    session: Session,
    at: datetime,
    names: Sequence[str] = (),
    workspace_id: str | None = None,
    *,
    with_dead: bool = True,
) -> list[QueueReport]:
    """Every queue that has jobs, and every one in `names`, in the order of name; only one workspace's jobs where it is given.
    `with_dead` False: nobody asks how many are dead, which may be very many to count; then 0 are."""
    own = true() if workspace_id is None else Job.workspace_id == workspace_id
    counts: dict[str, dict[str, int]] = {name: {} for name in names}
    for queue, state, number in session.execute(
        select(Job.queue, Job.state, func.count())
        .where(Job.state.in_(WANTED if with_dead else OPEN), own)
        .group_by(Job.queue, Job.state)
    ):
        counts.setdefault(queue, {})[state] = number
    due = {
        queue: (number, oldest)
        for queue, number, oldest in session.execute(
            select(Job.queue, func.count(), func.min(Job.run_at))
            .where(Job.state == "pending", Job.run_at <= at, own)
            .group_by(Job.queue)
        )
    }
    times = _times(session, at, own)
    return [
        QueueReport(
            queue=queue,
            open=sum(states.get(state, 0) for state in OPEN),
            due=due[queue][0] if queue in due else 0,
            oldest_due=_age(due[queue][1], at) if queue in due else None,
            running=states.get("running", 0),
            dead=states.get("dead", 0),
            wait=spread_of([wait for wait, _ in times.get(queue, [])]),
            run=spread_of([run for _, run in times.get(queue, [])]),
        )
        for queue, states in sorted({**{queue: {} for queue in times}, **counts}.items())
    ]


def _age(since: datetime | None, at: datetime) -> timedelta | None:
    return None if since is None else at - since


def _times(session: Session, at: datetime, own: ColumnElement[bool]) -> dict[str, list[tuple[float, float]]]:
    """Queue -> (seconds waited since due, seconds run) of the jobs done of late."""
    rows = session.execute(
        select(Job.queue, Job.run_at, Job.started_at, Job.finished_at)
        .where(Job.state == "done", Job.finished_at > at - MEASURED_OVER, own)
        .order_by(Job.finished_at.desc())
        .limit(MEASURED_MOST)
    )
    times: dict[str, list[tuple[float, float]]] = {}
    for queue, run_at, started_at, finished_at in rows:
        if started_at is None or finished_at is None:
            continue  # never so for a job that is done; the columns' types cannot say it
        pair = ((started_at - run_at).total_seconds(), (finished_at - started_at).total_seconds())
        times.setdefault(queue, []).append(pair)
    return times


def spread_of(seconds: list[float]) -> Spread | None:
    """Of these times; None where there are none."""
    if not seconds:
        return None
    ranked = sorted(seconds)
    return Spread(ranked[_rank(50, len(ranked))], ranked[_rank(95, len(ranked))])


def _rank(percent: int, number: int) -> int:
    """The nearest-rank percentile's index: the smallest value that at least so many percent of all do not exceed."""
    return -(-percent * number // 100) - 1


def failures(session: Session, workspace_id: str | None = None) -> list[FailureCause]:
    """Dead jobs by kind and cause, most jobs first; only one workspace's where it is given. Those in quarantine are counted apart,
    with their kind and cause. Counted in the indexes of failed jobs alone, and of each cause two jobs are looked up."""
    own = [FAILED] if workspace_id is None else [FAILED, Job.workspace_id == workspace_id]
    of = (Job.kind, Job.last_error_type)
    all_of = {(kind, code): number for kind, code, number in session.execute(
        select(*of, func.count()).where(*own).group_by(*of)
    )}  # fmt: skip
    apart = {(kind, code): number for kind, code, number in session.execute(
        select(*of, func.count()).where(*own, QUARANTINED).group_by(*of)
    )}  # fmt: skip
    causes: list[FailureCause] = []
    for (kind, code), number in all_of.items():
        these = [
            *own,
            Job.kind == kind,
            Job.last_error_type == code if code is not None else Job.last_error_type.is_(None),
        ]
        poisoned = apart.get((kind, code), 0)
        for is_quarantined, jobs in ((False, number - poisoned), (True, poisoned)):
            if jobs:
                which = QUARANTINED if is_quarantined else not_(QUARANTINED)
                first, last, said = _first_and_last(session, [*these, which])
                causes.append(FailureCause(kind, code or "", said or "", jobs, first, last, is_quarantined))
    return sorted(causes, key=lambda cause: (-cause.jobs, cause.kind, cause.error_code))


def _first_and_last(
    session: Session, these: Sequence[ColumnElement[bool]]
) -> tuple[datetime | None, datetime | None, str | None]:
    """When the first and the last of these jobs died, and the last one's sentence."""
    ended = select(Job.finished_at, Job.last_error).where(*these, Job.finished_at.is_not(None)).limit(1)
    first = session.execute(ended.order_by(Job.finished_at)).one_or_none()
    last = session.execute(ended.order_by(Job.finished_at.desc())).one_or_none()
    return first and first.finished_at, last and last.finished_at, last and last.last_error


def retries(session: Session, at: datetime, workspace_id: str, most: int = 50) -> list[Retry]:
    """The workspace's jobs that failed and wait for their next try, soonest first."""
    rows = session.execute(
        select(Job.id, Job.kind, Job.attempt, Job.max_attempts, func.coalesce(Job.last_error_type, ""), Job.run_at)
        .where(*_WAITS_AGAIN, Job.run_at > at, Job.workspace_id == workspace_id)
        .order_by(Job.run_at)
        .limit(most)
    )
    return [Retry(*row) for row in rows]


def workers(session: Session, at: datetime) -> list[WorkerReport]:
    """Every worker that said hello, with what it has in hand, in the order of name."""
    held = _HELD.rows(session.connection(), at=at)
    in_hand: dict[str | None, int] = {row.worker: row.number for row in held}
    lost_after = timedelta(seconds=settings().deaf_after_seconds)
    return [
        WorkerReport(
            name=row.name,
            queues=tuple(row.queues.split(",")),
            state="lost" if abs(at - row.seen_at) > lost_after else "working" if in_hand.get(row.name) else "idle",
            in_hand=in_hand.get(row.name, 0),
            jobs_done=row.jobs_done,
            started_at=row.started_at,
            seen_at=row.seen_at,
            last_job_at=row.last_job_at,
            version=row.version,
            memory_mb=row.memory_mb,
            drained_since=row.drained_since,
            drained_by=row.drained_by,
        )
        for row in session.scalars(select(WorkerHeartbeat).order_by(WorkerHeartbeat.name))
    ]
