"""What tests stand on: an own data folder and migrated database each, on SQLite or on a real PostgreSQL."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import hypothesis
import pytest

from service.app.database.migrate import migrate
from service.app.processes.embedded_broker import broker_command
from service.app.tables import METADATA
from service.app.wiring import register_all
from service.config import CHECKOUT, settings
from service.db.connect import dispose_engines, make_engine
from service.jobs.broker import celery_app, embedded_socket, runtime_folder
from service.jobs.doorbell import hang_up
from service.security.keys import derive_key
from tests.compiled_once import compile_once
from tests.postgres import PostgresServer, find_postgres, refuse_or_skip

POSTGRES_DATABASE = "handpicked_test"
os.environ.setdefault("HANDPICKED_ALLOW_ROOT", "yes")  # where tests run, root is often all there is
SECRET = "a secret for tests only, 32 characters and more"


compile_once()
# How long drawing an example takes says how busy the machine is, and nothing about the product.
hypothesis.settings.register_profile("ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("ours")
gc.set_threshold(50_000, 20, 50)
"""With all of the product and of the tests loaded, each full look for garbage takes a second: seldom, then."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def forget_settings() -> None:
    """Makes this process read its settings again at next use."""
    dispose_engines()
    hang_up()
    for cached in (settings, derive_key, celery_app):
        cached.cache_clear()


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Every test has its own data folder and secret, and the kinds of the real wiring; no test sees the developer's."""
    folder = tmp_path / "data"
    monkeypatch.setenv("HANDPICKED_DATA_DIR", str(folder))
    monkeypatch.setenv("HANDPICKED_CACHE_DIR", str(CHECKOUT / "var" / "cache"))
    monkeypatch.setenv("HANDPICKED_SECRET_KEY", SECRET)
    monkeypatch.setenv("HANDPICKED_NARRATION", "off")  # a voice costs more than most of what is tested with films
    forget_settings()
    register_all()
    # Registering has read the settings; a test that sets a variable of its own must still be heard.
    forget_settings()
    yield folder
    forget_settings()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file, made once; tests copy it."""
    path = tmp_path_factory.mktemp("template") / "handpicked.sqlite3"
    made = make_engine(f"sqlite:///{path}")
    migrate(made)
    with made.connect() as connection:
        connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.dispose()
    return path


@pytest.fixture
def database(data_dir: Path, sqlite_template: Path) -> str:
    """A migrated SQLite database behind `transaction()` and `reading()`. Its URL."""
    data_dir.mkdir(exist_ok=True)
    shutil.copy(sqlite_template, data_dir / "handpicked.sqlite3")
    return settings().database


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server for this run, the system's or the packaged one, with a migrated database."""
    binaries = find_postgres()
    if binaries is None:
        refuse_or_skip("No PostgreSQL here: neither the system's nor pgserver's.", os.environ)
    with PostgresServer.running(binaries) as server:
        made = make_engine(server.create(POSTGRES_DATABASE))
        migrate(made)
        made.dispose()
        yield server


@pytest.fixture
def postgres_database(postgres: PostgresServer, data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A migrated, empty PostgreSQL database behind `transaction()` and `reading()`. Its URL."""
    url = postgres.url(POSTGRES_DATABASE)
    monkeypatch.setenv("HANDPICKED_DATABASE_URL", url)
    forget_settings()
    yield url
    dispose_engines()
    postgres.empty(POSTGRES_DATABASE, list(METADATA.tables))


@pytest.fixture(params=["sqlite", "postgres"])
def any_database(request: pytest.FixtureRequest) -> str:
    """The test runs twice: on SQLite and on PostgreSQL. The database's URL."""
    name = "database" if request.param == "sqlite" else "postgres_database"
    url: str = request.getfixturevalue(name)
    return url


@pytest.fixture(autouse=True)
def nothing_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """People of tests have ids by chance, so that one in a hundred would be drawn: only where a test sets a share."""
    monkeypatch.setattr("service.brain.levers.drawn.DEFAULT", 0.0)


@pytest.fixture
def broker(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real broker on this test's own socket. Its process, to be killed or frozen at will."""
    data_dir.mkdir(exist_ok=True)
    process = subprocess.Popen(broker_command(settings()), stdout=subprocess.DEVNULL)
    try:
        deadline = monotonic() + 10
        while not embedded_socket(settings()).exists():
            assert monotonic() < deadline, "the broker did not start"
            sleep(0.01)
        yield process
    finally:
        process.kill()
        process.wait()
        hang_up()
        shutil.rmtree(runtime_folder(settings()))
