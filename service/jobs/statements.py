"""The ledger's own statements, each prepared once: they are asked for every job there is.

On PostgreSQL what belongs together is one statement and one round trip. SQLite knows no statement that changes two tables, but its
round trips cost nothing: there the same is a transaction of two or three.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Dialect,
    Row,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.sql import ClauseElement

from service.db.base import Moment
from service.db.writing.prepared import Prepared
from service.jobs.models import Job, QueuePause, WorkerHeartbeat

TAKEN_UP_AT_ONCE: Final = 2
"""How often a job whose lease ran out is taken up without waiting."""

_job: Any = Job.__table__  # a table of the mapping, whose columns mypy does not know
_heartbeat: Any = WorkerHeartbeat.__table__
_pause: Any = QueuePause.__table__
_NOW: Final = bindparam("now", type_=Moment())
_TAKEN: Final = ("id", "kind", "subject_id", "version", "workspace_id", "campaign_id", "attempt", "queue", "request_id")


def take(connection: Connection, *, worker: str, **values: Any) -> Row[Any] | None:
    """Claims the job `job_id` at `now` until `until` under `new_token`, with a sign of life of the worker: the job's row, or None
    where it is not free."""
    if connection.dialect.name == "postgresql":
        return _TAKE_AND_NOTE.run(connection, by=worker, done=0, **values).one_or_none()
    row = _TAKE.run(connection, by=worker, **values).one_or_none()
    if row is not None:
        note(connection, worker, now=values["now"], done=0)
    return row


def end(connection: Connection, **values: Any) -> str | None:
    """Closes the job `job_id`, `held_under` a token, as done at `now`: its worker's name, or None where the lease is lost."""
    row = _END.run(connection, **values).one_or_none()
    return None if row is None else str(row.worker)


def note(connection: Connection, worker: str, **values: Any) -> None:
    """A sign of life at `now`, with `done` more jobs finished. A worker that never said hello (a test, a shell) leaves no trace."""
    _NOTE.run(connection, by=worker, **values)


def take_next(connection: Connection, *, worker: str, **values: Any) -> Row[Any] | None:
    """Claims what has been due longest in `queue`, if it is of `kind`: its row, or None."""
    return _TAKE_NEXT.run(connection, by=worker, **values).one_or_none()


def end_and_take_next(
    connection: Connection, *, worker: str, job_id: str, held_under: str, **values: Any
) -> tuple[bool, Row[Any] | None]:
    """`end`, `note` and `take_next` at once: whether the lease still held, and the next job's row."""
    if connection.dialect.name == "postgresql":
        row = _END_AND_TAKE_NEXT.run(
            connection, by=worker, job_id=job_id, held_under=held_under, done=1, **values
        ).one()
        return bool(row.ended), None if row.id is None else row
    if end(connection, job_id=job_id, held_under=held_under, now=values["now"]) is None:
        return False, None
    note(connection, worker, now=values["now"], done=1)
    return True, take_next(connection, worker=worker, **values)


def end_and_note(connection: Connection, *, worker: str, **values: Any) -> bool:
    """`end` and `note` at once: whether the lease still held."""
    if connection.dialect.name == "postgresql":
        return _END_AND_NOTE.run(connection, by=worker, done=1, **values).one_or_none() is not None
    if end(connection, **values) is None:
        return False
    note(connection, worker, now=values["now"], done=1)
    return True


def _is(state: str) -> ColumnElement[bool]:
    """Written out in the statement: an index of some states serves only who names the state."""
    written: ColumnElement[bool] = _job.c.state == literal_column(f"'{state}'")
    return written


def _is_free() -> ColumnElement[bool]:
    """Pending and due, or abandoned so seldom that it may be taken up at once; else the sweeper says when."""
    return or_(
        and_(_is("pending"), _job.c.run_at <= _NOW),
        and_(_is("running"), _job.c.lease_until < _NOW, _job.c.lease_expiries < TAKEN_UP_AT_ONCE),
    )


