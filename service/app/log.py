"""Logs: one JSON object a line on standard error, without personal values. Of an exception only class and place are told."""

from __future__ import annotations

import logging
import sys
import traceback
from pathlib import Path
from typing import Any, Final, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from service.app.log_stream import LogStream
from service.app.log_stream import count_lost as _count_lost

_TALKATIVE: Final = ("celery", "kombu", "fontTools", "weasyprint", "PIL", "alembic", "gunicorn.access")


def configure_logging(level: str) -> None:
    """Sends structlog's and the standard library's records the same way. `level` is a name such as INFO; may be called again."""
    out = LogStream(sys.stderr)
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        place_only,
    ]
    structlog.configure(
        processors=[
            _steadfast(
                structlog.contextvars.merge_contextvars,
                *shared,
                structlog.processors.JSONRenderer(),
            )
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", out)),
        cache_logger_on_first_use=False,
    )
    handler = _SteadfastHandler(out)
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


def _steadfast(*processors: Processor) -> Processor:
    """All of them in a row; a line that one of them cannot make is left out and counted."""

    def process(logger: WrappedLogger, method: str, event: EventDict) -> Any:
        made: Any = event
        try:
            for processor in processors:
                made = processor(logger, method, made)
        except Exception:  # whatever it was, it is the line that goes, not the work
            _count_lost()
            raise structlog.DropEvent from None
        return made

    return process


class _SteadfastHandler(logging.StreamHandler["LogStream"]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002 the standard library's name
        """A line that cannot be made is left out and counted, without a word on standard error."""
        _count_lost()


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
