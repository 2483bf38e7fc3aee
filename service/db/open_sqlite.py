"""Opening a SQLite file with this product's rules; also where it can only be read, in a folder without room or without rights.

A file in WAL mode cannot even be read without a helper file beside it, which a full or read-only folder does not take. Then a
snapshot is read instead: everything can be looked at, and every attempt to write fails.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry

SNAPSHOTS_IN: Final = ("/dev/shm", None)  # noqa: S108 a folder of our own is made inside, private to us
"""Where a snapshot lies while it is read: memory first, since the disk may be what is full; else the system's folder."""

_CANNOT_WRITE: Final = frozenset(
    {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL}
)
_PRAGMAS: Final = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
_TRIES: Final = 3
_OTHER_LOCKS_MS: Final = 2000
"""For the locks of a moment that reading and committing may meet, as while the log is read after a crash."""
_FIRST_WAIT: Final = 0.01
_LEAST_WAIT: Final = 0.002


class Snapshot(sqlite3.Connection):
    """A connection to look with, once; it takes no changes."""


def open_sqlite(path: str, busy_seconds: float) -> sqlite3.Connection:
    """A connection to the database at `path`, or a `Snapshot` where nothing can be written beside it.

    Raises sqlite3.OperationalError where it cannot be read either.
    """
    # Opened where nothing may be written, it could not be written to later either, so it is not kept.
    kind = sqlite3.Connection if _may_write(Path(path)) else Snapshot
    connection = sqlite3.connect(
        path, timeout=busy_seconds, isolation_level=None, check_same_thread=False, factory=kind
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # opens what the pragmas did not need
    except sqlite3.OperationalError as error:
        connection.close()
        if error.sqlite_errorcode & 0xFF not in _CANNOT_WRITE or not _has_pages(Path(path)):
            raise
        return _snapshot(Path(path))
    return connection


def begin_writing(connection: Connection, seconds: float) -> None:
    """BEGIN IMMEDIATE, waiting for the writer that has the lock. Raises SQLAlchemy's OperationalError after so many seconds.

    SQLite's own wait asks ever more seldom, ten times a second in the end: under steady writing whoever waits longest is passed by
    everybody who has just come. Here who has waited longer asks more often.
    """
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    began = monotonic()
    try:
        while True:
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                waited = monotonic() - began
                if _code_of(error) != sqlite3.SQLITE_BUSY or waited >= seconds:
                    raise
            sleep(max(_LEAST_WAIT, _FIRST_WAIT * (1 - waited)) * random.uniform(0.5, 1.0))  # noqa: S311 spreads load
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={_OTHER_LOCKS_MS}")


def _code_of(error: OperationalError) -> int:
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def refresh_snapshots(engine: Engine) -> None:
    """A snapshot is looked at once: the next who asks opens the database anew, and finds it as it is by then."""

    @event.listens_for(engine, "checkout")
    def _once(connection: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        if isinstance(connection, Snapshot):
            if record.info.get("looked_at") is connection:
                raise DisconnectionError
            record.info["looked_at"] = connection


def _may_write(path: Path) -> bool:
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _has_pages(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _snapshot(path: Path) -> sqlite3.Connection:
    """The database with what stands in its log, copied while nobody wrote; its files are gone when it is closed."""
    with _folder(path) as folder:
        copy = folder / "snapshot.sqlite3"
        _copy_still(path, copy)
        folded = sqlite3.connect(copy, isolation_level=None)
        folded.execute("PRAGMA journal_mode=DELETE")
        folded.close()
        address = f"file:{quote(str(copy))}?mode=ro"
        connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False, factory=Snapshot)
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the file is open from here on
    return connection


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """A private folder with room for a copy."""
    needed = 2 * sum(one.stat().st_size for one in _files(path))
    for parent in SNAPSHOTS_IN:
        with suppress(OSError):
            made = tempfile.mkdtemp(prefix="handpicked-", dir=parent)
            try:
                if shutil.disk_usage(made).free > needed:
                    yield Path(made)
                    return
            finally:
                shutil.rmtree(made, ignore_errors=True)
    raise sqlite3.OperationalError("No folder has room for a readable copy of the database.")


def _copy_still(path: Path, copy: Path) -> None:
    """Copies file and log; again where either changed meanwhile."""
    for _ in range(_TRIES):
        before = _marks(path)
        for one in _files(path):
            shutil.copyfile(one, copy.with_name(copy.name + one.name.removeprefix(path.name)))
        if _marks(path) == before:
            return


def _files(path: Path) -> list[Path]:
    log = path.with_name(f"{path.name}-wal")
    return [path, log] if log.exists() else [path]


def _marks(path: Path) -> list[tuple[int, int]]:
    return [(one.stat().st_size, one.stat().st_mtime_ns) for one in _files(path)]
