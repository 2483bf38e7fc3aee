"""Ending a job well: its effect and its `done` in one transaction, behind the fence. The next job may be taken in the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from time import sleep
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Row
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError

from service.db.connect import brief, transaction
from service.db.small_heap import small_heap
from service.jobs.act_types import Effect, Lease
from service.jobs.claim import lease_of, lease_terms
from service.jobs.lease import fenced
from service.jobs.statements import end, end_and_note, end_and_take_next, note, take_next

_WAITS: Final = (0.1, 0.5, 2.0)
Answer = TypeVar("Answer")

_log = structlog.get_logger()


def finish(lease: Lease, effect: Effect | None, at: datetime) -> None:
    """Writes the effect and closes the job, or neither. Raises Fenced where the lease is lost, or what the effect raises.

    The work is done by now. While the database is busy or away the writing alone is tried again, not the work.
    """
    _while_busy(lease, lambda: _write(lease, effect, at, None))


def finish_and_claim(lease: Lease, effect: Effect | None, at: datetime, rung_for: str) -> Lease | None:
    """The same, and in the same transaction a lease on what has been due longest in the job's queue; None where that is of another
    kind, or nothing is due. `rung_for`: the job whose message this process works for.

    Raises as `finish` does, with nothing taken. Where the connection breaks in the very moment of the commit, what was taken comes
    free with its lease.
    """
    return _while_busy(lease, lambda: _write(lease, effect, at, rung_for))


def _while_busy(lease: Lease, write: Callable[[], Answer]) -> Answer:
    for wait in _WAITS:
        try:
            return write()
        except (OperationalError, InterfaceError, InternalError) as error:
            _log.warning("job_not_finished_yet", job=lease.job_id, error=type(error).__name__)
            sleep(wait)
    return write()


def _write(lease: Lease, effect: Effect | None, at: datetime, rung_for: str | None) -> Lease | None:
    mine: dict[str, Any] = {"job_id": lease.job_id, "held_under": lease.token, "now": at}
    next_terms = {} if rung_for is None else lease_terms(rung_for, at)
    wanted: dict[str, Any] = {} if rung_for is None else {"queue": lease.queue, "kind": lease.kind, **next_terms}
    row: Row[Any] | None = None
    if effect is None:
        with brief() as connection:
            if rung_for is None:
                held = end_and_note(connection, worker=lease.worker, **mine)
            else:
                held, row = end_and_take_next(connection, worker=lease.worker, **mine, **wanted)
            if not held:
                raise fenced(lease.job_id)
    else:
        with small_heap(), transaction() as session:
            # The job's row first: on PostgreSQL its lock makes a rival wait until the effect is committed with it.
            if end(session.connection(), **mine) is None:
                raise fenced(lease.job_id)
            effect(session)
            session.flush()
            note(session.connection(), lease.worker, now=at, done=1)
            if rung_for is not None:
                row = take_next(session.connection(), worker=lease.worker, now=at, **wanted)
    return None if row is None else lease_of(row, lease.worker, next_terms)
