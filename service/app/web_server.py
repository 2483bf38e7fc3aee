"""Gunicorn's settings, taken from ours. Threads wait for the database; processes share the work."""

from __future__ import annotations

import gc
import sys

from service.app.database.fitting_key import require_fitting_key
from service.app.logs.log import configure_logging, keep_all_in_log, refused_start
from service.app.processes.private import UMASK, keep_private
from service.app.server.log import ServerLog
from service.bounded import warm
from service.config import settings
from service.errors import HandpickedError

_IS_SERVED = "gunicorn.arbiter" in sys.modules or "gunicorn.app.wsgiapp" in sys.modules
"""Read by the server itself, not by a test or a tool."""
if _IS_SERVED:
    keep_private()
    keep_all_in_log()
    try:
        require_fitting_key()
    except HandpickedError as error:
        refused_start(error)

bind = [f"{settings().host}:{settings().port}"]
if settings().metrics_port:
    bind.append(f"{settings().metrics_host}:{settings().metrics_port}")
workers = settings().web_workers
# Loaded once by the process that watches over the others: they share its memory, and a recycled one is there at once.
preload_app = True
worker_class = "service.app.server.worker.PatientWorker"
threads = 8
# A process that lists more gives up the one that has waited longest.
worker_connections = 400
timeout = 60
graceful_timeout = 10
keepalive = 5
# Replaced where it grows (`server.growth`), in case a library leaks, and not by a count: a start costs seconds of CPU.
max_requests = 0
umask = UMASK
# Where a request came from and under which path we are: no client says that. A proxy is believed by its address alone
# (HANDPICKED_TRUSTED_PROXIES), and our own address is HANDPICKED_BASE_URL.
forwarded_allow_ips = ""
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
limit_request_fields = 64
# No access log: addresses of recipients' pages carry their link.
accesslog = None
loglevel = "warning"
logger_class = ServerLog


def when_ready(_server: object) -> None:
    """Before the first process is forked: nobody's collector goes through what they share, and copies it by that."""
    gc.collect()
    gc.freeze()


def post_worker_init(_worker: object) -> None:
    """Our logs, in each process that serves pages, and the child that reads files: nobody's first upload waits for its start."""
    configure_logging(settings().log_level)
    warm()
