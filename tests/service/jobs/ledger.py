"""Jobs for tests: asking for one, looking at one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import update

from service.db.connect import reading, transaction
from service.jobs.act_types import Lease
from service.jobs.claim import claim
from service.jobs.enqueue import enqueue
from service.jobs.models import Job

AT = datetime(2031, 3, 17, 9, 0, tzinfo=UTC)


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


def ask(subject_id: str = "gft_1", kind: str = "test.do", **values: Any) -> str:
    """A new job, due at AT unless told otherwise."""
    columns = {
        name: values.pop(name) for name in list(values) if name in {"state", "attempt", "lease_expiries", "queue"}
    }
    with transaction() as session:
        job_id = enqueue(session, kind, subject_id, **{"run_at": AT, **values})
        assert job_id is not None
        if columns:
            session.execute(update(Job).where(Job.id == job_id).values(**columns))
    return job_id


def change(job_id: str, **values: Any) -> None:
    with transaction() as session:
        session.execute(update(Job).where(Job.id == job_id).values(**values))


def job(job_id: str) -> Job:
    with reading() as session:
        found = session.get_one(Job, job_id)
        session.expunge(found)
        return found


def taken(job_id: str, worker: str = "w1", at: datetime = AT) -> Lease:
    lease = claim(job_id, worker, at)
    assert lease is not None
    return lease
