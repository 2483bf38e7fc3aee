"""A worker as the product's, with nothing to do but the ledger's own work."""

from __future__ import annotations

from benchmarks.running.empty import register_empty
from service.app.logs.log import configure_logging
from service.jobs.celery_task import with_task
from service.jobs.worker_life import WorkerLife

configure_logging("INFO")
register_empty()
WorkerLife().attach()
app = with_task()
