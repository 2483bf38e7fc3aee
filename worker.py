"""The workers' door: `celery -A worker worker --queues render`."""

from __future__ import annotations

from service.app.logs.log import keep_all_in_log, refused_start
from service.app.processes.not_root import require_no_root
from service.app.processes.private import keep_private
from service.config import settings
from service.errors import HandpickedError

keep_private()
keep_all_in_log()
try:
    require_no_root(settings())

    from service.app.wiring import worker_app

    app = worker_app()
except HandpickedError as error:
    refused_start(error)
