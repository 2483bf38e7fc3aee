"""Writing down any number of jobs that differ only in their subject: one statement, whatever the number, prepared once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Dialect, String, bindparam, literal_column, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from service.db.writing.listed import as_listed, listed
from service.db.writing.prepared import Prepared
from service.jobs.models import Job

_OWN: Final = ("id", "subject_id")
_KEY: Final = ("kind", "subject_id", "version")
_SHARED: Final = (
    "kind",
    "version",
    "workspace_id",
    "campaign_id",
    "request_id",
    "queue",
    "run_at",
    "max_attempts",
    "passes_pause",
    "created_at",
)
_AT_FIRST: Final = {"state": "'pending'", "attempt": "0", "lease_expiries": "0", "crashes": "0"}
_job: Any = Job.__table__  # a table of the mapping, whose columns mypy does not know


def insert_jobs(connection: Connection, jobs: Sequence[tuple[str, str]], **shared: Any) -> list[str]:
    """Jobs, given as (id, subject), that wait from `run_at` on: the ids of those that are new. `shared`: the columns that are the
    same for all of them."""
    if not jobs:
        return []
    given = as_listed(connection, "listed", _OWN, jobs)
    return [row.id for row in _INSERT.run(connection, **given, **{f"the_{key}": shared[key] for key in _SHARED})]


def _insert(dialect: Dialect) -> ClauseElement:
    rows = listed(dialect, "listed", dict.fromkeys(_OWN, String()))
    those = [bindparam(f"the_{name}", type_=_job.c[name].type).label(name) for name in _SHARED]
    those += [literal_column(value).label(name) for name, value in _AT_FIRST.items()]
    insert = postgresql.insert(_job) if dialect.name == "postgresql" else sqlite.insert(_job)
    # Without a WHERE, SQLite would take the conflict's ON for that of a join.
    chosen = select(rows.c.id, rows.c.subject_id, *those).where(text("true"))
    return (
        insert.from_select((*_OWN, *_SHARED, *_AT_FIRST), chosen, include_defaults=False)
        .on_conflict_do_nothing(index_elements=_KEY)
        .returning(_job.c.id)
    )


_INSERT: Final = Prepared(_insert)
