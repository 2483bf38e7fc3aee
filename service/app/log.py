"""Logs: one JSON object a line on standard error, without personal values. Of an exception only class and place are told."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_TALKATIVE: Final = ("celery", "kombu", "fontTools", "weasyprint", "PIL", "alembic", "gunicorn.access")


def configure_logging(level: str) -> None:
    """Sends structlog's and the standard library's records the same way. `level` is a name such as INFO; may be called again."""
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        place_only,
    ]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *shared,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def place_only(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replaces an exception by its class and the line it came from: its message may quote what a person typed."""
    given = event.pop("exc_info", None)
    error = sys.exc_info()[1] if given is True else given[1] if isinstance(given, tuple) else given
    if isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        event["error"] = type(error).__name__
        if frames:
            event["error_at"] = f"{Path(frames[-1].filename).name}:{frames[-1].lineno} {frames[-1].name}"
    return event
