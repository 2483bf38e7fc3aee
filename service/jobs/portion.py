"""A part of a job's work that is committed before the rest: behind the same fence as its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.clock import machine_now
from service.config import settings
from service.db.connect import transaction
from service.db.small_heap import small_heap
from service.jobs.act_types import Lease
from service.jobs.lease import fenced, holds
from service.jobs.models import Job


@contextmanager
def portion(lease: Lease) -> Iterator[Session]:
    """One transaction of a longer piece of work; with it the lease begins anew. Whoever goes on after a crash finds what these have
    committed, so an act that uses them must take up its work where it stands.

    Raises Fenced, with nothing written, where another worker has the job or it was canceled.
    """
    with small_heap(), transaction() as session:
        # The job's row first, as at its end: on PostgreSQL its lock makes a rival wait until this portion is committed.
        mine = session.execute(
            update(Job)
            .where(holds(lease.job_id, lease.token))
            .values(lease_until=machine_now() + timedelta(seconds=settings().lease_seconds))
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
        if mine is None:
            raise fenced(lease.job_id)
        yield session
