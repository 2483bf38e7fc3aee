"""The peer: Celery as its first steps have it, on the same broker, with the same empty work. Neither keeps results."""

from __future__ import annotations

from typing import Final

from celery import Celery

from service.config import settings
from service.jobs.broker import broker_url

TASK: Final = "empty"
app = Celery("bare", broker=broker_url(settings()), set_as_current=False)
app.conf.update(task_ignore_result=True, broker_connection_retry_on_startup=True)


def _nothing(_subject: str) -> None:
    """What the job of the ledger does as well."""


app.task(name=TASK)(_nothing)
