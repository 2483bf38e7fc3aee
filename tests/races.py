"""Many acts at one moment, and one act in the middle of another."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from threading import Barrier, Lock
from time import monotonic, sleep

import psycopg

from service.config import settings, sqlite_file
from service.errors import HandpickedError

BRIEFLY = 0.4
"""Seconds for which SQLite's one writer stays the same where somebody is kept waiting by it: it tells nobody who waits."""
LONGEST = 30.0
"""Seconds after which somebody who is neither through nor kept waiting is taken for lost; nothing that is sound takes so long."""


def all_at_once(acts: Sequence[Callable[[], None]]) -> int:
    """Runs every act in a thread of its own, from one barrier; answers how many were not refused."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], None]) -> bool:
        barrier.wait()
        try:
            act()
        except HandpickedError:
            return False
        return True

    with ThreadPoolExecutor(len(acts)) as pool:
        return sum(pool.map(run, acts))


def through_or_waiting(is_through: Callable[[], bool]) -> bool:
    """Returns once another thread is through or a lock of the database keeps it waiting, however slow the machine is. True where
    it is through."""
    until = monotonic() + LONGEST
    with _lock_waits() as is_kept_waiting:
        while not is_through() and not is_kept_waiting() and monotonic() < until:
            sleep(0.01)
    return is_through()


class Meeting:
    """Two sides that wait for each other where they come to the same place, unless a lock keeps the other from coming."""

    def __init__(self) -> None:
        self._came = 0
        self._lock = Lock()

    def come(self) -> None:
        """Waits for the other side. Whoever comes after both have been here goes on at once."""
        with self._lock:
            self._came += 1
        through_or_waiting(lambda: self._came > 1)


@contextmanager
def _lock_waits() -> Iterator[Callable[[], bool]]:
    """Whether somebody waits for a lock: PostgreSQL says so; on SQLite somebody does whom its writer has not let in for a while."""
    path = sqlite_file(settings().database)
    if path is None:
        address = settings().database.replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as server:
            yield lambda: server.execute(_WAITING).fetchone() is not None
        return
    with closing(sqlite3.connect(path, isolation_level=None, timeout=0)) as file:
        yield _Busy(file).for_a_while


_WAITING = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


class _Busy:
    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        self._since: float | None = None

    def for_a_while(self) -> bool:
        try:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.execute("ROLLBACK")
            self._since = None
        except sqlite3.OperationalError:
            self._since = self._since or monotonic()
        return self._since is not None and monotonic() - self._since >= BRIEFLY
