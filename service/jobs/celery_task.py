"""The one Celery task: run a job by its id, and what is due after it. Acts know nothing of Celery."""

from __future__ import annotations

from typing import Any, Final

from celery import Celery, Task

from service.jobs.broker import TASK_NAME, celery_app
from service.jobs.guarded_broker import guard_broker
from service.jobs.run import Interrupted, run_jobs

INTERRUPTED_EXIT_CODE: Final = 75
"""EX_TEMPFAIL of sysexits.h."""


def with_task() -> Celery:
    """This process's Celery app with the task in it; a worker needs it, the web does not."""
    guard_broker()
    app = celery_app()
    if TASK_NAME not in app.tasks:
        app.task(name=TASK_NAME, bind=True)(_run)
    return app


def _run(task: Task[..., Any], job_id: str) -> None:
    try:
        run_jobs(job_id, worker=task.request.hostname)
    except Interrupted:
        # The pool puts a new process in the place of one that leaves.
        raise SystemExit(INTERRUPTED_EXIT_CODE) from None
