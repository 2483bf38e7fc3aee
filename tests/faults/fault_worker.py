"""A worker as the product's, with one kind of work: take a tenth of a second, then write one row for each effect."""

from __future__ import annotations

from time import sleep

from sqlalchemy import text
from sqlalchemy.orm import Session

from service.app.log import configure_logging
from service.jobs.acts import Effect, JobKind, Lease
from service.jobs.celery_task import with_task
from service.jobs.kinds import register
from service.jobs.worker_life import WorkerLife


def _do(lease: Lease) -> Effect:
    sleep(0.1)

    def effect(session: Session) -> None:
        session.execute(
            text("INSERT INTO effect (subject, token) VALUES (:subject, :token)"),
            {"subject": lease.subject_id, "token": lease.token},
        )

    return effect


KIND = JobKind("fault.do", _do, "default", max_attempts=10)

configure_logging("WARNING")
register({KIND.name: KIND})
WorkerLife().attach()
app = with_task()
