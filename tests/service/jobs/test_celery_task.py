"""The one Celery task."""

from __future__ import annotations

from socket import gethostname

import pytest

from service.db.base import utc_now
from service.jobs import celery_task
from service.jobs.broker import TASK_NAME
from service.jobs.celery_task import with_task
from service.jobs.run import Interrupted
from tests.service.jobs.ledger import ask, job


@pytest.mark.usefixtures("database")
def test_it_runs_the_job_of_that_id_in_its_workers_name() -> None:
    job_id = ask(run_at=utc_now())
    task = with_task().tasks[TASK_NAME]

    task.apply(args=(job_id,), throw=True)

    assert (job(job_id).state, job(job_id).worker) == ("done", gethostname())


@pytest.mark.usefixtures("database")
def test_a_process_that_was_interrupted_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_job_id: str, worker: str) -> int:
        raise Interrupted

    monkeypatch.setattr(celery_task, "run_jobs", interrupted)
    with pytest.raises(SystemExit) as left:
        with_task().tasks[TASK_NAME].apply(args=("job_1",), throw=True)
    assert left.value.code == celery_task.INTERRUPTED_EXIT_CODE


def test_asking_for_the_app_twice_gives_the_same_one() -> None:
    assert with_task() is with_task()
