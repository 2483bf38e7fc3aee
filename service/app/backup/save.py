"""A backup of database and files into one new folder, made while everything runs. The key is not in it.

The database first, as it stood at one instant; then the files. So the files hold all that the database names, but for what was
erased in between, which is as it should be.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Final

from alembic.runtime.migration import MigrationContext

from service.app.backup.manifest import FILES, LISTING, POSTGRES, SQLITE, Manifest
from service.app.backup.postgres_tools import dump
from service.clock import machine_now
from service.config import settings, sqlite_file
from service.db.connect import engine
from service.db.key_check import key_value
from service.errors import Conflict
from service.storage.in_force import local_files, storage

_PAGES: Final = 2_000
"""Of SQLite's, copied at once; between them others write."""
_LATER: Final = timedelta(days=1)


def save_backup(folder: Path) -> Manifest:
    """Makes the folder and all in it, readable for us alone. Raises Conflict where it is there already, ToolFailed, OSError."""
    began = machine_now()
    try:
        folder.mkdir(parents=True, mode=0o700)
    except FileExistsError:
        raise Conflict(f"{folder} is there already. A backup goes into a new folder.") from None
    kind, revision = save_database(folder)
    source = local_files()
    files = _list_bucket(folder / LISTING) if source is None else _copy_files(source, folder / FILES)
    manifest = Manifest(began, kind, revision, key_value(), files, source is None)
    manifest.write(folder)
    return manifest


def save_database(folder: Path) -> tuple[str, str | None]:
    """Puts the database as it stands at one instant into the folder: the name of its file, and the revision of its tables. Raises
    ToolFailed, OSError."""
    with engine().connect().execution_options(reading=True) as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
    file = sqlite_file(settings().database)
    if file is None:
        dump(folder / POSTGRES)
        return POSTGRES, revision
    _copy_sqlite(file, folder / SQLITE)
    return SQLITE, revision


def _copy_sqlite(source: Path, to: Path) -> None:
    """SQLite's own backup: where somebody writes meanwhile, what changed is copied again; the copy is of one instant."""
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(to)) as copy:
        # One read transaction holds the instant still; writers go on beside it, as the log is written ahead.
        live.execute("BEGIN")
        live.execute("SELECT count(*) FROM sqlite_master").fetchone()
        live.backup(copy, pages=_PAGES)
        copy.execute("PRAGMA journal_mode = DELETE")
    to.chmod(0o600)


def _copy_files(source: Path, to: Path) -> int:
    """How many files. One that goes while we copy was erased."""
    number = 0
    to.mkdir(mode=0o700)
    for folder, _, names in os.walk(source):
        inside = to / Path(folder).relative_to(source)
        inside.mkdir(exist_ok=True, mode=0o700)
        for name in names:
            try:
                shutil.copy2(Path(folder) / name, inside / name)
            except FileNotFoundError:
                continue
            number += 1
    return number


def _list_bucket(to: Path) -> int:
    """A bucket has its own copies and versions; what lay there is written down, so that a restore can say what is missing."""
    keys = [key for part in storage().parts() for key in storage().older_than(part, machine_now() + _LATER)]
    to.write_text("".join(f"{key}\n" for key in sorted(keys)), "utf-8")
    return len(keys)
