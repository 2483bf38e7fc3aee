"""The web server's own words as our log lines, cut before they are written: it quotes what a client sent, and that may be a link,
a cookie or a name. Of a request that cannot be read only the kind of fault is told."""

from __future__ import annotations

import logging
import re
import sys
from typing import Final

from gunicorn.config import Config
from gunicorn.glogging import Logger

from service.app.logs.log import log_handler

_WORDS: Final = re.compile(r"[A-Za-z][A-Za-z ]*[A-Za-z]")
_HARMLESS: Final = re.compile(r"[A-Z]+[0-9]?")
"""A signal's name."""
_INVALID: Final = "Invalid request from"
_ABOUT_REQUEST: Final = re.compile(r"Error handling|Invalid request|Socket error|Expect")


class ServerLog(Logger):  # type: ignore[misc]
    """Gunicorn's logger with our handler, in the master and in every process that serves pages. There is no access log."""

    def setup(self, cfg: Config) -> None:
        """Gunicorn's own start of its log: errors go through our handler, accesses nowhere."""
        super().setup(cfg)
        handler = log_handler()
        handler.addFilter(cut)
        self.error_log.handlers[:] = [handler]
        self.access_log.handlers[:] = []


def cut(record: logging.LogRecord) -> bool:
    """Leaves of a record only what the server itself says: its first plain words, numbers and signal names it was given, the class
    of the error that is being handled. Always True: the line is written, shorter."""
    words = _WORDS.match(str(record.msg))
    said = words.group() if words else "server"
    if _ABOUT_REQUEST.match(said):
        said = _INVALID if said.startswith(_INVALID) else said
        error = sys.exc_info()[1]
        if error is not None and not record.exc_info:
            record.exc_info = (type(error), error, error.__traceback__)
    elif _is_ours(record):
        said = record.getMessage()
    record.msg, record.args = said, ()
    record.stack_info = None
    return True


def _is_ours(record: logging.LogRecord) -> bool:
    """A constant sentence with numbers and names of signals in it; what was put together beforehand may hold anything."""
    given = record.args
    return bool(given) and isinstance(given, tuple) and all(_is_harmless(one) for one in given)


def _is_harmless(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and _HARMLESS.fullmatch(value) is not None)