def _taking(*which: ColumnElement[bool]) -> Update:
    return (
        update(_job)
        .where(*which)
        .values(
            state="running",
            token=bindparam("new_token"),
            worker=bindparam("by"),
            attempt=_job.c.attempt + 1,
            lease_expiries=case((_is("running"), _job.c.lease_expiries + 1), else_=_job.c.lease_expiries),
            lease_until=bindparam("until", type_=Moment()),
            started_at=_NOW,
        )
        .returning(*(_job.c[name] for name in _TAKEN))
    )


def not_held(at: ColumnElement[Any]) -> ColumnElement[bool]:
    """Over the job: no pause of its queue holds it at that moment."""
    paused = exists().where(_pause.c.queue == _job.c.queue, or_(_pause.c.until.is_(None), _pause.c.until > at))
    return or_(_job.c.passes_pause, not_(paused))


def _may_take() -> ColumnElement[bool]:
    """Asked with the taking itself: who was told to take no more takes no more, and what is paused stays."""
    drained = exists().where(_heartbeat.c.name == bindparam("by"), _heartbeat.c.drained_since.is_not(None))
    return and_(not_held(_NOW), not_(drained))


def _taking_this() -> Update:
    return _taking(_job.c.id == bindparam("job_id"), _is_free(), _may_take())


def _taking_next(*also: ColumnElement[bool]) -> Update:
    """Of what others have in hand at this moment nobody waits: it is theirs."""
    first = (
        select(_job.c.id)
        .where(_is("pending"), _job.c.queue == bindparam("queue"), _job.c.run_at <= _NOW)
        .order_by(_job.c.run_at)
        .limit(literal_column("1"))
        .with_for_update(skip_locked=True)
    )
    these = (_job.c.id == first.scalar_subquery(), _job.c.kind == bindparam("kind"), _is("pending"))
    return _taking(*these, _may_take(), *also)


def _ending() -> Update:
    return (
        update(_job)
        .where(_job.c.id == bindparam("job_id"), _job.c.token == bindparam("held_under"), _is("running"))
        .values(state="done", token=None, lease_until=None, last_error_type=None, last_error=None, finished_at=_NOW)
        .returning(_job.c.worker)
    )


def _noting(*only_if: ColumnElement[bool]) -> Update:
    return (
        update(_heartbeat)
        .where(_heartbeat.c.name == bindparam("by"), *only_if)
        .values(last_job_at=_NOW, jobs_done=_heartbeat.c.jobs_done + bindparam("done"))
    )


def _take_and_note(_dialect: Dialect) -> ClauseElement:
    taken = _taking_this().cte("taken")
    return select(taken).add_cte(_if_any(taken))


def _end_and_note(_dialect: Dialect) -> ClauseElement:
    ended = _ending().cte("ended")
    return select(ended).add_cte(_if_any(ended))


def _end_and_take_next(_dialect: Dialect) -> ClauseElement:
    ended = _ending().cte("ended")
    taken = _taking_next(exists(select(ended.c.worker))).cte("taken")
    number = select(func.count().label("ended")).select_from(ended).subquery("number")
    return select(number.c.ended, taken).select_from(number.outerjoin(taken, true())).add_cte(_if_any(ended))


def _if_any(changed: CTE) -> CTE:
    return _noting(exists(select(changed))).returning(_heartbeat.c.name).cte("noted")


_TAKE: Final = Prepared(lambda _: _taking_this())
_TAKE_AND_NOTE: Final = Prepared(_take_and_note)
_TAKE_NEXT: Final = Prepared(lambda _: _taking_next())
_END: Final = Prepared(lambda _: _ending())
_END_AND_NOTE: Final = Prepared(_end_and_note)
_END_AND_TAKE_NEXT: Final = Prepared(_end_and_take_next)
_NOTE: Final = Prepared(lambda _: _noting())
