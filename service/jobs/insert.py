"""Writing down any number of jobs that differ only in their subject: one statement, whatever the number, prepared once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Dialect, String, bindparam, func, literal_column, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement

from service.db.writing.prepared import Prepared
from service.jobs.models import Job

_KEY: Final = ("kind", "subject_id", "version")
_SHARED: Final = ("kind", "version", "workspace_id", "campaign_id", "queue", "run_at", "max_attempts", "created_at")
_AT_FIRST: Final = {"state": "'pending'", "attempt": "0", "lease_expiries": "0", "crashes": "0"}
_job: Any = Job.__table__  # a table of the mapping, whose columns mypy does not know


def insert_jobs(connection: Connection, jobs: Sequence[tuple[str, str]], **shared: Any) -> list[str]:
    """Jobs, given as (id, subject), that wait from `run_at` on: the ids of those that are new. `shared`: the columns that are the
    same for all of them."""
    if not jobs:
        return []
    if connection.dialect.name == "postgresql":
        given: dict[str, Any] = {"ids": [one for one, _ in jobs], "subjects": [subject for _, subject in jobs]}
    else:
        given = {"jobs": json.dumps(jobs)}
    return [row.id for row in _INSERT.run(connection, **given, **{f"the_{key}": shared[key] for key in _SHARED})]


def _insert(dialect: Dialect) -> ClauseElement:
    those = [bindparam(f"the_{name}", type_=_job.c[name].type).label(name) for name in _SHARED]
    those += [literal_column(value).label(name) for name, value in _AT_FIRST.items()]
    names = ("id", "subject_id", *_SHARED, *_AT_FIRST)
    if dialect.name == "postgresql":
        texts = postgresql.ARRAY(String)
        listed = func.unnest(bindparam("ids", type_=texts), bindparam("subjects", type_=texts))
        rows = listed.table_valued("id", "subject", name="listed").render_derived()
        return (
            postgresql.insert(_job)
            .from_select(names, select(rows.c.id, rows.c.subject, *those), include_defaults=False)
            .on_conflict_do_nothing(index_elements=_KEY)
            .returning(_job.c.id)
        )
    rows = func.json_each(bindparam("jobs", type_=String())).table_valued("value", name="listed")
    id_, subject = (literal_column(f"listed.value ->> {place}") for place in (0, 1))
    # Without a WHERE, SQLite would take the conflict's ON for that of a join.
    listed = select(id_, subject, *those).select_from(rows).where(text("true"))
    return (
        sqlite.insert(_job)
        .from_select(names, listed, include_defaults=False)
        .on_conflict_do_nothing(index_elements=_KEY)
        .returning(_job.c.id)
    )


_INSERT: Final = Prepared(_insert)
