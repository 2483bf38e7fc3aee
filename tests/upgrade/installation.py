"""An installation of an earlier release as it was left, put into a database. README.md says how it was made."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import JSON, Boolean, Connection, Date, DateTime, Engine, Integer, MetaData, Table, func, select

from service.app.database.config import alembic_config
from service.db.base import utc_now

HERE = Path(__file__).resolve().parent
REVISION = "0001"
"""Its tables."""


@cache
def installation() -> dict[str, Any]:
    """`tables` (name -> columns, rows), `files` (path -> base64), `links` (a gift by what became of it -> addresses and its id),
    the running `campaign`, ways to sign in, names of the `settings` there were, and when it was left (`left_at`)."""
    found: dict[str, Any] = json.loads(gzip.decompress((HERE / "installation.json.gz").read_bytes()))
    return found


@cache
def variables() -> dict[str, str]:
    """The environment it ran with."""
    found: dict[str, str] = json.loads((HERE / "settings.json").read_text(encoding="utf-8"))
    return found


def rows_of(table: str) -> list[dict[str, Any]]:
    """Rows as SQLite kept them: instants and JSON as text."""
    kept = installation()["tables"][table]
    return [dict(zip(kept["columns"], row, strict=True)) for row in kept["rows"]]


@cache
def days_since() -> timedelta:
    """All days and instants are moved by so many whole days: whenever this is run, it was left within the last day."""
    return timedelta(days=(utc_now() - datetime.fromisoformat(installation()["left_at"])).days)


def load_tables(into: Engine) -> None:
    """Makes the tables of that time in an empty database and fills them."""
    command.upgrade(alembic_config(into), REVISION)
    then = MetaData()
    then.reflect(into)
    with into.begin() as connection:
        for table in then.sorted_tables:
            if table.name not in installation()["tables"]:
                continue
            rows = [
                {name: _typed(value, table.c[name].type) for name, value in row.items()} for row in rows_of(table.name)
            ]
            connection.execute(table.insert(), rows)
            if into.dialect.name == "postgresql" and isinstance(next(iter(table.primary_key)).type, Integer):
                _count_on(connection, table)


def load_files(into: Path) -> None:
    """What had been drawn, into the folder of drawn files."""
    for name, body in installation()["files"].items():
        path = into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(body))


def _count_on(connection: Connection, table: Table) -> None:
    """Numbers that PostgreSQL gives itself go on after those that were brought."""
    (number,) = table.primary_key
    sequence = func.pg_get_serial_sequence(table.name, number.name)
    connection.execute(select(func.setval(sequence, select(func.max(number)).scalar_subquery())))


def _typed(value: Any, kind: object) -> Any:
    """A value as SQLite kept it -> what the driver of any database takes."""
    if value is None:
        return None
    if isinstance(value, dict):
        return base64.b64decode(value["base64"])
    if isinstance(kind, JSON):
        return json.loads(value)
    if isinstance(kind, Boolean):
        return bool(value)
    if isinstance(kind, DateTime):
        return datetime.fromisoformat(value) + days_since()
    return date.fromisoformat(value) + days_since() if isinstance(kind, Date) else value
