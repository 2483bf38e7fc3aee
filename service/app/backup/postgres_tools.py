"""PostgreSQL's own dump and restore, told where the database is by variables: a password stands in no command line."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy.engine import URL, make_url

from service.config import settings
from service.errors import HandpickedError


class ToolFailed(HandpickedError):
    """pg_dump or pg_restore is missing, or could not do it."""

    code = "tool_failed"


def dump(to: Path) -> None:
    """Everything as it stood at one instant, while work goes on. Raises ToolFailed."""
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}")


def restore(source: Path) -> None:
    """Puts it in the place of what is there, in one transaction: all of it or nothing. Raises ToolFailed."""
    _run(
        "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
        f"--dbname={_url().database}", str(source),
    )  # fmt: skip


def _url() -> URL:
    return make_url(settings().database)


def _run(tool: str, *arguments: str) -> None:
    found = shutil.which(tool)
    if found is None:
        raise ToolFailed(f"{tool} isn’t installed here. Install PostgreSQL’s client, of the server’s version or newer.")
    url = _url()
    host = url.host or str(url.query.get("host", ""))
    told = {
        "PGHOST": host, "PGPORT": str(url.port or ""), "PGUSER": url.username or "", "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "", "PGSSLMODE": str(url.query.get("sslmode", "")),
    }  # fmt: skip
    environment = {**os.environ, **{name: value for name, value in told.items() if value}}
    done = subprocess.run([found, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
        raise ToolFailed(f"{tool} failed: {said[:300]}")
