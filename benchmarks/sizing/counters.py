"""What processes and the database have spent so far, so that two readings tell what lay between them cost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Self

import psutil
from sqlalchemy import text

from service.config import settings
from service.db.connect import reading

SETTLES_SECONDS: Final = 2.0
"""So long PostgreSQL may keep what it counted to itself."""
_COUNTED: Final = text(
    "SELECT xact_commit AS commits, tup_inserted + tup_updated + tup_deleted AS rows, pg_current_wal_lsn() - '0/0' AS wal,"
    " pg_database_size(datname) AS size FROM pg_stat_database WHERE datname = current_database()"
)


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds of the web, of everything that works off jobs, of the database's server and of the broker; commits and rows
    written; bytes of write-ahead log, of tables, and of files."""

    web: float = 0.0
    workers: float = 0.0
    database: float = 0.0
    broker: float = 0.0
    commits: float = 0.0
    rows: float = 0.0
    wal_bytes: float = 0.0
    table_bytes: float = 0.0
    file_bytes: float = 0.0

    def __sub__(self, other: Self) -> Spent:
        mine, theirs = asdict(self), asdict(other)
        return Spent(**{name: mine[name] - theirs[name] for name in mine})

    def over(self, number: float) -> Spent:
        """A share: of so many people, or of a time."""
        return Spent(**{name: value / number for name, value in asdict(self).items()})

    def not_less_than_nothing(self) -> Spent:
        """Of differences whose rest is noise."""
        return Spent(**{name: max(0.0, value) for name, value in asdict(self).items()})


def read_counters(database: Path) -> Spent:
    """As of now; `database` is the folder of the PostgreSQL server that is used. This process, a benchmark, is not counted."""
    cpu = {"web": 0.0, "workers": 0.0, "broker": 0.0}
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            cpu[_kind_of(process)] += _seconds(process)
    with reading() as session:
        row = session.execute(_COUNTED).one()
    return Spent(
        **cpu,
        database=_tree_seconds(int((database / "data" / "postmaster.pid").read_text("utf-8").split()[0])),
        commits=float(row.commits),
        rows=float(row.rows),
        wal_bytes=float(row.wal),
        table_bytes=float(row.size),
        file_bytes=float(sum(file.stat().st_size for file in _files(settings().renditions_dir))),
    )


def _kind_of(process: psutil.Process) -> str:
    command = " ".join(process.cmdline())
    if "gunicorn" in command:
        return "web"
    return "broker" if "broker.sock" in command else "workers"


def _seconds(process: psutil.Process) -> float:
    """With those of its children that have ended; the living ones are counted for themselves."""
    times = process.cpu_times()
    return times.user + times.system + times.children_user + times.children_system


def _tree_seconds(pid: int) -> float:
    total = 0.0
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            total += _seconds(process)
    return total


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())
