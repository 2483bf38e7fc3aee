"""Keeping a job: extending its lease while the work goes on, and the fence for those who lost it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.exc import SQLAlchemyError

from service.clock import machine_now
from service.config import settings
from service.db.connect import transaction
from service.errors import Fenced
from service.jobs.act_types import Lease
from service.jobs.models import Job

_log = structlog.get_logger()


def holds(job_id: str, token: str) -> ColumnElement[bool]:
    """The fence: true of the job's row only while this very lease is in force."""
    return and_(Job.id == job_id, Job.token == token, Job.state == "running")


def fenced(job_id: str) -> Fenced:
    return Fenced(f"Another worker owns {job_id} now, or it was cancelled; this work is discarded.")


def extend(job_id: str, token: str) -> None:
    """The lease begins anew. Raises Fenced where it is lost."""
    until = machine_now() + timedelta(seconds=settings().lease_seconds)
    with transaction() as session:
        changed = session.execute(
            update(Job)
            .where(holds(job_id, token))
            .values(lease_until=until)
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        ).one_or_none()
    if changed is None:
        raise fenced(job_id)


@contextmanager
def kept(lease: Lease, longest_seconds: float) -> Iterator[None]:
    """Extends the lease three times per lease time while the block runs, but not beyond `longest_seconds`.

    A frozen or killed process extends nothing, so its job becomes free; one that hangs is stopped by its time limit, and if that
    fails too, by `longest_seconds`.
    """
    stop = threading.Event()
    keeper = threading.Thread(target=_keep, args=(lease, stop, longest_seconds), name="lease keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep(lease: Lease, stop: threading.Event, longest_seconds: float) -> None:
    every = settings().lease_seconds / 3
    for _ in range(int(longest_seconds / every)):
        if stop.wait(every):
            return
        try:
            lease.extend()
        except Fenced:
            return
        except SQLAlchemyError as error:
            # The database may be busy or away for a moment. The next round tries again; if it stays away the lease runs out.
            _log.warning("lease_not_extended", job=lease.job_id, error=type(error).__name__)
