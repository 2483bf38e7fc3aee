"""The door for files: a sheet is read in a bounded process of its own, whatever it is made of, and every file gets its sentence."""

from __future__ import annotations

from typing import Any

import structlog

from service.bounded import MEMORY_MB, TooCostly, Unread, read_bounded
from service.sheets.refusals import ListRefused
from service.sheets.workbook import unreadable

_log = structlog.get_logger()


def read_within_limits(act: str, *given: object, things: str) -> Any:
    """What `act`, a function named "module:function", makes of a file in the bounded process. `things`: what the file is about,
    such as "your people".

    Raises ListRefused, also for a file that would take too much of the machine.
    """
    try:
        return read_bounded(act, *given)
    except TooCostly:
        raise ListRefused(
            "file_too_heavy",
            f"The file is too large to read at once: it needs too much time, or more than {MEMORY_MB} MB of memory. "
            f"Copy only the rows and columns with {things} into a new sheet, save it as CSV (UTF-8) or XLSX, "
            "and upload that.",
        ) from None
    except Unread as error:
        _log.error("file_unread", error=error.kind, where=error.place)
        raise unreadable() from None
