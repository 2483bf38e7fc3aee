"""A worker as the product's, with work to break."""

from __future__ import annotations

import os

import tests.faults.clock.wrong_clock  # noqa: F401 - before everything that reads the hour
from service.app.logs.log import configure_logging
from service.jobs.celery_task import with_task
from service.jobs.worker_life import WorkerLife
from tests.faults.fault_kinds import register_faults

configure_logging("WARNING")
register_faults()
WorkerLife().attach()
app = with_task()
if "FAULT_ENDS_WHEN_REFUSED" in os.environ:
    app.conf.broker_channel_error_retry = False  # a control: its test says what it takes away
