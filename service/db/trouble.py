"""Is the database in the way for a moment, busy with others or away? Nothing is wrong with such work; it can be tried again."""

from __future__ import annotations

import sqlite3
from typing import Final, Literal

from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError

from service.db.disk import want_behind

Trouble = Literal["busy", "away", "broken_off"]
"""`broken_off`: the connection was lost in the middle, perhaps while it was committed: what became of it nobody knows."""

_BUSY: Final = frozenset({"55P03", "40001", "40P01", "57014", "53300", "25P03"})
"""States of PostgreSQL: lock not available, serialization failure, deadlock, query canceled, too many connections, a transaction
that was silent for too long. By these and not
by the driver's classes, so that nobody loads the driver of a database that they don't have."""
_SQLITE_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})


def trouble_behind(error: BaseException) -> Trouble | None:
    """What is the matter with the database where that, and nothing else, made this error; None for every other cause.

    Want of room on the disk is no such trouble: see `db.disk`.
    """
    if isinstance(error, TimeoutError):
        return "busy"  # every connection of the pool was in use
    if not isinstance(error, DBAPIError) or want_behind(error) is not None:
        return None
    cause = error.orig
    if isinstance(cause, sqlite3.OperationalError):
        return "busy" if getattr(cause, "sqlite_errorcode", 0) & 0xFF in _SQLITE_BUSY else None
    state: str | None = getattr(cause, "sqlstate", None)
    if state in _BUSY:
        return "busy"
    if error.connection_invalidated:
        return "broken_off"
    # Without a state it never reached a server that answers; the states of class 57P are servers that stop or start.
    return "away" if isinstance(error, OperationalError) and (state or "57P")[:3] in {"57P", "080"} else None
