"""The engine of this process and its two ways in: `transaction()` to change, `reading()` to look.

SQLite: WAL, BEGIN IMMEDIATE for every writing transaction (a deferred one fails with "database is locked" when it turns into a
write), a busy timeout, foreign keys on, `synchronous=FULL`. PostgreSQL: READ COMMITTED; races are decided by conditional UPDATEs.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session

from service.config import settings, sqlite_file
from service.db.key_check import key_value, require_own_key
from service.db.open_sqlite import begin_writing, open_sqlite, refresh_snapshots
from service.db.writing.after_commit import note_commit
from service.db.writing.patience import patience_left
from service.db.writing.prepared import Bare
from service.errors import SettingsError

POOL_SECONDS: Final = 10
"""No process of ours has as many threads as the pool has connections; whoever waits all the same is not a page."""
CONNECT_SECONDS: Final = 2
"""A server that does not even answer the door is away."""
IDLE_SECONDS_LEAST: Final = 10
"""However short the leases are: a machine that is busy is not one that is gone."""

_engines: dict[tuple[int, str], Engine] = {}
_proved: set[tuple[str, str]] = set()


def make_engine(url: str, *, busy_seconds: float = 30.0) -> Engine:
    """An engine with this product's rules for `url` (sqlite or postgresql+psycopg)."""
    if url.startswith("sqlite"):
        return _sqlite_engine(url, busy_seconds)
    return _postgres_engine(url)


def _postgres_engine(url: str) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,  # after a restart of the server every connection is found dead, and made anew
        pool_size=5,
        max_overflow=10,
        pool_timeout=POOL_SECONDS,
        connect_args={"connect_timeout": CONNECT_SECONDS},
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if _is_reading(connection) or connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            return  # holds no row, or for a single statement only
        waits = {"idle_in_transaction_session_timeout": idle_seconds()}
        if (left := patience_left()) is not None:
            waits["lock_timeout"] = left
        # `true`: until this transaction ends, as by SET LOCAL.
        each = (f"set_config('{name}', '{int(seconds * 1000)}', true)" for name, seconds in waits.items())
        connection.exec_driver_sql(f"SELECT {', '.join(each)}")

    return engine


def idle_seconds() -> float:
    """How long a transaction that writes may ask nothing before PostgreSQL ends it and its locks. A host that is cut off in the
    middle of one would otherwise keep its rows from everybody for hours. Whoever is silent for so long has lost its lease too."""
    return max(IDLE_SECONDS_LEAST, settings().lease_seconds)


def _sqlite_engine(url: str, busy_seconds: float) -> Engine:
    Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    path = sqlite_file(url)
    if path is None:
        raise SettingsError("HANDPICKED_DATABASE_URL: a database that lives in memory alone serves one process only.")
    # Python's driver must not begin transactions by itself; the "begin" listener below does.
    engine = create_engine(url, hide_parameters=True, creator=lambda: open_sqlite(str(path), busy_seconds))
    refresh_snapshots(engine)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("is_glance", False):
            return  # a single statement sees one moment without being told to
        if _is_reading(connection):
            connection.exec_driver_sql("BEGIN")
        else:
            left = patience_left()
            begin_writing(connection, busy_seconds if left is None else min(left, busy_seconds))

    return engine


def _is_reading(connection: Connection) -> bool:
    return bool(connection.get_execution_options().get("reading", False))


def engine() -> Engine:
    """This process's engine. A forked child gets its own: sockets and file locks do not survive a fork.

    Every process comes by here, so here its key is compared with the data. Raises SettingsError for another key.
    """
    key = (os.getpid(), settings().database)
    if key not in _engines:
        _require_own_key_once()
        _engines.setdefault(key, make_engine(settings().database))  # of several threads that come first, one is heard
    return _engines[key]


def _require_own_key_once() -> None:
    """Once for each database and key; what is proved holds for forked children too."""
    proof = (settings().database, key_value())
    if proof in _proved:
        return
    asked = make_engine(settings().database)
    try:
        with asked.connect().execution_options(reading=True) as connection:
            require_own_key(connection)
    finally:
        asked.dispose()
    _proved.add(proof)


def dispose_engines() -> None:
    """Closes this process's connections; tests and forks call it."""
    for (pid, _), opened in list(_engines.items()):
        opened.dispose(close=pid == os.getpid())
    _engines.clear()


@contextmanager
def transaction() -> Iterator[Session]:
    """One session, one transaction: committed at the end, rolled back on any error. Nothing slow happens inside."""
    with Session(engine(), expire_on_commit=False) as session, session.begin():
        yield session
    note_commit()


@contextmanager
def brief() -> Iterator[Connection]:
    """A transaction of a statement or two, without a session; committed at the end, rolled back on any error.

    On PostgreSQL each statement is a transaction of its own, unless somebody waits for the answer (`patience`): then all are one,
    which waits no longer than they do. So whatever belongs together has to be one statement there.
    """
    with engine().connect() as connection:
        if connection.dialect.name == "postgresql" and patience_left() is None:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")
        else:
            with connection.execution_options(is_brief=True).begin():
                yield connection
    note_commit()


@contextmanager
def glancing() -> Iterator[Connection]:
    """A connection for one statement that looks, without a session and without a transaction around it: for what is asked more
    often than anything else."""
    with engine().connect() as connection:
        isolation = {"isolation_level": "AUTOCOMMIT"} if connection.dialect.name == "postgresql" else {}
        yield connection.execution_options(reading=True, is_glance=True, **isolation)


@contextmanager
def glimpsing() -> Iterator[Connection | Bare]:
    """As `glancing`, for a `Prepared` statement alone. On SQLite it is the pool's own connection: nothing has to be told to it
    beforehand, and what SQLAlchemy makes around one costs as much as the statement."""
    opened = engine()
    if opened.dialect.name != "sqlite":
        with glancing() as connection:
            yield connection
        return
    try:
        borrowed = opened.raw_connection()
    except sqlite3.Error:  # told by the usual way, in the usual words
        with glancing() as connection:
            yield connection
        return
    try:
        yield Bare(borrowed, opened.dialect, opened.dispatch)
    finally:
        borrowed.close()


@contextmanager
def reading() -> Iterator[Session]:
    """A session to look with. It takes no write lock and writes nothing: what it changed is thrown away.

    Rows that were loaded stay readable afterwards; they belong to no session then.
    """
    with Session(engine().execution_options(reading=True), expire_on_commit=False, autoflush=False) as session:
        yield session
        # A rollback empties every row that the session still holds.
        session.expunge_all()
        session.rollback()
