"""Gunicorn's settings, taken from ours. Threads wait for the database; processes share the work."""

from __future__ import annotations

from typing import Any

from service.app.log import configure_logging
from service.config import settings

bind = f"{settings().host}:{settings().port}"
workers = settings().web_workers
worker_class = "gthread"
threads = 8
timeout = 60
graceful_timeout = 10
keepalive = 5
# Recycled now and then, not all at once, in case a library leaks.
max_requests = 5000
max_requests_jitter = 1000
# No access log: addresses of recipients' pages carry their link.
accesslog = None
loglevel = "warning"


def post_worker_init(_worker: Any) -> None:
    """Our logs, in each process that serves pages."""
    configure_logging(settings().log_level)
