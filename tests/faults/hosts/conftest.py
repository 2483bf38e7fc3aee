"""A database of their own for hosts: they bring it to tables that no other test may meet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from service.db.connect import dispose_engines
from tests.conftest import POSTGRES_DATABASE, forget_settings
from tests.postgres import PostgresServer

_NUMBERS = count(1)


@pytest.fixture
def own_database(postgres: PostgresServer, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A migrated, empty PostgreSQL database that nobody else gets. Its URL."""
    url = postgres.create(f"hosts_{next(_NUMBERS)}", like=POSTGRES_DATABASE)
    monkeypatch.setenv("HANDPICKED_DATABASE_URL", url)
    data_dir.mkdir(exist_ok=True)
    forget_settings()
    yield url
    dispose_engines()
