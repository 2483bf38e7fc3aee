"""The door for files: a list is read in a bounded process of its own, whatever it is made of, and every file gets its sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any, Final

import structlog

from service.bounded import MEMORY_MB, TooCostly, Unread, read_bounded
from service.planning.people.lists.codes import ListRefused
from service.planning.people.lists.files.workbook import unreadable
from service.planning.people.lists.headings import Field

if TYPE_CHECKING:
    from service.planning.people.lists.intake import Upload

_log = structlog.get_logger()
_READ_UPLOAD: Final = "service.planning.people.lists.intake:read_upload"
_READ_TEXTS: Final = "service.planning.people.lists.intake:read_texts"


def read_list(
    data: bytes,
    filename: str,
    corrections: Mapping[tuple[int, Field], str] | None = None,
    skip: Collection[int] = (),
) -> Upload:
    """As `intake.read_upload`, within limits. Raises ListRefused also for a file that would take too much of the machine."""
    upload: Upload = _within_limits(_READ_UPLOAD, data, filename, dict(corrections or {}), frozenset(skip))
    return upload


def read_texts(data: bytes, filename: str) -> list[str]:
    """As `intake.read_texts`, within limits. Raises ListRefused likewise."""
    texts: list[str] = _within_limits(_READ_TEXTS, data, filename)
    return texts


def _within_limits(act: str, *given: object) -> Any:
    """What a reader of lists makes of a file in the bounded process. Raises ListRefused."""
    try:
        return read_bounded(act, *given)
    except TooCostly:
        raise ListRefused(
            "file_too_heavy",
            f"The file is too large to read at once: it needs too much time, or more than {MEMORY_MB} MB of memory. "
            "Copy only the rows and columns with your people into a new sheet, save it as CSV (UTF-8) or XLSX, "
            "and upload that.",
        ) from None
    except Unread as error:
        _log.error("file_unread", error=error.kind, where=error.place)
        raise unreadable() from None
