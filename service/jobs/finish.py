"""Ending a job well: its effect and its `done` in one transaction, behind the fence."""

from __future__ import annotations

from datetime import datetime
from time import sleep
from typing import Final

import structlog
from sqlalchemy import update
from sqlalchemy.exc import InterfaceError, OperationalError

from service.db.connect import transaction
from service.db.small_heap import small_heap
from service.jobs.act_types import Effect, Lease
from service.jobs.heartbeat import note_job
from service.jobs.lease import fenced, holds
from service.jobs.models import Job

_WAITS: Final = (0.1, 0.5, 2.0)

_log = structlog.get_logger()


def finish(lease: Lease, effect: Effect | None, at: datetime) -> None:
    """Writes the effect and closes the job, or neither. Raises Fenced where the lease is lost, or what the effect raises.

    The work is done by now. While the database is busy or away the writing alone is tried again, not the work.
    """
    for wait in _WAITS:
        try:
            _write(lease, effect, at)
            return
        except (OperationalError, InterfaceError) as error:
            _log.warning("job_not_finished_yet", job=lease.job_id, error=type(error).__name__)
            sleep(wait)
    _write(lease, effect, at)


def _write(lease: Lease, effect: Effect | None, at: datetime) -> None:
    with small_heap(), transaction() as session:
        # The job's row first: on PostgreSQL its lock makes a rival wait until the effect is committed with it.
        worker = session.execute(
            update(Job)
            .where(holds(lease.job_id, lease.token))
            .values(state="done", token=None, lease_until=None, last_error_type=None, last_error=None, finished_at=at)
            .returning(Job.worker)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if worker is None:
            raise fenced(lease.job_id)
        if effect is not None:
            effect(session)
        note_job(session, str(worker.worker), at, done=1)
