"""A database of its own for a benchmark, on SQLite or on a private PostgreSQL, gone afterwards."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.app.database.migrate import migrate
from service.app.wiring import register_all
from service.config import settings
from service.db.connect import dispose_engines, engine
from service.security.keys import derive_key
from tests.postgres import PostgresServer, find_postgres

NAMES = ("sqlite", "postgresql")


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """A migrated, empty database behind `transaction()` and `reading()`. Raises SystemExit where there is no PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="hp-bench-", dir="/tmp") as folder:
        if name == "sqlite":
            with _behind(Path(folder), None):
                yield
            return
        binaries = find_postgres()
        if binaries is None:
            raise SystemExit("There is no PostgreSQL here. Install it, or measure with --database sqlite.")
        with PostgresServer.running(binaries) as server, _behind(Path(folder), server.create("bench")):
            yield


@contextmanager
def _behind(folder: Path, url: str | None) -> Iterator[None]:
    os.environ["HANDPICKED_DATA_DIR"] = str(folder)
    os.environ["HANDPICKED_SECRET_KEY"] = "a secret for benchmarks only, 32 characters"  # noqa: S105
    os.environ.pop("HANDPICKED_DATABASE_URL", None)
    if url is not None:
        os.environ["HANDPICKED_DATABASE_URL"] = url
    settings.cache_clear()
    derive_key.cache_clear()
    register_all()
    migrate(engine())
    try:
        yield
    finally:
        dispose_engines()
