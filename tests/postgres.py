"""A private PostgreSQL server for tests: unix socket only, nothing kept, an unprivileged user where the tests run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest

UNPRIVILEGED = "nobody"
POSTGRES_SOCKET = ".s.PGSQL.5432"
"""Its name in the server's folder."""


def find_postgres() -> Path | None:
    """The folder of the server's binaries: the system's newest that can be run here, else pgserver's, else None."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    packaged = find_spec("pgserver")
    inside = [Path(packaged.origin).parent / "pginstall" / "bin"] if packaged and packaged.origin else []
    return next((path for path in (*system, *inside) if _can_run(path / "postgres")), None)


def refuse_or_skip(why: str, environment: Mapping[str, str]) -> NoReturn:
    """Ends a test that lacks something: skipped on somebody's own machine, failed in CI, where nothing may be left out unseen."""
    if environment.get("CI", "").lower() not in {"", "0", "false"}:
        pytest.fail(f"{why} CI may not do without: install postgresql.", pytrace=False)
    pytest.skip(why)


def _can_run(binary: Path) -> bool:
    try:
        return subprocess.run([binary, "--version"], capture_output=True, check=False, **_as_whom()).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def _as_whom() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    return {"user": UNPRIVILEGED, "cwd": "/"} if os.getuid() == 0 else {}


@dataclass
class PostgresServer:
    """A running server with its socket in `folder`."""

    folder: Path
    options: str = ""
    """Of its own, as on its command line."""

    @classmethod
    @contextmanager
    def running(
        cls, binaries: Path, *, on: Path | None = None, options: str = "", initial: Sequence[str] = ()
    ) -> Iterator[PostgresServer]:
        """`on`: an empty folder that is somebody else's; else one is made, and gone afterwards. `initial`: what initdb is told."""
        folder = on or Path(tempfile.mkdtemp(prefix="hp-pg-", dir="/tmp"))  # a socket's path must be short
        if os.getuid() == 0:
            user = pwd.getpwnam(UNPRIVILEGED)
            os.chown(folder, user.pw_uid, user.pw_gid)
        server = cls(folder, options)
        try:
            as_told = ("-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", *initial)
            _run(binaries / "initdb", "-D", folder / "data", *as_told)
            server.start(binaries)
            try:
                yield server
            finally:
                if server.is_running(binaries):
                    server.stop(binaries)
        finally:
            if on is None:
                shutil.rmtree(folder)

    def start(self, binaries: Path) -> None:
        """With all that was committed."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off -c max_connections=200 {self.options}"
        _run(binaries / "pg_ctl", "-D", self.folder / "data", "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self, binaries: Path) -> None:
        """At once and without farewell."""
        _run(binaries / "pg_ctl", "-D", self.folder / "data", "-m", "immediate", "-w", "stop")

    def is_running(self, binaries: Path) -> bool:
        """Whether it is there, though it may still be starting."""
        command = [str(binaries / "pg_ctl"), "-D", str(self.folder / "data"), "status"]
        return subprocess.run(command, capture_output=True, check=False, **_as_whom()).returncode == 0

    @contextmanager
    def stopped(self, binaries: Path) -> Iterator[None]:
        """Away during the block, at once and without farewell; started again at its end."""
        self.stop(binaries)
        try:
            yield
        finally:
            self.start(binaries)

    def create(self, name: str, like: str = "template0") -> str:
        """A new database: empty, or a copy of another to which nobody is connected. Its URL."""
        with self._connected("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
        return self.url(name)

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def empty(self, name: str, tables: Collection[str]) -> None:
        """Removes every row of `tables` (much faster than a new database for each test) and every table not among them."""
        with self._connected(name) as connection:
            found = {
                row[0] for row in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            }
            # Foreign keys need no order then, and nothing is checked that is about to go.
            connection.execute("SET session_replication_role = replica")
            connection.execute("; ".join(f'DELETE FROM "{table}"' for table in tables))  # noqa: S608 our own tables
            for extra in found - set(tables) - {"alembic_version"}:
                connection.execute(f'DROP TABLE "{extra}"')

    def _connected(self, name: str) -> psycopg.Connection[tuple[str]]:
        return psycopg.connect(host=str(self.folder), user="postgres", dbname=name, autocommit=True)


def _run(*command: str | Path) -> None:
    done = subprocess.run(
        [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False, **_as_whom()
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.decode(errors='replace')}")


if __name__ == "__main__":
    print(find_postgres() or "")  # noqa: T201 for .ci/run
