"""The one Celery task."""

from __future__ import annotations

from socket import gethostname

import pytest

from service.db.base import utc_now
from service.jobs.broker import TASK_NAME
from service.jobs.celery_task import with_task
from tests.service.jobs.ledger import ask, job


@pytest.mark.usefixtures("database")
def test_it_runs_the_job_of_that_id_in_its_workers_name() -> None:
    job_id = ask(run_at=utc_now())
    task = with_task().tasks[TASK_NAME]

    task.apply(args=(job_id,), throw=True)

    assert (job(job_id).state, job(job_id).worker) == ("done", gethostname())


def test_asking_for_the_app_twice_gives_the_same_one() -> None:
    assert with_task() is with_task()
