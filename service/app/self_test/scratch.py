"""A database beside the installation's own, of the same kind and made by the same migrations, that is gone afterwards.

It is not a copy of what is kept about people: what is tried in it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Engine, create_engine, text

from service.app.database.migrate import migrate
from service.config import settings
from service.db.connect import make_engine

SCHEMA: Final = "handpicked_self_test"


@contextmanager
def scratch() -> Iterator[Engine]:
    """An engine on an empty, migrated database: a file in a folder of its own, or a schema in the same PostgreSQL database.

    One self-test at a time has the schema; what an earlier one left behind, killed in the middle, is removed first.
    """
    if settings().database.startswith("sqlite"):
        with TemporaryDirectory(prefix="handpicked-") as folder:
            yield from _migrated(make_engine(f"sqlite:///{Path(folder) / 'scratch.sqlite3'}"))
        return
    own = make_engine(settings().database)
    try:
        with own.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
        yield from _migrated(
            create_engine(
                settings().database, hide_parameters=True, connect_args={"options": f"-csearch_path={SCHEMA}"}
            )
        )
    finally:
        with own.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        own.dispose()


def _migrated(on: Engine) -> Iterator[Engine]:
    try:
        migrate(on)
        yield on
    finally:
        on.dispose()
