"""Is there room on the disk, and was it for want of room that something failed? Asking writes nothing."""

from __future__ import annotations

import errno
import os
import resource
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Literal

from service.config import Settings, settings, sqlite_file

FULL_BELOW_BYTES: Final = 1024 * 1024
"""SQLite's log of a page, a file of a rendition: with less than this nothing can be counted on."""

Want = Literal["full", "read_only"]
_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_SQLITE_VAGUE: Final = frozenset({sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY})
"""What SQLite says when it cannot make or lengthen a file; whether for want of room, only the disk tells."""
_POSTGRES_DISK_FULL: Final = "53100"
_POSTGRES_READ_ONLY: Final = "25006"


def disk_want(of: Settings | None = None) -> Want | None:
    """What the folders of data and database lack now: room, or the right to write; None where they lack neither."""
    folders = [folder for folder in _folders(of or settings()) if folder.is_dir()]
    if any(_free_bytes(folder) < FULL_BELOW_BYTES for folder in folders):
        return "full"
    return "read_only" if any(not os.access(folder, os.W_OK) for folder in folders) else None


def about_disk(of: Settings | None = None) -> str | None:
    """A sentence for whoever runs the product, or None where all is well."""
    chosen = of or settings()
    want = disk_want(chosen)
    if want == "full":
        return (
            f"The disk is full: there is no room in {chosen.data_dir}. Nothing that was saved is lost. Free some "
            "space, and everything continues automatically."
        )
    if want == "read_only":
        return f"{chosen.data_dir} is read-only, so nothing is changed. You can still view everything."
    return None


def want_behind(error: BaseException) -> Want | None:
    """Whether this error, or what led to it, came for want of room or of the right to write; None for every other cause."""
    return next((want for one in _chain(error) if (want := _want_of(one)) is not None), None)


def _want_of(error: BaseException) -> Want | None:
    if isinstance(error, OSError):
        if error.errno in _NO_ROOM:
            return "full"
        return "read_only" if error.errno == errno.EROFS else None
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return "full"
        return disk_want() or _by_code(code) if code in _SQLITE_VAGUE else None
    state = getattr(error, "sqlstate", None)
    if state == _POSTGRES_DISK_FULL:
        return "full"
    return "read_only" if state == _POSTGRES_READ_ONLY else None


def _by_code(code: int) -> Want | None:
    """Where the disk itself has room: a limit on the size of our files counts as want of room."""
    if code == sqlite3.SQLITE_READONLY:
        return "read_only"
    is_limited = resource.getrlimit(resource.RLIMIT_FSIZE)[0] != resource.RLIM_INFINITY
    return "full" if code == sqlite3.SQLITE_IOERR and is_limited else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what the database driver said, and what it arose from; each once."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        one = waiting.pop(0)
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [getattr(one, "orig", None), one.__cause__, one.__context__]


def _folders(of: Settings) -> list[Path]:
    file = sqlite_file(of.database)
    return [of.data_dir] if file is None else [of.data_dir, file.absolute().parent]


def _free_bytes(folder: Path) -> int:
    """For us, not for root alone. Where there is no number left for a file, there is no room either."""
    found = os.statvfs(folder)
    if found.f_files and not found.f_favail:
        return 0
    return found.f_bavail * found.f_frsize
