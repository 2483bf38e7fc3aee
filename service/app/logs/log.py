"""Logs: one JSON object a line on standard error, without personal values. Of an exception only class and place are told."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NoReturn, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from service.app.logs.log_stream import LogStream
from service.app.logs.log_stream import count_lost as _count_lost
from service.errors import HandpickedError

REFUSED: Final = 2
_TALKATIVE: Final = ("celery", "kombu", "fontTools", "weasyprint", "PIL", "alembic", "gunicorn.access")


def configure_logging(level: str) -> None:
    """Sends structlog's and the standard library's records the same way. `level` is a name such as INFO; may be called again."""
    out = LogStream(sys.stderr)
    structlog.configure(
        processors=[
            _steadfast(
                structlog.contextvars.merge_contextvars,
                *_shared(),
                structlog.processors.JSONRenderer(),
            )
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", out)),
        cache_logger_on_first_use=False,
    )
    logging.root.handlers[:] = [log_handler()]
    logging.root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level]))


def log_handler() -> logging.Handler:
    """For the standard library's records: the same lines on standard error as structlog's."""
    handler = _SteadfastHandler(LogStream(sys.stderr))
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=_shared(),
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    return handler


def keep_all_in_log() -> None:
    """What Python itself would print (a last exception, a thread's, a warning) becomes a line of the log. For processes that nobody
    watches in a terminal, as their first act: where the settings refuse the start, that is a line as well."""
    configure_logging("INFO")
    logging.captureWarnings(capture=True)
    sys.excepthook = _last_words
    threading.excepthook = lambda given: _last_words(given.exc_type, given.exc_value, given.exc_traceback)


def refused_start(error: HandpickedError) -> NoReturn:
    """Ends a process that may not start, with the sentence that says what to do as its last line."""
    structlog.get_logger().error("refused_to_start", sentence=error.sentence)
    sys.exit(REFUSED)


def _last_words(_kind: type[BaseException], error: BaseException | None, _place: TracebackType | None) -> None:
    if isinstance(error, HandpickedError):
        structlog.get_logger().error("process_ended", sentence=error.sentence, exc_info=error)
    elif not isinstance(error, KeyboardInterrupt | SystemExit):
        structlog.get_logger().error("process_ended", exc_info=error)


def _shared() -> list[Processor]:
    return [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        place_only,
    ]


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
