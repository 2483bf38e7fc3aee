"""The workers' door: `celery -A worker worker --queues render`."""

from __future__ import annotations

from service.app.wiring import worker_app

app = worker_app()
